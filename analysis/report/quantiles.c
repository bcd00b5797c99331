/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "analysis/text/number.h"

#include <math.h>
#include <string.h>

static void put_quantile(struct xnb_buf *html, const struct xnb_quantile_row *row)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	if (!isfinite(row->value)) {
		xnb_buf_printf(html, "<span class=\"quiet\">needs %zu</span>",
		               row->least);
	} else if (row->basis == XNB_QUANTILE_POOLED) {
		xnb_text_number(html, row->value);
		xnb_buf_puts(html, "<br/><span class=\"quiet\">pooled</span>");
	} else {
		xnb_text_number(html, row->value);
		xnb_buf_puts(html, "<br/><span class=\"quiet\">");
		xnb_text_number(html, row->low);
		xnb_buf_puts(html, "\u2026");
		xnb_text_number(html, row->high);
		xnb_buf_puts(html, "</span>");
	}
	xnb_buf_puts(html, "</td>");
}

/* The mean of the first, cold calls; one a round. */
static void put_cold(struct xnb_buf *html, const struct xnb_series *series)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < series->n_warmups; i++) {
		if (!xnb_has_flag(series->warmups[i]->flags, "cold"))
			continue;
		sum += series->warmups[i]->value;
		n++;
	}
	xnb_report_number_cell(html, n ? sum / (double)n : NAN);
}

static int put_quantiles(struct xnb_buf *html, const struct xnb_summary *s,
                         struct xnb_error *err)
{
	struct xnb_quantile_row rows[XNB_N_QUANTILES];

	if (xnb_summary_quantiles(rows, s, err))
		return -1;
	xnb_buf_puts(html, "<tr>");
	xnb_html_element(html, "th scope=\"row\"", s->series->item);
	xnb_report_params_cell(html, s->series->params);
	xnb_report_count_cell(html, s->series->n_samples);
	xnb_report_units_cell(html, s);
	put_cold(html, s->series);
	xnb_report_number_cell(html, s->min);
	for (size_t i = 0; i < XNB_N_QUANTILES; i++)
		put_quantile(html, &rows[i]);
	xnb_report_number_cell(html, s->max);
	xnb_buf_puts(html, "</tr>\n");
	return 0;
}

static bool has_quantiles(const struct xnb_summary *s)
{
	return strcmp(s->series->experiment, "hypercall") == 0 &&
	       strcmp(s->series->unit, "ns") == 0;
}

static bool has_any(const struct xnb_summaries *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (has_quantiles(&all->summaries[i]))
			return true;
	return false;
}

int xnb_report_quantile_table(struct xnb_buf *html, const struct xnb_report_data *data,
                              struct xnb_error *err)
{
	static const char *const heads[] = {
	    "operation", "parameters", "#calls", "#n",      "#cold", "#min", "#p50",
	    "#p90",      "#p99",       "#p99.9", "#p99.99", "#max",  NULL};
	const struct xnb_summaries *all = &data->summaries;

	if (!has_any(all))
		return 0;
	xnb_report_open_table(html, "Quantiles of the hypercalls");
	xnb_buf_puts(
	    html,
	    "<caption>Time of a hypercall in ns. Cold is the mean of the first call of "
	    "each round, which is in no other figure. A quantile is that of each round "
	    "(or boot) by itself; shown is the geometric mean over them, with its "
	    "95 % interval (Student's t) below. Where there are fewer than 3, or "
	    "too few calls in one of them, it is that of all calls together, "
	    "\u201cpooled\u201d, which has no interval because the calls of a "
	    "round are not independent. Where each round has one call, these are, and "
	    "the "
	    "interval is the exact one of order statistics. It is service time in a "
	    "closed "
	    "loop: each call begins when the one before has ended.");
	xnb_report_timing_note(html, data);
	xnb_buf_puts(html, "</caption>\n");
	xnb_report_head(html, heads);
	for (size_t i = 0; i < all->n; i++)
		if (has_quantiles(&all->summaries[i]) &&
		    put_quantiles(html, &all->summaries[i], err))
			return -1;
	xnb_report_close_table(html);
	return 0;
}
