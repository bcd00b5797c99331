/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "analysis/text/number.h"

#include <stdlib.h>
#include <string.h>

static void put_interval_cell(struct xnb_buf *html, const struct xnb_summary *s,
                              double factor)
{
	if (s->kind == XNB_SUMMARY_EXACT) {
		xnb_report_range_cell(html, s->min * factor, s->max * factor);
	} else if (s->why_no_interval) {
		xnb_buf_puts(html, "<td class=\"n quiet\">");
		xnb_html_text(html, s->why_no_interval);
		xnb_buf_puts(html, "</td>");
	} else {
		xnb_report_range_cell(html, s->low * factor, s->high * factor);
	}
}

/* The mean, and beside it what is special about it. */
static void put_mean_cell(struct xnb_buf *html, const struct xnb_summary *s,
                          double factor)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	xnb_text_number(html, s->center * factor);
	if (s->kind == XNB_SUMMARY_PLAIN && s->n_units &&
	    xnb_metadata_is_timed(s->series->unit))
		xnb_buf_puts(html, "<br/><span class=\"quiet\">arithmetic</span>");
	if (s->series->n_left_out)
		xnb_buf_printf(html,
		               "<br/><span class=\"quiet\">%zu flagged left out</span>",
		               s->series->n_left_out);
	xnb_buf_puts(html, "</td>");
}

static void put_nodes_cell(struct xnb_buf *html, const struct xnb_series *series)
{
	xnb_buf_puts(html, "<td>");
	xnb_html_text(html, series->cpu_node[0] ? series->cpu_node : "\u2013");
	xnb_buf_puts(html, " \u2192 ");
	xnb_html_text(html, series->mem_node[0] ? series->mem_node : "\u2013");
	xnb_buf_puts(html, "</td>");
}

void xnb_report_series_cells(struct xnb_buf *html, const struct xnb_series *series)
{
	xnb_html_element(html, "th scope=\"row\"",
	                 series->scenario[0] ? series->scenario : "\u2013");
	xnb_html_element(html, "td", series->item);
	xnb_report_params_cell(html, series->params);
	put_nodes_cell(html, series);
}

/* What is conspicuous, in words. */
static void put_flags_cell(struct xnb_buf *html, const struct xnb_summary *s)
{
	const struct {
		bool is_set;
		const char *words;
	} flags[] = {
	    {s->drift, "drift"},
	    {s->autocorrelated, "autocorrelated"},
	    {s->two_modes, "two modes"},
	    {s->moved, "pages moved"},
	};
	const char *before = "";

	xnb_buf_puts(html, "<td>");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!flags[i].is_set)
			continue;
		xnb_buf_printf(html, "%s%s", before, flags[i].words);
		before = ", ";
	}
	if (s->series->n_flagged)
		xnb_buf_printf(html, "%s%zu flagged", before, s->series->n_flagged);
	xnb_buf_puts(html, "</td>");
}

static void put_series(struct xnb_buf *html, const struct xnb_summary *s)
{
	double factor;

	xnb_text_unit(s->series->unit, &factor);
	xnb_buf_puts(html, "<tr>");
	xnb_report_series_cells(html, s->series);
	put_mean_cell(html, s, factor);
	put_interval_cell(html, s, factor);
	xnb_report_number_cell(html, s->median * factor);
	put_flags_cell(html, s);
	xnb_report_units_cell(html, s);
	xnb_report_count_cell(html, s->series->n_values + s->series->n_left_out);
	xnb_buf_puts(html, "</tr>\n");
}

static bool same_table(const struct xnb_series *a, const struct xnb_series *b)
{
	return strcmp(a->metric, b->metric) == 0 && strcmp(a->unit, b->unit) == 0;
}

static bool in_experiment(const struct xnb_summary *s, const char *experiment)
{
	return strcmp(s->series->experiment, experiment) == 0;
}

/* The verdicts stand in words in a table of their own. */
static bool is_told_in_words(const struct xnb_report_data *data,
                             const struct xnb_series *series)
{
	return data->verdicts.n && strcmp(series->experiment, "semantics") == 0 &&
	       strcmp(series->metric, "verdict") == 0;
}

