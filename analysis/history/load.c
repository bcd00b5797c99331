/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/history.h"

#include "analysis/history/sql.h"
#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

struct loading {
	struct xnb_history *history;
	sqlite3 *sql;
	const struct xnb_history_filter *filter;
};

typedef int take_row(struct loading *loading, sqlite3_stmt *row, struct xnb_error *err);

static void bind_filter(sqlite3_stmt *statement, const struct xnb_history_filter *filter)
{
	xnb_sql_bind_text(statement, 1, filter->host);
	xnb_sql_bind_text(statement, 2, filter->timing);
	xnb_sql_bind_integer(statement, 3, filter->series);
	xnb_sql_bind_integer(statement, 4, filter->run);
	xnb_sql_bind_text(statement, 5, filter->experiment);
}

/* Calls take() for each row of a query whose first places are those of the filter. */
static int each_row(struct loading *loading, const char *query, take_row *take,
                    struct xnb_error *err)
{
	sqlite3_stmt *statement;
	int found;

	if (xnb_sql_prepare(loading->sql, &statement, query, err))
		return -1;
	bind_filter(statement, loading->filter);
	while ((found = xnb_sql_step(statement, err)) > 0)
		if (take(loading, statement, err)) {
			found = -1;
			break;
		}
	sqlite3_finalize(statement);
	return found;
}

static int intern(struct loading *loading, const char **out, sqlite3_stmt *row,
                  int column, struct xnb_error *err)
{
	*out = xnb_strings_intern(&loading->history->strings, xnb_sql_text(row, column));
	return *out ? 0 : xnb_fail_nomem(err);
}

static int intern_all(struct loading *loading, const char **texts[], size_t n,
                      sqlite3_stmt *row, int column, struct xnb_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (intern(loading, texts[i], row, column + (int)i, err))
			return -1;
	return 0;
}

static int take_run(struct loading *loading, sqlite3_stmt *row, struct xnb_error *err)
{
	struct xnb_history *history = loading->history;
	struct xnb_history_run *runs =
	    xnb_grow(history->runs, history->n_runs, sizeof(*runs), err);
	struct xnb_history_run *run;

	if (!runs)
		return -1;
	history->runs = runs;
	run = &runs[history->n_runs++];
	*run = (struct xnb_history_run){.id = sqlite3_column_int64(row, 0)};
	return intern_all(loading,
	                  (const char **[]){&run->identity, &run->time, &run->timing,
	                                    &run->path, &run->host, &run->topology},
	                  6, row, 1, err);
}

/* Facts come in the order of the runs. */
struct facts {
	struct loading loading;
	size_t run;
};

static int take_fact(struct loading *loading, sqlite3_stmt *row, struct xnb_error *err)
{
	struct xnb_history *history = loading->history;
	struct facts *facts = (struct facts *)(void *)loading;
	struct xnb_history_fact fact, *grown;
	struct xnb_history_run *run;

	while (facts->run < history->n_runs &&
	       history->runs[facts->run].id != sqlite3_column_int64(row, 0))
		facts->run++;
	if (facts->run == history->n_runs)
		return 0;
	run = &history->runs[facts->run];
	if (intern_all(loading, (const char **[]){&fact.name, &fact.value}, 2, row, 1,
	               err))
		return -1;
	grown = xnb_grow(run->facts, run->n_facts, sizeof(*grown), err);
	if (!grown)
		return -1;
	run->facts = grown;
	run->facts[run->n_facts++] = fact;
	return 0;
}

static enum xnb_history_rule rule_of(const char *name)
{
	if (strcmp(name, "log") == 0)
		return XNB_HISTORY_LOG;
	if (strcmp(name, "plain") == 0)
		return XNB_HISTORY_PLAIN;
	return strcmp(name, "exact") == 0 ? XNB_HISTORY_EXACT : XNB_HISTORY_RECORD;
}

static enum xnb_better better_of(const char *name)
{
	if (strcmp(name, "higher") == 0)
		return XNB_BETTER_HIGHER;
	if (strcmp(name, "lower") == 0)
		return XNB_BETTER_LOWER;
	return strcmp(name, "exact") == 0 ? XNB_BETTER_EXACT : XNB_BETTER_UNKNOWN;
}

