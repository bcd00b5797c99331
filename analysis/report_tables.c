/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/html.h"
#include "analysis/report_page.h"

#include <math.h>
#include <string.h>

void xnb_report_number(struct xnb_buf *text, double value)
{
	double size = fabs(value);

	if (!isfinite(value))
		xnb_buf_puts(text, "\u2013");
	else if (value == floor(value) && size < 1e9)
		xnb_buf_printf(text, "%.0f", value);
	else if (size >= 1e9 || size < 1e-3)
		xnb_buf_printf(text, "%.3e", value);
	else
		xnb_buf_printf(text, "%.*f",
		               size >= 100  ? 0
		               : size >= 10 ? 1
		               : size >= 1  ? 2
		                            : 3,
		               value);
}

const char *xnb_report_unit(const char *unit, double *factor)
{
	static const struct {
		const char *unit, *shown;
		double factor;
	} units[] = {{"B/s", "GB/s", 1e-9}, {"1", "", 1}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i].unit) == 0) {
			*factor = units[i].factor;
			return units[i].shown;
		}
	*factor = 1;
	return unit;
}

static void put_head(struct xnb_buf *html, const char *const *heads)
{
	xnb_buf_puts(html, "<thead><tr>");
	for (; *heads; heads++) {
		bool number = (*heads)[0] == '#'; /* right-aligned, as its column */

		xnb_buf_printf(html, "<th scope=\"col\"%s>",
		               number ? " class=\"n\"" : "");
		xnb_html_text(html, *heads + number);
		xnb_buf_puts(html, "</th>");
	}
	xnb_buf_puts(html, "</tr></thead>\n<tbody>\n");
}

void xnb_report_open_table(struct xnb_buf *html, const char *label)
{
	xnb_buf_puts(html, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
	                   "aria-label=\"");
	xnb_html_text(html, label);
	xnb_buf_puts(html, "\"><table>\n");
}

static void close_table(struct xnb_buf *html)
{
	xnb_buf_puts(html, "</tbody></table></div>\n");
}

static void put_number_cell(struct xnb_buf *html, double value)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	xnb_report_number(html, value);
	xnb_buf_puts(html, "</td>");
}

static void put_count_cell(struct xnb_buf *html, size_t n)
{
	xnb_buf_printf(html, "<td class=\"n\">%zu</td>", n);
}

/* "0.5", or "0.47 to 0.53" */
static void put_range_cell(struct xnb_buf *html, double low, double high)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	xnb_report_number(html, low);
	if (isfinite(low) && low < high) {
		xnb_buf_puts(html, " to ");
		xnb_report_number(html, high);
	}
	xnb_buf_puts(html, "</td>");
}

static const char *claim_class(enum xnb_claim claim)
{
	return claim == XNB_CLAIM_HOLDS   ? "td class=\"good claim\""
	       : claim == XNB_CLAIM_FAILS ? "td class=\"bad claim\""
	                                  : "td class=\"claim\"";
}

static void put_placement(struct xnb_buf *html, const struct xnb_placement *p)
{
	xnb_buf_puts(html, "<tr>");
	xnb_html_element(html, "th scope=\"row\"", p->scenario);
	xnb_html_element(html, claim_class(p->claim), xnb_claim_name(p->claim));
	put_number_cell(html, p->expected);
	put_range_cell(html, p->min, p->max);
	put_count_cell(html, p->n_domains);
	xnb_html_element(html, "td class=\"why\"", p->reason);
	xnb_buf_puts(html, "</tr>\n");
}

void xnb_report_placement_table(struct xnb_buf *html, const struct xnb_report_data *data)
{
	static const char *const heads[] = {
	    "scenario", "claim", "#expected", "#measured", "#domains", "because", NULL};

	if (data->n_placements == 0)
		return;
	xnb_report_open_table(html, "Locality by scenario");
	xnb_buf_puts(html, "<caption>Locality by scenario: the part of a domain's pages "
	                   "that lies on node A. Expected is what settled nodes of equal "
	                   "size give, \u00b1 1 extent.</caption>\n");
	put_head(html, heads);
	for (size_t i = 0; i < data->n_placements; i++)
		put_placement(html, &data->placements[i]);
	close_table(html);
}

static void put_interval_cell(struct xnb_buf *html, const struct xnb_summary *s,
                              double factor)
{
	if (s->kind == XNB_SUMMARY_EXACT) {
		put_range_cell(html, s->min * factor, s->max * factor);
	} else if (s->why_no_interval) {
		xnb_buf_puts(html, "<td class=\"n quiet\">");
		xnb_html_text(html, s->why_no_interval);
		xnb_buf_puts(html, "</td>");
	} else {
		put_range_cell(html, s->low * factor, s->high * factor);
	}
}

/* The mean, and beside it what is special about it. */
static void put_mean_cell(struct xnb_buf *html, const struct xnb_summary *s,
                          double factor)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	xnb_report_number(html, s->center * factor);
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

static void put_units_cell(struct xnb_buf *html, const struct xnb_summary *s)
{
	xnb_buf_printf(html, "<td class=\"n\">%zu %s%s</td>", s->n_units,
	               xnb_unit_level_name(s->level), s->n_units == 1 ? "" : "s");
}

