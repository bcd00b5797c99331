/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domains that run at once: at which number of them, and of vCPUs, which layout gives the
 * most. */
#include "analysis/layouts.h"
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "analysis/text/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_of_all(const struct xnb_layout_point *point)
{
	return strncmp(point->metric, "aggregate-", 10) == 0;
}

static void put_interval(struct xnb_buf *html, const struct xnb_arms *arms)
{
	xnb_text_number(html, arms->ratio.center);
	if (isfinite(arms->ratio.low)) {
		xnb_buf_puts(html, " (");
		xnb_text_number(html, arms->ratio.low);
		xnb_buf_puts(html, " to ");
		xnb_text_number(html, arms->ratio.high);
		xnb_buf_puts(html, ")");
	}
}

static void put_ratio(struct xnb_buf *html, const struct xnb_layout_point *point)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	if (!point->next)
		xnb_buf_puts(html, "\u2013");
	else if (point->over_next.why_not)
		xnb_html_text(html, point->over_next.why_not);
	else
		put_interval(html, &point->over_next);
	xnb_buf_puts(html, "</td>");
}

static const char *verdict_of(const struct xnb_layout_point *point, bool without_verdict)
{
	if (without_verdict)
		return "no verdict";
	if (!point->next)
		return "the only layout";
	return point->wins ? "gives the most" : "cannot be told";
}

static void put_point(struct xnb_buf *html, const struct xnb_layout_point *point,
                      bool without_verdict)
{
	double factor;

	xnb_text_unit(point->best->series->unit, &factor);
	xnb_buf_puts(html, "<tr>");
	xnb_html_element(html, "th scope=\"row\"", point->metric);
	xnb_html_element(html, "td", point->item);
	xnb_report_count_cell(html, point->vcpus);
	xnb_report_count_cell(html, point->domains);
	xnb_html_element(html, "td", verdict_of(point, without_verdict));
	xnb_html_element(html, "td", point->best->series->scenario);
	xnb_report_number_cell(html, point->best->center * factor);
	xnb_html_element(html, "td",
	                 point->next ? point->next->series->scenario : "\u2013");
	put_ratio(html, point);
	xnb_report_units_cell(html, point->best);
	xnb_buf_puts(html, "</tr>\n");
}

static void put_table(struct xnb_buf *html, const struct xnb_report_data *data,
                      const struct xnb_layout_point *points, size_t n)
{
	static const char *const heads[] = {
	    "metric",     "item", "#vCPUs", "#domains", "claim", "most has",
	    "#its value", "next", "#ratio", "#n",       NULL};

	xnb_report_open_table(html, "Which layout gives the most");
	xnb_buf_puts(html,
	             "<caption>Which layout gives the most, by the vCPUs of all domains "
	             "and the number of domains: bandwidth in GB/s, operations in 1/s. "
	             "Ratio: to the next one, with its 95 % interval over rounds, or "
	             "boots where there are several; the most is only claimed where the "
	             "intervals of the ratios to all others lie above 1.02, for each row "
	             "by itself. Of a layout whose domains came to be on other nodes "
	             "from round to round, the nodes of most rounds stand here, and "
	             "all of them in the table below.");
	xnb_report_timing_note(html, data);
	xnb_buf_puts(html, "</caption>\n");
	xnb_report_head(html, heads);
	for (size_t i = 0; i < n; i++)
		put_point(html, &points[i], data->timing_without_verdict);
	xnb_report_close_table(html);
}

/* ---- in words ---- */

struct told {
	const struct xnb_layout_point *points;
	size_t n;
	bool of_all;
	const char *item;
};

static bool is_told(const struct told *told, const struct xnb_layout_point *point)
{
	return is_of_all(point) == told->of_all && strcmp(point->item, told->item) == 0 &&
	       point->next;
}

/* "N = 1, 2 with 4 vCPUs; N = 4 with 8 vCPUs" */
static size_t put_places(struct xnb_buf *html, const struct told *told,
                         const char *layout)
{
	const struct xnb_layout_point *last = NULL;
	size_t n = 0;

	for (size_t i = 0; i < told->n; i++) {
		const struct xnb_layout_point *point = &told->points[i];

		if (!is_told(told, point) || !point->wins ||
		    strcmp(point->best->series->scenario, layout) != 0)
			continue;
		if (last && last->vcpus == point->vcpus)
			xnb_buf_printf(html, ", %lu", point->domains);
		else
			xnb_buf_printf(html, "%s%lu vCPU%s: N = %lu", last ? "; " : "",
			               point->vcpus, point->vcpus == 1 ? "" : "s",
			               point->domains);
		last = point;
		n++;
	}
	return n;
}