/* The rows' columns, in order. */
enum column {
	RUN,
	SERIES,
	EXPERIMENT,
	LEVEL = EXPERIMENT + 8,
	RULE,
	BETTER,
	VALUE,
	LOW,
	HIGH,
	LEAST,
	MOST,
	IDEAL,
	TOLERANCE,
	CODE,
	UNITS,
	SAMPLES,
	LEFT_OUT,
};

struct place {
	int64_t id;
	size_t run;
};

struct points {
	struct loading loading;
	struct place *places; /* of the runs, by id */
};

static int compare_places(const void *p, const void *q)
{
	const struct place *a = p, *b = q;

	return (a->id > b->id) - (a->id < b->id);
}

static int begin_series(struct loading *loading, sqlite3_stmt *row,
                        const struct xnb_history_run *run, struct xnb_error *err)
{
	struct xnb_history *history = loading->history;
	struct xnb_history_series *series =
	    xnb_grow(history->series, history->n_series, sizeof(*series), err);
	struct xnb_compare_key *key;

	if (!series)
		return -1;
	history->series = series;
	series += history->n_series++;
	*series = (struct xnb_history_series){
	    .id = sqlite3_column_int64(row, SERIES),
	    .host = run->host,
	    .topology = run->topology,
	    .timing = run->timing,
	    .why = "",
	};
	key = &series->key;
	return intern_all(loading,
	                  (const char **[]){&key->experiment, &key->scenario, &key->item,
	                                    &key->params, &key->cpu_node, &key->mem_node,
	                                    &key->metric, &key->unit},
	                  8, row, EXPERIMENT, err);
}

/* Texts are interned: equal ones have one address. */
static bool continues(const struct xnb_history *history, sqlite3_stmt *row,
                      const struct xnb_history_run *run)
{
	const struct xnb_history_series *last;

	if (history->n_series == 0)
		return false;
	last = &history->series[history->n_series - 1];
	return last->id == sqlite3_column_int64(row, SERIES) && last->host == run->host &&
	       last->topology == run->topology && last->timing == run->timing;
}

static struct xnb_history_point point_of(sqlite3_stmt *row, size_t run)
{
	return (struct xnb_history_point){
	    .run = run,
	    .value = xnb_sql_number(row, VALUE),
	    .low = xnb_sql_number(row, LOW),
	    .high = xnb_sql_number(row, HIGH),
	    .least = xnb_sql_number(row, LEAST),
	    .most = xnb_sql_number(row, MOST),
	    .ideal = xnb_sql_number(row, IDEAL),
	    .tolerance = xnb_sql_number(row, TOLERANCE),
	    .n_units = (size_t)sqlite3_column_int64(row, UNITS),
	    .n_samples = (size_t)sqlite3_column_int64(row, SAMPLES),
	    .n_left_out = (size_t)sqlite3_column_int64(row, LEFT_OUT),
	};
}

static int take_point(struct loading *loading, sqlite3_stmt *row, struct xnb_error *err)
{
	const struct points *points = (const struct points *)(const void *)loading;
	struct xnb_history *history = loading->history;
	const struct place wanted = {.id = sqlite3_column_int64(row, RUN)}, *place;
	struct xnb_history_series *series;
	struct xnb_history_point *grown;

	place = bsearch(&wanted, points->places, history->n_runs, sizeof(wanted),
	                compare_places);
	if (!place)
		return 0;
	if (!continues(history, row, &history->runs[place->run]) &&
	    begin_series(loading, row, &history->runs[place->run], err))
		return -1;
	series = &history->series[history->n_series - 1];
	grown = xnb_grow(series->points, series->n_points, sizeof(*grown), err);
	if (!grown)
		return -1;
	series->points = grown;
	series->points[series->n_points++] = point_of(row, place->run);
	series->rule = rule_of(xnb_sql_text(row, RULE));
	series->better = better_of(xnb_sql_text(row, BETTER));
	series->is_code = sqlite3_column_int64(row, CODE) != 0;
	return intern(loading, &series->level, row, LEVEL, err);
}

