/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/series.h"

#include "analysis/compare/rule.h"
#include "analysis/history/sql.h"

#include <math.h>
#include <string.h>

struct adding {
	sqlite3 *sql;
	int64_t run;
	const struct xnb_run *meta;
	sqlite3_stmt *find, *series, *summary, *unit;
};

/* Summaries that are one series in the history. */
struct group {
	const struct xnb_summary *first;
	size_t n;
	struct xnb_compare_key key;
	struct xnb_compare_rule rule;
};

static const struct {
	size_t place; /* of the statement in struct adding */
	const char *query;
} queries[] = {
    {offsetof(struct adding, find),
     "SELECT id FROM series WHERE experiment = ?1 AND scenario = ?2 AND item = ?3 AND"
     " params = ?4 AND cpu_node = ?5 AND mem_node = ?6 AND metric = ?7 AND unit = ?8"},
    {offsetof(struct adding, series),
     "INSERT INTO series (experiment, scenario, item, params, cpu_node, mem_node, metric,"
     " unit) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
    {offsetof(struct adding, summary),
     "INSERT INTO summary (series, run, rule, better, level, center, low, high, least,"
     " most, ideal, tolerance, code, units, samples, left_out, flagged, flags)"
     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
     " ?17, ?18)"},
    {offsetof(struct adding, unit),
     "INSERT INTO unit (series, run, place, boot, number, samples, mean)"
     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
};

static sqlite3_stmt **statement_at(struct adding *adding, size_t i)
{
	return (sqlite3_stmt **)(void *)((char *)adding + queries[i].place);
}

static int prepare_all(struct adding *adding, struct xnb_error *err)
{
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		if (xnb_sql_prepare(adding->sql, statement_at(adding, i),
		                    queries[i].query, err))
			return -1;
	return 0;
}

static void finalize_all(struct adding *adding)
{
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		sqlite3_finalize(*statement_at(adding, i));
}

static struct xnb_compare_key key_of(const struct xnb_series *series)
{
	return (struct xnb_compare_key){
	    .experiment = series->experiment,
	    .scenario = series->scenario,
	    .item = series->item,
	    .params = series->params,
	    .cpu_node = series->cpu_node,
	    .mem_node = series->mem_node,
	    .metric = series->metric,
	    .unit = series->unit,
	};
}

/* Texts of a run are interned, so equal ones are the same. */
static bool differ_in_nodes_only(const struct xnb_series *a, const struct xnb_series *b)
{
	return a->experiment == b->experiment && a->scenario == b->scenario &&
	       a->item == b->item && a->params == b->params && a->metric == b->metric &&
	       a->unit == b->unit;
}

static struct group group_at(const struct adding *adding,
                             const struct xnb_summaries *summaries, size_t i)
{
	static const struct xnb_compare_request as_the_run_says;
	const struct xnb_summary *first = &summaries->summaries[i];
	struct group group = {.first = first, .n = 1, .key = key_of(first->series)};

	group.rule = xnb_compare_rule_find(adding->meta, &group.key, &as_the_run_says);
	if (!group.rule.exact)
		return group;
	group.key.cpu_node = group.key.mem_node = "";
	while (
	    i + group.n < summaries->n &&
	    differ_in_nodes_only(first->series, summaries->summaries[i + group.n].series))
		group.n++;
	return group;
}

static void bind_key(sqlite3_stmt *statement, const struct xnb_compare_key *key)
{
	const char *const texts[] = {key->experiment, key->scenario, key->item,
	                             key->params,     key->cpu_node, key->mem_node,
	                             key->metric,     key->unit};

	for (int i = 0; i < (int)(sizeof(texts) / sizeof(texts[0])); i++)
		xnb_sql_bind_text(statement, i + 1, texts[i]);
}

static int find_series(struct adding *adding, int64_t *id,
                       const struct xnb_compare_key *key, struct xnb_error *err)
{
	int found;

	bind_key(adding->find, key);
	found = xnb_sql_step(adding->find, err);
	if (found > 0)
		*id = sqlite3_column_int64(adding->find, 0);
	sqlite3_reset(adding->find);
	if (found != 0)
		return found < 0 ? -1 : 0;
	bind_key(adding->series, key);
	if (xnb_sql_run(adding->series, err))
		return -1;
	*id = sqlite3_last_insert_rowid(adding->sql);
	return 0;
}

static const char *rule_name(const struct group *group)
{
	if (group->rule.record)
		return "record";
	if (group->rule.exact)
		return "exact";
	return group->first->kind == XNB_SUMMARY_LOG ? "log" : "plain";
}

static const char *better_name(enum xnb_better better)
{
	static const char *const names[] = {
	    [XNB_BETTER_UNKNOWN] = "none",
	    [XNB_BETTER_HIGHER] = "higher",
	    [XNB_BETTER_LOWER] = "lower",
	    [XNB_BETTER_EXACT] = "exact",
	};

	return names[better];
}

static void put_flags(struct xnb_buf *flags, const struct group *group)
{
	bool drift = false, autocorrelated = false, two_modes = false, moved = false;

	for (size_t i = 0; i < group->n; i++) {
		drift = drift || group->first[i].drift;
		autocorrelated = autocorrelated || group->first[i].autocorrelated;
		two_modes = two_modes || group->first[i].two_modes;
		moved = moved || group->first[i].moved;
	}
	xnb_buf_puts(flags, drift ? "drift;" : "");
	xnb_buf_puts(flags, autocorrelated ? "autocorrelated;" : "");
	xnb_buf_puts(flags, two_modes ? "two-modes;" : "");
	xnb_buf_puts(flags, moved ? "moved;" : "");
	if (flags->length)
		flags->text[--flags->length] = '\0';
}

struct totals {
	double center, least, most;
	size_t units, samples, left_out, flagged;
};

static struct totals add_up(const struct group *group)
{
	struct totals totals = {.center = NAN, .least = NAN, .most = NAN};
	double sum = 0;

	for (size_t i = 0; i < group->n; i++) {
		const struct xnb_summary *one = &group->first[i];

		totals.least = fmin(totals.least, one->min);
		totals.most = fmax(totals.most, one->max);
		totals.units += one->n_units;
		totals.samples += one->series->n_values;
		totals.left_out += one->series->n_left_out;
		totals.flagged += one->series->n_flagged;
		for (size_t u = 0; u < one->n_units; u++)
			sum += one->units[u].mean;
	}
	if (group->n == 1)
		totals.center = group->first->center;
	else if (totals.units)
		totals.center = sum / (double)totals.units;
	return totals;
}

static int add_summary(struct adding *adding, int64_t id, const struct group *group,
                       struct xnb_error *err)
{
	const struct totals totals = add_up(group);
	const double numbers[] = {totals.center,
	                          group->n == 1 ? group->first->low : NAN,
	                          group->n == 1 ? group->first->high : NAN,
	                          totals.least,
	                          totals.most,
	                          group->rule.ideal,
	                          group->rule.tolerance};
	const size_t counts[] = {totals.units, totals.samples, totals.left_out,
	                         totals.flagged};
	sqlite3_stmt *statement = adding->summary;
	struct xnb_buf flags = {0};
	int place = 1;

	put_flags(&flags, group);
	xnb_sql_bind_integer(statement, place++, id);
	xnb_sql_bind_integer(statement, place++, adding->run);
	xnb_sql_bind_text(statement, place++, rule_name(group));
	xnb_sql_bind_text(statement, place++, better_name(group->rule.better));
	xnb_sql_bind_text(
	    statement, place++,
	    xnb_unit_level_name(group->first->subject, group->first->level));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		xnb_sql_bind_number(statement, place++, numbers[i]);
	xnb_sql_bind_integer(statement, place++, group->rule.is_code);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		xnb_sql_bind_integer(statement, place++, (int64_t)counts[i]);
	xnb_sql_bind_text(statement, place, xnb_buf_text(&flags));
	xnb_buf_free(&flags);
	return xnb_sql_run(statement, err);
}

static int add_unit(struct adding *adding, int64_t id, int64_t place,
                    const struct xnb_unit_value *unit, struct xnb_error *err)
{
	sqlite3_stmt *statement = adding->unit;

	xnb_sql_bind_integer(statement, 1, id);
	xnb_sql_bind_integer(statement, 2, adding->run);
	xnb_sql_bind_integer(statement, 3, place);
	xnb_sql_bind_integer(statement, 4, unit->boot);
	if (unit->id >= 0)
		xnb_sql_bind_integer(statement, 5, unit->id);
	xnb_sql_bind_integer(statement, 6, (int64_t)unit->n);
	xnb_sql_bind_number(statement, 7, unit->mean);
	return xnb_sql_run(statement, err);
}

static int add_group(struct adding *adding, const struct group *group,
                     struct xnb_error *err)
{
	int64_t id, place = 0;

	if (find_series(adding, &id, &group->key, err) ||
	    add_summary(adding, id, group, err))
		return -1;
	for (size_t i = 0; i < group->n; i++)
		for (size_t u = 0; u < group->first[i].n_units; u++)
			if (add_unit(adding, id, place++, &group->first[i].units[u], err))
				return -1;
	return 0;
}

int xnb_history_add_series(sqlite3 *sql, int64_t id, size_t *n, const struct xnb_run *run,
                           const struct xnb_summaries *summaries, struct xnb_error *err)
{
	struct adding adding = {.sql = sql, .run = id, .meta = run};
	int result = prepare_all(&adding, err);

	for (size_t i = 0; !result && i < summaries->n; ++*n) {
		struct group group = group_at(&adding, summaries, i);

		result = add_group(&adding, &group, err);
		i += group.n;
	}
	finalize_all(&adding);
	return result;
}