static void put_series(struct xnb_buf *html, const struct xnb_summary *s)
{
	double factor;

	xnb_report_unit(s->series->unit, &factor);
	xnb_buf_puts(html, "<tr>");
	xnb_html_element(html, "th scope=\"row\"",
	                 s->series->scenario[0] ? s->series->scenario : "\u2013");
	xnb_html_element(html, "td", s->series->item);
	xnb_html_element(html, "td", s->series->params);
	put_nodes_cell(html, s->series);
	put_mean_cell(html, s, factor);
	put_interval_cell(html, s, factor);
	put_units_cell(html, s);
	put_count_cell(html, s->series->n_samples + s->series->n_left_out);
	put_count_cell(html, s->series->n_flagged);
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
	const char *unit = xnb_report_unit(series->unit, &factor);

	xnb_buf_puts(html, "<caption>");
	xnb_html_text(html, series->metric);
	if (unit[0]) {
		xnb_buf_puts(html, " in ");
		xnb_html_text(html, unit);
	}
	xnb_buf_puts(html, "; nodes: of the vCPUs \u2192 of the pages, as measured.");
	if (xnb_metadata_is_timed(series->unit) && data->timing_sentence) {
		xnb_buf_puts(html, " <strong class=\"unreal\">");
		xnb_html_text(html, data->timing_sentence);
		xnb_buf_puts(html, "</strong>");
	}
	xnb_buf_puts(html, "</caption>\n");
}

static void open_series_table(struct xnb_buf *html, const char *experiment,
                              const char *metric)
{
	struct xnb_buf label = {0};

	xnb_buf_printf(&label, "Series: %s, %s", experiment, metric);
	xnb_report_open_table(html, xnb_buf_text(&label));
	xnb_buf_free(&label);
}

static void put_table(struct xnb_buf *html, const struct xnb_report_data *data,
                      const char *experiment, size_t first)
{
	const struct xnb_summaries *all = &data->summaries;
	const struct xnb_series *series = all->summaries[first].series;
	bool exact = all->summaries[first].kind == XNB_SUMMARY_EXACT;
	bool timed = !exact && xnb_metadata_is_timed(series->unit);
	const char *const heads[] = {"scenario",
	                             "item",
	                             "parameters",
	                             "nodes",
	                             timed ? "#geometric mean" : "#mean",
	                             exact ? "#least to greatest" : "#95 % interval",
	                             "#n",
	                             "#samples",
	                             "#flagged",
	                             NULL};

	open_series_table(html, experiment, series->metric);
	put_table_caption(html, data, series);
	put_head(html, heads);
	for (size_t i = first; i < all->n; i++)
		if (in_experiment(&all->summaries[i], experiment) &&
		    same_table(all->summaries[i].series, series))
			put_series(html, &all->summaries[i]);
	close_table(html);
}

void xnb_report_series_tables(struct xnb_buf *html, const struct xnb_report_data *data,
                              const char *experiment)
{
	const struct xnb_summaries *all = &data->summaries;

	for (size_t i = 0; i < all->n; i++)
		if (in_experiment(&all->summaries[i], experiment) &&
		    !is_done(all, i, experiment))
			put_table(html, data, experiment, i);
}

static void put_quantile(struct xnb_buf *html, const struct xnb_quantile_row *row)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	if (!isfinite(row->value)) {
		xnb_buf_printf(html, "<span class=\"quiet\">needs %zu</span>",
		               row->least);
	} else if (row->pooled) {
		xnb_report_number(html, row->value);
		xnb_buf_puts(html, "<br/><span class=\"quiet\">pooled</span>");
	} else {
		xnb_report_number(html, row->value);
		xnb_buf_puts(html, "<br/><span class=\"quiet\">");
		xnb_report_number(html, row->low);
		xnb_buf_puts(html, "\u2026");
		xnb_report_number(html, row->high);
		xnb_buf_puts(html, "</span>");
	}
	xnb_buf_puts(html, "</td>");
}

static int put_quantiles(struct xnb_buf *html, const struct xnb_summary *s,
                         struct xnb_error *err)
{
	struct xnb_quantile_row rows[XNB_N_QUANTILES];

	if (xnb_summary_quantiles(rows, s, err))
		return -1;
	xnb_buf_puts(html, "<tr>");
	xnb_html_element(html, "th scope=\"row\"", s->series->item);
	xnb_html_element(html, "td", s->series->params);
	put_count_cell(html, s->series->n_samples);
	put_units_cell(html, s);
	put_number_cell(html, s->min);
	for (size_t i = 0; i < XNB_N_QUANTILES; i++)
		put_quantile(html, &rows[i]);
	put_number_cell(html, s->max);
	xnb_buf_puts(html, "</tr>\n");
	return 0;
}

static bool has_quantiles(const struct xnb_summary *s)
{
	return in_experiment(s, "hypercall") && strcmp(s->series->unit, "ns") == 0;
}

int xnb_report_quantile_table(struct xnb_buf *html, const struct xnb_report_data *data,
                              struct xnb_error *err)
{
	static const char *const heads[] = {"operation", "parameters", "#calls", "#n",
	                                    "#min",      "#p50",       "#p90",   "#p99",
	                                    "#p99.9",    "#p99.99",    "#max",   NULL};
	const struct xnb_summaries *all = &data->summaries;

	xnb_report_open_table(html, "Quantiles of the hypercalls");
	xnb_buf_puts(
	    html, "<caption>Time of a hypercall in ns. A quantile is that of each round "
	          "(or boot) by itself; shown is the geometric mean over them, with its "
	          "95 % interval (Student's t) below. Where there are fewer than 3, or "
	          "too few calls in one of them, it is that of all calls together, "
	          "\u201cpooled\u201d, which has no interval because the calls of a "
	          "round are not independent.");
	if (data->timing_sentence) {
		xnb_buf_puts(html, " <strong class=\"unreal\">");
		xnb_html_text(html, data->timing_sentence);
		xnb_buf_puts(html, "</strong>");
	}
	xnb_buf_puts(html, "</caption>\n");
	put_head(html, heads);
	for (size_t i = 0; i < all->n; i++)
		if (has_quantiles(&all->summaries[i]) &&
		    put_quantiles(html, &all->summaries[i], err))
			return -1;
	close_table(html);
	return 0;
}