static int index_runs(struct points *points, struct xnb_error *err)
{
	const struct xnb_history *history = points->loading.history;

	points->places = calloc(history->n_runs + 1, sizeof(*points->places));
	if (!points->places) {
		xnb_fail_nomem(err);
		return -1;
	}
	for (size_t i = 0; i < history->n_runs; i++)
		points->places[i] = (struct place){history->runs[i].id, i};
	qsort(points->places, history->n_runs, sizeof(*points->places), compare_places);
	return 0;
}

#define RUNS_WHERE                                                                       \
	" (?1 IS NULL OR h.name = ?1) AND (?2 IS NULL OR r.timing = ?2) AND (?4 = 0 OR " \
	"r.id = ?4)"
#define RUNS_ORDER " h.name, h.topology, r.timing, r.time, r.id"

static int load_points(const struct loading *loading, struct xnb_error *err)
{
	struct points points = {.loading = *loading};
	int result = index_runs(&points, err);

	if (!result)
		result = each_row(
		    &points.loading,
		    "SELECT r.id, s.id, s.experiment, s.scenario, s.item, s.params,"
		    " s.cpu_node, s.mem_node, s.metric, s.unit, y.level, y.rule, "
		    "y.better,"
		    " y.center, y.low, y.high, y.least, y.most, y.ideal, y.tolerance, "
		    "y.code,"
		    " y.units, y.samples, y.left_out"
		    " FROM summary y JOIN series s ON s.id = y.series"
		    " JOIN run r ON r.id = y.run JOIN host h ON h.id = r.host"
		    " WHERE" RUNS_WHERE " AND (?3 = 0 OR s.id = ?3)"
		    " AND (?5 IS NULL OR s.experiment = ?5)"
		    " ORDER BY h.name, h.topology, r.timing, s.experiment, s.item, "
		    "s.params,"
		    " s.metric, s.unit, s.scenario, s.cpu_node, s.mem_node, r.time, r.id",
		    take_point, err);
	free(points.places);
	return result;
}

static int load_all(const struct loading *loading, struct xnb_error *err)
{
	struct facts facts = {.loading = *loading};

	if (each_row(
	        &facts.loading,
	        "SELECT r.id, r.identity, r.time, r.timing, r.path, h.name, h.topology"
	        " FROM run r JOIN host h ON h.id = r.host WHERE" RUNS_WHERE
	        " ORDER BY" RUNS_ORDER,
	        take_run, err))
		return -1;
	if (loading->filter->only_runs)
		return 0;
	if (each_row(
	        &facts.loading,
	        "SELECT r.id, e.name, e.value FROM run r JOIN host h ON h.id = r.host"
	        " JOIN environment e ON e.run = r.id WHERE" RUNS_WHERE
	        " ORDER BY" RUNS_ORDER ", e.name",
	        take_fact, err))
		return -1;
	return load_points(loading, err);
}

int xnb_history_load(struct xnb_history *out, sqlite3 *sql,
                     const struct xnb_history_filter *filter, struct xnb_error *err)
{
	const struct loading loading = {.history = out, .sql = sql, .filter = filter};
	int result;

	*out = (struct xnb_history){0};
	/* One look at the database, whatever is added meanwhile. */
	result = xnb_sql_do(sql, "BEGIN", err);
	if (!result) {
		result = load_all(&loading, err);
		sqlite3_exec(sql, "COMMIT", NULL, NULL, NULL);
	}
	if (result)
		xnb_history_free(out);
	return result;
}

static void free_series(struct xnb_history_series *series)
{
	for (size_t i = 0; i < series->n_changes; i++)
		free(series->changes[i].differences);
	free(series->changes);
	free(series->points);
}

void xnb_history_free(struct xnb_history *history)
{
	for (size_t i = 0; i < history->n_runs; i++)
		free(history->runs[i].facts);
	for (size_t i = 0; i < history->n_series; i++)
		free_series(&history->series[i]);
	free(history->runs);
	free(history->series);
	xnb_strings_free(&history->strings);
	*history = (struct xnb_history){0};
}
