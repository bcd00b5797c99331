/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/csv.h"

#include "analysis/history/sql.h"
#include "analysis/timing.h"
#include "base/buf.h"
#include "rundir/csv.h"
#include "rundir/number.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int write_line(FILE *out, struct xnb_buf *line, struct xnb_error *err)
{
	xnb_buf_puts(line, "\r\n");
	if (line->failed)
		return xnb_fail_nomem(err);
	if (fwrite(line->text, 1, line->length, out) != line->length)
		return xnb_fail(err, XNB_EXIT_FAILED, errno,
		                "standard output: cannot write: %s", strerror(errno));
	xnb_buf_clear(line);
	return 0;
}

static void put_cell(struct xnb_buf *line, const char *cell)
{
	xnb_buf_puts(line, line->length ? "," : "");
	xnb_csv_put_cell(line, cell);
}

static void put_number(struct xnb_buf *line, double value)
{
	char text[XNB_NUMBER_SIZE] = "";

	xnb_number_format(text, value);
	put_cell(line, text);
}

/* ---- tidy ---- */

static int write_row(FILE *out, sqlite3_stmt *row, struct xnb_buf *line,
                     struct xnb_error *err)
{
	for (int i = 0; i < sqlite3_column_count(row); i++)
		if (sqlite3_column_type(row, i) == SQLITE_FLOAT)
			put_number(line, sqlite3_column_double(row, i));
		else
			put_cell(line, xnb_sql_text(row, i));
	return write_line(out, line, err);
}

static int write_rows(FILE *out, sqlite3_stmt *rows, struct xnb_error *err)
{
	struct xnb_buf line = {0};
	int found = 0;

	for (int i = 0; i < sqlite3_column_count(rows); i++)
		put_cell(&line, sqlite3_column_name(rows, i));
	if (write_line(out, &line, err))
		found = -1;
	while (!found && (found = xnb_sql_step(rows, err)) > 0)
		found = write_row(out, rows, &line, err);
	xnb_buf_free(&line);
	return found;
}

int xnb_history_write_csv(FILE *out, sqlite3 *sql,
                          const struct xnb_history_filter *filter, struct xnb_error *err)
{
	sqlite3_stmt *rows;
	int result;

	if (xnb_sql_prepare(
	        sql, &rows,
	        "SELECT h.name AS host, h.topology, r.identity AS run, r.time, r.timing,"
	        " s.experiment, s.scenario, s.item, s.params, s.cpu_node, s.mem_node,"
	        " s.metric, s.unit, y.rule, y.better, y.level, u.boot, u.number, "
	        "u.samples,"
	        " u.mean FROM unit u JOIN summary y ON y.series = u.series AND y.run = "
	        "u.run"
	        " JOIN series s ON s.id = u.series JOIN run r ON r.id = u.run"
	        " JOIN host h ON h.id = r.host WHERE (?1 IS NULL OR h.name = ?1)"
	        " AND (?2 IS NULL OR r.timing = ?2) AND (?3 IS NULL OR s.experiment = ?3)"
	        " ORDER BY h.name, h.topology, r.timing, r.time, r.id, s.id, u.place",
	        err))
		return -1;
	xnb_sql_bind_text(rows, 1, filter->host);
	xnb_sql_bind_text(rows, 2, filter->timing);
	xnb_sql_bind_text(rows, 3, filter->experiment);
	result = write_rows(out, rows, err);
	sqlite3_finalize(rows);
	return result;
}

/* ---- Otava ---- */

static const struct attribute {
	const char *name, *fact;
} attributes[] = {
    {"xen_version", "environment.xen_version"},
    {"xen_changeset", "environment.xen_changeset"},
    {"tool_commit", "tool.commit"},
};

static const char *fact_of(const struct xnb_history_run *run, const char *name)
{
	for (size_t i = 0; i < run->n_facts; i++)
		if (strcmp(run->facts[i].name, name) == 0)
			return run->facts[i].value;
	return "";
}

