/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Below a table of series, folded up: how often each was repeated, how its values spread,
 * at which level they vary, how they depend on time, and what the figures cover. */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "analysis/text/number.h"

#include <math.h>

/* Equal values have nothing to unfold. */
static bool has_spread(const struct xnb_summary *s)
{
	return s->n_units > 0 && !s->all_equal;
}

bool xnb_report_has_spread(const struct xnb_summary *const *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (has_spread(all[i]))
			return true;
	return false;
}

static void put_repetitions(struct xnb_buf *html, const struct xnb_summary *s)
{
	const char *before = "";

	xnb_buf_puts(html, "<td class=\"text\">");
	for (unsigned i = 0; i < XNB_N_REPEATED; i++) {
		if (s->n_at[i] == 0)
			continue;
		xnb_buf_printf(html, "%s%zu\u00a0%s%s", before, s->n_at[i],
		               xnb_unit_level_name(s->subject, (enum xnb_unit_level)i),
		               s->n_at[i] == 1 ? "" : "s");
		before = ", ";
	}
	xnb_buf_puts(html, "</td>");
}

static void put_percent(struct xnb_buf *html, double fraction)
{
	xnb_text_number(html, 100 * fraction);
	if (isfinite(fraction))
		xnb_buf_puts(html, "\u00a0%");
}

/* "domain 3.1 % (90 %), sample 1 % (10 %)": of logarithms fractions, else in the unit of
 * the table; and the share of the variance. */
static void put_levels(struct xnb_buf *html, const struct xnb_summary *s, double factor)
{
	const char *before = "";

	xnb_buf_puts(html, "<td class=\"text\">");
	for (unsigned i = 0; i < XNB_N_REPEATED; i++) {
		if (s->variance[i].why_not)
			continue;
		xnb_buf_printf(html, "%s%s\u00a0", before,
		               xnb_unit_level_name(s->subject, (enum xnb_unit_level)i));
		if (s->kind == XNB_SUMMARY_LOG)
			put_percent(html, s->variance[i].sd);
		else
			xnb_text_number(html, s->variance[i].sd * factor);
		xnb_buf_printf(html, " (%.0f\u00a0%%)", 100 * s->variance[i].share);
		before = ", ";
	}
	xnb_buf_puts(html, "</td>");
}

/* "samples: rho 0.5 (120 as 40), trend 2 %" */
static void put_serial(struct xnb_buf *html, const char *of,
                       const struct xnb_serial *serial)
{
	if (!isfinite(serial->rho) && !isfinite(serial->change))
		return;
	xnb_buf_puts(html, of);
	if (isfinite(serial->rho)) {
		xnb_buf_puts(html, " \u03c1\u00a0");
		xnb_text_number(html, serial->rho);
		xnb_buf_puts(html, " (worth ");
		xnb_text_number(html, round(serial->n_effective));
		xnb_buf_puts(html, ")");
	}
	if (isfinite(serial->change)) {
		xnb_buf_puts(html, " trend\u00a0");
		put_percent(html, serial->change);
	}
}

static void put_serial_cell(struct xnb_buf *html, const struct xnb_summary *s)
{
	size_t before;

	xnb_buf_puts(html, "<td class=\"text\">");
	before = html->length;
	put_serial(html, "samples:", &s->of_values);
	put_serial(html, html->length > before ? "; units:" : "units:", &s->of_units);
	xnb_buf_puts(html, html->length > before ? "</td>" : "too few to tell</td>");
}

static void put_modes(struct xnb_buf *html, const struct xnb_summary *s, double factor)
{
	if (!s->two_modes)
		return;
	xnb_buf_puts(html, "Two modes: ");
	put_percent(html, s->modes.low_share);
	xnb_buf_puts(html, " about ");
	xnb_text_number(html, s->modes.low * factor);
	xnb_buf_puts(html, ", the others about ");
	xnb_text_number(html, s->modes.high * factor);
	xnb_buf_puts(html, ". ");
}

static void put_remarks(struct xnb_buf *html, const struct xnb_summary *s, double factor)
{
	const char *before = "Not estimable: ";

	xnb_buf_puts(html, "<td class=\"text\">");
	put_modes(html, s, factor);
	for (unsigned i = 0; i < XNB_N_REPEATED; i++) {
		if (!s->variance[i].why_not)
			continue;
		xnb_buf_printf(html, "%s%s (%s)", before,
		               xnb_unit_level_name(s->subject, (enum xnb_unit_level)i),
		               s->variance[i].why_not);
		before = ", ";
	}
	xnb_buf_puts(html, before[0] == ',' ? ". " : "");
	xnb_html_text(html, s->scope);
	xnb_buf_puts(html, "</td>");
}

static void put_row(struct xnb_buf *html, const struct xnb_summary *s)
{
	double factor;

	xnb_text_unit(s->series->unit, &factor);
	xnb_buf_puts(html, "<tr>");
	xnb_report_series_cells(html, s->series);
	put_repetitions(html, s);
	xnb_report_number_cell(html, s->iqr * factor);
	xnb_report_number_cell(html, s->mad * factor);
	put_levels(html, s, factor);
	put_serial_cell(html, s);
	put_remarks(html, s, factor);
	xnb_buf_puts(html, "</tr>\n");
}

void xnb_report_spread_table(struct xnb_buf *html, const char *label,
                             const struct xnb_summary *const *all, size_t n)
{
	static const char *const heads[] = {
	    "scenario",    "item",    "parameters", "nodes",
	    "repetitions", "#IQR",    "#MAD",       "SD (share of variance)",
	    "in time",     "remarks", NULL};

	xnb_buf_puts(html, "<details class=\"page-only\"><summary>Repetitions, spread, "
	                   "and where it comes "
	                   "from</summary>\n");
	xnb_report_open_table(html, label);
	xnb_buf_puts(
	    html,
	    "<caption>Of the series above whose values differ. IQR: upper less lower "
	    "quartile. MAD: median absolute deviation from the median. SD: standard "
	    "deviation that each level adds, in percent of times and rates; what is "
	    "not estimable by itself is part of the level around it. In time: lag-1 "
	    "autocorrelation \u03c1, and how many independent ones they are worth; "
	    "trend from the first to the last; of samples within their unit, and "
	    "from unit to unit within a boot. No sample is left out for any of "
	    "it.</caption>\n");
	xnb_report_head(html, heads);
	for (size_t i = 0; i < n; i++)
		if (has_spread(all[i]))
			put_row(html, all[i]);
	xnb_report_close_table(html);
	xnb_buf_puts(html, "</details>\n");
}
