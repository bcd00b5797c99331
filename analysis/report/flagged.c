/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which samples carry flags, series by series: none of them is left out for that alone.
 */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"

static bool has_flags(const struct xnb_report_data *data)
{
	for (size_t i = 0; i < data->summaries.n; i++)
		if (data->summaries.summaries[i].series->n_flags)
			return true;
	return false;
}

static void put_row(struct xnb_buf *html, const struct xnb_series *series,
                    const struct xnb_flag_count *flag)
{
	size_t n = series->n_values + series->n_left_out;

	xnb_buf_puts(html, "<tr>");
	xnb_html_element(html, "th scope=\"row\"", flag->flag);
	xnb_buf_printf(html,
	               "<td class=\"n\">%zu of %zu</td><td class=\"n\">%.3g\u00a0%%</td>",
	               flag->n, n, 100 * (double)flag->n / (double)n);
	xnb_html_element(html, "td", series->experiment);
	xnb_html_element(html, "td", series->metric);
	xnb_report_series_cells(html, series);
	xnb_buf_puts(html, "</tr>\n");
}

void xnb_report_flagged_table(struct xnb_buf *html, const struct xnb_report_data *data)
{
	static const char *const heads[] = {"flag",   "#samples", "#share", "experiment",
	                                    "metric", "scenario", "item",   "parameters",
	                                    "nodes",  NULL};

	if (!has_flags(data))
		return;
	xnb_buf_puts(html, "<details><summary>Which series carry which "
	                   "flags</summary>\n");
	xnb_report_open_table(html, "Flagged samples, series by series");
	xnb_buf_puts(html,
	             "<caption>Samples with each flag, without warm-ups. A flag is a "
	             "reason to look: it keeps a sample from its mean only where it "
	             "says that it is no measurement.</caption>\n");
	xnb_report_head(html, heads);
	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_series *series = data->summaries.summaries[i].series;

		for (size_t f = 0; f < series->n_flags; f++)
			put_row(html, series, &series->flags[f]);
	}
	xnb_report_close_table(html);
	xnb_buf_puts(html, "</details>\n");
}
