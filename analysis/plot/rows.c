/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/rows.h"

#include "analysis/metadata.h"
#include "analysis/text/utf8.h"

#include <stdlib.h>
#include <string.h>

static bool is_single_node(const char *nodes)
{
	return nodes[0] && !strchr(nodes, '+');
}

bool xnb_rows_only_matrix_has(const struct xnb_report_data *data,
                              const struct xnb_series *series)
{
	bool local = strcmp(series->scenario, "local") == 0;
	bool remote = strcmp(series->scenario, "remote") == 0;

	if ((!local && !remote) || !data->node_a[0])
		return false;
	if (is_single_node(series->cpu_node) &&
	    strcmp(series->cpu_node, data->node_a) != 0)
		return true;
	return remote && data->node_b[0] && is_single_node(series->mem_node) &&
	       strcmp(series->mem_node, data->node_a) != 0 &&
	       strcmp(series->mem_node, data->node_b) != 0;
}

bool xnb_row_has(const struct xnb_row *row, const struct xnb_series *series,
                 enum xnb_rows_by by)
{
	if (strcmp(row->scenario, series->scenario) != 0)
		return false;
	if (by == XNB_ROWS_BY_SCENARIO)
		return strcmp(row->params, series->params) == 0;
	return strcmp(row->cpu_node, series->cpu_node) == 0 &&
	       strcmp(row->mem_node, series->mem_node) == 0;
}

static struct xnb_row *find_or_add(struct xnb_rows *rows, const struct xnb_series *series,
                                   enum xnb_rows_by by)
{
	for (size_t i = 0; i < rows->n; i++)
		if (xnb_row_has(&rows->rows[i], series, by))
			return &rows->rows[i];
	rows->rows[rows->n] = (struct xnb_row){
	    .scenario = series->scenario,
	    .cpu_node = by == XNB_ROWS_BY_NODES ? series->cpu_node : "",
	    .mem_node = by == XNB_ROWS_BY_NODES ? series->mem_node : "",
	    .params = by == XNB_ROWS_BY_SCENARIO ? series->params : "",
	};
	return &rows->rows[rows->n++];
}

static void add(struct xnb_row *row, size_t v, const struct xnb_summary *s)
{
	if (!row->summaries[v])
		row->summaries[v] = s;
	row->n_units[v] += s->n_units;
}

struct ranked {
	size_t rank, place; /* of the scenario in run.json; of the row as it was found */
	struct xnb_row row;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = (x->rank > y->rank) - (x->rank < y->rank);

	if (!order)
		order = strcmp(x->row.scenario, y->row.scenario);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

/* A scenario that only the second variant has was found late. */
static int sort_rows(struct xnb_rows *rows, const struct xnb_run *run,
                     struct xnb_error *err)
{
	struct ranked *ranked = calloc(rows->n + 1, sizeof(*ranked));

	if (!ranked)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < rows->n; i++)
		ranked[i] = (struct ranked){
		    xnb_metadata_scenario_rank(run, rows->rows[i].scenario), i,
		    rows->rows[i]};
	qsort(ranked, rows->n, sizeof(*ranked), by_rank);
	for (size_t i = 0; i < rows->n; i++)
		rows->rows[i] = ranked[i].row;
	free(ranked);
	return 0;
}

static void mark_alone(struct xnb_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		size_t n = 0;

		for (size_t j = 0; j < rows->n; j++)
			n +=
			    strcmp(rows->rows[i].scenario, rows->rows[j].scenario) == 0 &&
			    strcmp(rows->rows[i].params, rows->rows[j].params) == 0;
		rows->rows[i].alone = n == 1;
	}
}

int xnb_rows_collect(struct xnb_rows *out, const struct xnb_report_data *data,
                     const char *experiment, const char *metric,
                     const struct xnb_variants *variants, enum xnb_rows_by by,
                     struct xnb_error *err)
{
	*out = (struct xnb_rows){.n = 0};
	out->rows = calloc(data->summaries.n + 1, sizeof(*out->rows));
	if (!out->rows)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (!xnb_summary_is(s, experiment, metric) ||
		    xnb_rows_only_matrix_has(data, s->series))
			continue;
		for (size_t v = 0; v < variants->n; v++)
			if (xnb_summary_has_variant(s, &variants->shown[v]))
				add(find_or_add(out, s->series, by), v, s);
	}
	if (sort_rows(out, data->run, err)) {
		xnb_rows_free(out);
		return -1;
	}
	mark_alone(out);
	for (size_t i = 0; i < out->n; i++)
		xnb_param_labels_take(&out->labels, out->rows[i].params, NULL);
	return 0;
}

void xnb_rows_free(struct xnb_rows *rows)
{
	free(rows->rows);
	*rows = (struct xnb_rows){0};
}

static const char *known(const char *nodes)
{
	return nodes[0] ? nodes : "?";
}

void xnb_row_label(struct xnb_buf *label, const struct xnb_rows *rows, size_t i)
{
	const struct xnb_row *row = &rows->rows[i];

	if (row->scenario[0] || !row->params[0])
		xnb_buf_puts(label, row->scenario[0] ? row->scenario : "(no scenario)");
	if (!row->alone || row->cpu_node[0] || row->mem_node[0])
		xnb_buf_printf(label, " %s\u2192%s", known(row->cpu_node),
		               known(row->mem_node));
	xnb_param_labels_put(label, &rows->labels, row->params, label->length ? " " : "");
}

size_t xnb_rows_longest_label(const struct xnb_rows *rows)
{
	struct xnb_buf label = {0};
	size_t longest = 0;

	for (size_t i = 0; i < rows->n; i++) {
		size_t length;

		xnb_buf_clear(&label);
		xnb_row_label(&label, rows, i);
		length = xnb_utf8_length(xnb_buf_text(&label));
		longest = length > longest ? length : longest;
	}
	xnb_buf_free(&label);
	return longest;
}

void xnb_rows_count_units(struct xnb_unit_counts *counts, const struct xnb_rows *rows)
{
	*counts = (struct xnb_unit_counts){.n_left_out = 0};
	for (size_t i = 0; i < rows->n; i++)
		for (size_t v = 0; v < XNB_MOST_VARIANTS; v++)
			if (rows->rows[i].summaries[v])
				xnb_unit_counts_take(counts, rows->rows[i].summaries[v],
				                     rows->rows[i].n_units[v]);
}