static bool is_complete(const struct xnb_history_series *series, size_t n_runs)
{
	if (series->n_points != n_runs)
		return false;
	for (size_t i = 0; i < series->n_points; i++)
		if (!isfinite(series->points[i].value))
			return false;
	return true;
}

static int check_one_group(const struct xnb_history *history, struct xnb_error *err)
{
	const struct xnb_history_run *first = history->runs;

	for (size_t i = 1; i < history->n_runs; i++) {
		const struct xnb_history_run *run = &history->runs[i];

		if (run->host != first->host || run->topology != first->topology ||
		    run->timing != first->timing)
			return xnb_fail(
			    err, XNB_EXIT_USAGE, 0,
			    "history export: a table for Otava is of one host, "
			    "topology and kind of timing, and there are several; "
			    "choose with --host, --timing");
	}
	return 0;
}

static void put_column_name(struct xnb_buf *line, const struct xnb_history_series *series)
{
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, &series->key);
	xnb_buf_printf(&name, " [%s]", series->key.unit);
	if (xnb_metadata_is_timed(series->key.unit) &&
	    xnb_timing_find(series->timing)->without_verdict &&
	    strcmp(series->timing, XNB_HISTORY_TABLE) != 0)
		xnb_buf_printf(&name, " (%s)",
		               series->timing[0] ? series->timing : "unknown timing");
	put_cell(line, xnb_buf_text(&name));
	line->failed = line->failed || name.failed;
	xnb_buf_free(&name);
}

struct table {
	bool *has_run; /* by index: it has some series */
	size_t n_runs;
	const struct xnb_history_series **series; /* those that each such run has */
	size_t n;
};

static void find_runs(struct table *table, const struct xnb_history *history)
{
	for (size_t i = 0; i < history->n_series; i++)
		for (size_t j = 0; j < history->series[i].n_points; j++)
			table->has_run[history->series[i].points[j].run] = true;
	for (size_t i = 0; i < history->n_runs; i++)
		table->n_runs += table->has_run[i];
}

static int choose(struct table *table, const struct xnb_history *history,
                  struct xnb_error *err)
{
	table->has_run = calloc(history->n_runs + 1, sizeof(*table->has_run));
	table->series = calloc(history->n_series + 1, sizeof(*table->series));
	if (!table->has_run || !table->series)
		return xnb_fail_nomem(err);
	find_runs(table, history);
	for (size_t i = 0; i < history->n_series; i++)
		if (is_complete(&history->series[i], table->n_runs))
			table->series[table->n++] = &history->series[i];
	return 0;
}

static void put_header(struct xnb_buf *line, const struct table *table)
{
	put_cell(line, "time");
	put_cell(line, "run");
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		put_cell(line, attributes[i].name);
	for (size_t i = 0; i < table->n; i++)
		put_column_name(line, table->series[i]);
}

static void put_run(struct xnb_buf *line, const struct xnb_history_run *run,
                    const struct table *table, size_t at)
{
	put_cell(line, run->time);
	put_cell(line, run->identity);
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		put_cell(line, fact_of(run, attributes[i].fact));
	for (size_t i = 0; i < table->n; i++)
		put_number(line, table->series[i]->points[at].value);
}

static int write_table(FILE *out, const struct xnb_history *history,
                       const struct table *table, struct xnb_error *err)
{
	struct xnb_buf line = {0};
	size_t at = 0;
	int result;

	put_header(&line, table);
	result = write_line(out, &line, err);
	for (size_t i = 0; !result && i < history->n_runs; i++) {
		if (!table->has_run[i])
			continue;
		put_run(&line, &history->runs[i], table, at++);
		result = write_line(out, &line, err);
	}
	xnb_buf_free(&line);
	return result;
}

int xnb_history_write_otava(FILE *out, const struct xnb_history *history,
                            size_t *left_out, struct xnb_error *err)
{
	struct table table = {0};
	int result = check_one_group(history, err);

	if (!result)
		result = choose(&table, history, err);
	if (!result) {
		*left_out = history->n_series - table.n;
		result = write_table(out, history, &table, err);
	}
	free(table.has_run);
	free(table.series);
	return result;
}