/* Whether an earlier series of the experiment has begun this table. */
static bool is_done(const struct xnb_summaries *all, size_t i, const char *experiment)
{
	for (size_t j = 0; j < i; j++)
		if (in_experiment(&all->summaries[j], experiment) &&
		    same_table(all->summaries[j].series, all->summaries[i].series))
			return true;
	return false;
}

static void put_table_caption(struct xnb_buf *html, const struct xnb_report_data *data,
                              const struct xnb_series *series)
{
	double factor;
	const char *unit = xnb_text_unit(series->unit, &factor);

	xnb_buf_puts(html, "<caption>");
	xnb_html_text(html, series->metric);
	if (unit[0]) {
		xnb_buf_puts(html, " in ");
		xnb_html_text(html, unit);
	}
	xnb_buf_printf(html, "; nodes: of the %ss \u2192 of the pages, as measured.",
	               data->subject->worker);
	if (xnb_metadata_is_timed(series->unit))
		xnb_report_timing_note(html, data);
	xnb_buf_puts(html, "</caption>\n");
}

static void put_label(struct xnb_buf *label, const char *what,
                      const struct xnb_series *series)
{
	xnb_buf_printf(label, "%s: %s, %s", what, series->experiment, series->metric);
}

/* Those of one table, in order; returns how many. */
static size_t collect(const struct xnb_summary **found, const struct xnb_summaries *all,
                      const char *experiment, size_t first)
{
	const struct xnb_series *series = all->summaries[first].series;
	size_t n = 0;

	for (size_t i = first; i < all->n; i++)
		if (in_experiment(&all->summaries[i], experiment) &&
		    same_table(all->summaries[i].series, series))
			found[n++] = &all->summaries[i];
	return n;
}

static void put_rows(struct xnb_buf *html, const struct xnb_report_data *data,
                     const struct xnb_summary *const *rows, size_t n)
{
	const struct xnb_series *series = rows[0]->series;
	bool exact = rows[0]->kind == XNB_SUMMARY_EXACT;
	bool timed = !exact && xnb_metadata_is_timed(series->unit);
	const char *const heads[] = {"scenario",
	                             "item",
	                             "parameters",
	                             "nodes",
	                             timed ? "#geometric mean" : "#mean",
	                             exact ? "#least to greatest" : "#95 % interval",
	                             "#median",
	                             "flags",
	                             "#n",
	                             "#samples",
	                             NULL};
	struct xnb_buf label = {0};

	put_label(&label, "Series", series);
	xnb_report_open_table(html, xnb_buf_text(&label));
	xnb_buf_free(&label);
	put_table_caption(html, data, series);
	xnb_report_head(html, heads);
	for (size_t i = 0; i < n; i++)
		put_series(html, rows[i]);
	xnb_report_close_table(html);
}

static void put_table(struct xnb_buf *html, const struct xnb_report_data *data,
                      const struct xnb_summary **rows, const char *experiment,
                      size_t first)
{
	size_t n = collect(rows, &data->summaries, experiment, first);
	struct xnb_buf label = {0};

	put_rows(html, data, rows, n);
	if (!xnb_report_has_spread(rows, n))
		return;
	put_label(&label, "Spread", rows[0]->series);
	xnb_report_spread_table(html, xnb_buf_text(&label), rows, n);
	xnb_buf_free(&label);
}

void xnb_report_series_tables(struct xnb_buf *html, const struct xnb_report_data *data,
                              const char *experiment)
{
	const struct xnb_summaries *all = &data->summaries;
	const struct xnb_summary **rows = calloc(all->n + 1, sizeof(const void *));

	for (size_t i = 0; rows && i < all->n; i++)
		if (in_experiment(&all->summaries[i], experiment) &&
		    !is_told_in_words(data, all->summaries[i].series) &&
		    !is_done(all, i, experiment))
			put_table(html, data, rows, experiment, i);
	html->failed = html->failed || !rows;
	free(rows);
}