static bool has_won_before(const struct told *told, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_told(told, &told->points[j]) && told->points[j].wins &&
		    strcmp(told->points[j].best->series->scenario,
		           told->points[i].best->series->scenario) == 0)
			return true;
	return false;
}

/* Where `local` has, with certainty, the least of what another layout has. */
static const struct xnb_layout_point *worst_of_local(const struct told *told)
{
	const struct xnb_layout_point *worst = NULL;

	for (size_t i = 0; i < told->n; i++) {
		const struct xnb_layout_point *point = &told->points[i];

		if (is_told(told, point) && point->local && point->other &&
		    !point->local_over_other.why_not &&
		    point->local_over_other.ratio.high < 1 - XNB_LAYOUT_MARGIN &&
		    (!worst || point->local_over_other.ratio.center <
		                   worst->local_over_other.ratio.center))
			worst = point;
	}
	return worst;
}

static void put_local(struct xnb_buf *html, const struct told *told)
{
	const struct xnb_layout_point *worst = worst_of_local(told);

	if (!worst)
		return;
	xnb_buf_printf(html,
	               "; placing all on one node loses most with %lu vCPU%s, N = %lu: "
	               "<strong>local</strong> has ",
	               worst->vcpus, worst->vcpus == 1 ? "" : "s", worst->domains);
	put_interval(html, &worst->local_over_other);
	xnb_buf_puts(html, " \u00d7 what <strong>");
	xnb_html_text(html, worst->other->series->scenario);
	xnb_buf_puts(html, "</strong> has");
}

static void tell(struct xnb_buf *html, const struct told *told)
{
	size_t n = 0, n_won = 0;

	for (size_t i = 0; i < told->n; i++)
		n += is_told(told, &told->points[i]);
	if (n == 0)
		return;
	xnb_buf_puts(html, "<li>");
	xnb_html_text(html, told->item);
	xnb_buf_puts(html,
	             told->of_all ? ", all domains together:" : ", the worst domain:");
	for (size_t i = 0; i < told->n; i++) {
		const struct xnb_layout_point *point = &told->points[i];

		if (!is_told(told, point) || !point->wins || has_won_before(told, i))
			continue;
		xnb_buf_puts(html, n_won ? "; <strong>" : " <strong>");
		xnb_html_text(html, point->best->series->scenario);
		xnb_buf_puts(html, "</strong> gives the most with ");
		n_won += put_places(html, told, point->best->series->scenario);
	}
	if (n_won < n)
		xnb_buf_printf(html,
		               "%s at %zu of %zu places no layout is known to "
		               "give the most",
		               n_won ? ";" : "", n - n_won, n);
	put_local(html, told);
	xnb_buf_puts(html, ".</li>\n");
}

static void put_words(struct xnb_buf *html, const struct xnb_layout_point *points,
                      size_t n)
{
	xnb_buf_puts(html, "<ul>\n");
	for (size_t i = 0; i < n; i++) {
		const struct told told = {points, n, is_of_all(&points[i]),
		                          points[i].item};
		bool first = true;

		for (size_t j = 0; j < i && first; j++)
			first = is_of_all(&points[j]) != told.of_all ||
			        strcmp(points[j].item, told.item) != 0;
		if (first)
			tell(html, &told);
	}
	xnb_buf_puts(html, "</ul>\n");
}

void xnb_report_contention(struct xnb_buf *html, const struct xnb_report_data *data)
{
	struct xnb_layout_point *points;
	size_t n;

	if (xnb_layouts_compare(&points, &n, &data->summaries, NULL)) {
		html->failed = true;
		return;
	}
	if (n && data->timing_without_verdict)
		xnb_buf_puts(html, "<p>Which layout gives the most gets no verdict: the "
		                   "timings are no times of hardware.</p>\n");
	else if (n)
		put_words(html, points, n);
	if (n)
		put_table(html, data, points, n);
	free(points);
}
