/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figure_rows.h"
#include "analysis/html.h"
#include "analysis/report_page.h"
#include "stats/ratio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t count_claims(const struct xnb_report_data *data, enum xnb_claim claim)
{
	size_t n = 0;

	for (size_t i = 0; i < data->n_placements; i++)
		n += data->placements[i].claim == claim;
	return n;
}

/* " a, b (because), c"; the reasons only where asked for, the table has them all. */
static void list_claims(struct xnb_buf *html, const struct xnb_report_data *data,
                        enum xnb_claim claim, bool reasons)
{
	bool first = true;

	for (size_t i = 0; i < data->n_placements; i++) {
		const struct xnb_placement *p = &data->placements[i];

		if (p->claim != claim)
			continue;
		xnb_buf_puts(html, first ? " <strong>" : ", <strong>");
		xnb_html_text(html, p->scenario);
		xnb_buf_puts(html, "</strong>");
		if (reasons) {
			xnb_buf_puts(html, " (");
			xnb_html_text(html, p->reason);
			xnb_buf_puts(html, ")");
		}
		first = false;
	}
	xnb_buf_puts(html, ".");
}

static void put_placement(struct xnb_buf *html, const struct xnb_report_data *data)
{
	size_t fails = count_claims(data, XNB_CLAIM_FAILS);
	size_t unknown = count_claims(data, XNB_CLAIM_UNKNOWN);

	if (data->n_placements == 0) {
		xnb_buf_puts(html, "<p>The run says nothing of where pages lie.</p>\n");
		return;
	}
	xnb_buf_printf(html,
	               "<p><span class=\"badge real\">real</span> In <strong>%zu of %zu "
	               "scenarios</strong> it is proven that the memory of every domain "
	               "lies where the affinity should put it, give or take one extent.",
	               count_claims(data, XNB_CLAIM_HOLDS), data->n_placements);
	if (fails) {
		xnb_buf_puts(html, " <span class=\"bad\">It lies elsewhere</span> in");
		list_claims(html, data, XNB_CLAIM_FAILS, true);
	}
	if (unknown) {
		xnb_buf_printf(html,
		               " Of %zu nothing is claimed, because the node of some "
		               "extents is not known, or no locality is expected:",
		               unknown);
		list_claims(html, data, XNB_CLAIM_UNKNOWN, false);
	}
	xnb_buf_puts(html, "</p>\n");
}

static const struct xnb_summary *find_scenario(const struct xnb_rows *rows,
                                               const char *scenario)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].alone && strcmp(rows->rows[i].scenario, scenario) == 0)
			return rows->rows[i].summaries[0];
	return NULL;
}

static int unit_means(double **out, const struct xnb_summary *s, struct xnb_error *err)
{
	double *means = calloc(s->n_units + 1, sizeof(*means));

	if (!means)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < s->n_units; i++)
		means[i] = s->units[i].mean;
	*out = means;
	return 0;
}

static int compare(struct xnb_interval *ratio, const struct xnb_summary *remote,
                   const struct xnb_summary *local, struct xnb_error *err)
{
	double *a = NULL, *b = NULL;
	int result = -1;

	if (unit_means(&a, remote, err) || unit_means(&b, local, err))
		goto out;
	*ratio = xnb_ratio_interval(a, remote->n_units, b, local->n_units);
	result = 0;
out:
	free(a);
	free(b);
	return result;
}

struct question {
	const char *experiment, *metric;
	const char *const *preferred;
	const char *subject;
};

static void put_ratio(struct xnb_buf *html, const struct question *question,
                      const struct xnb_variant *variant, const struct xnb_interval *ratio,
                      const struct xnb_summary *remote, const struct xnb_summary *local)
{
	struct xnb_buf name = {0};

	xnb_variant_describe(&name, variant);
	xnb_buf_printf(html, "<p>%s on remote memory (", question->subject);
	xnb_html_text(html, xnb_buf_text(&name));
	xnb_buf_puts(html, ") is <strong>");
	xnb_report_number(html, ratio->center);
	xnb_buf_puts(html, " \u00d7</strong> that on local memory");
	if (isfinite(ratio->low) && remote->n_units >= XNB_LEAST_UNITS &&
	    local->n_units >= XNB_LEAST_UNITS) {
		xnb_buf_puts(html, " (95 % interval ");
		xnb_report_number(html, ratio->low);
		xnb_buf_puts(html, " to ");
		xnb_report_number(html, ratio->high);
		xnb_buf_printf(html, "; n = %zu and %zu %ss)", remote->n_units,
		               local->n_units, xnb_unit_level_name(remote->level));
	} else {
		xnb_buf_printf(html, "; there are too few %ss for an interval",
		               xnb_unit_level_name(remote->level));
	}
	xnb_buf_puts(html, ".</p>\n");
	xnb_buf_free(&name);
}

static int answer_timing(struct xnb_buf *html, const struct question *question,
                         const struct xnb_report_data *data, struct xnb_error *err)
{
	const struct xnb_summary *local, *remote;
	struct xnb_interval ratio = {NAN, NAN, NAN};
	struct xnb_variants variants;
	struct xnb_rows rows;
	int result = 0;

	if (xnb_variants_choose(&variants, data, question->experiment, question->metric,
	                        question->preferred, 1, err) ||
	    xnb_rows_collect(&rows, data, question->experiment, question->metric,
	                     &variants, XNB_ROWS_BY_NODES, err))
		return -1;
	local = find_scenario(&rows, "local");
	remote = find_scenario(&rows, "remote");
	if (local && remote) {
		result = compare(&ratio, remote, local, err);
		if (isfinite(ratio.center))
			put_ratio(html, question, &variants.shown[0], &ratio, remote,
			          local);
	}
	xnb_rows_free(&rows);
	return result;
}

static const struct question questions[] = {
    {"bandwidth", "bandwidth", xnb_preferred_kernels, "Bandwidth"},
    {"latency", "latency", xnb_preferred_chases, "Latency"},
};

static bool has_timings(const struct xnb_report_data *data)
{
	for (size_t i = 0; i < data->summaries.n; i++)
		if (strcmp(data->summaries.set.series[i].experiment, "placement") != 0)
			return true;
	return false;
}

static void put_scope(struct xnb_buf *html, const struct xnb_report_data *data)
{
	size_t boots = json_array_size(xnb_report_meta(data, "boots"));

	if (boots == 1)
		xnb_buf_puts(html, "<p class=\"quiet\">Scope: one boot of one host. What "
		                   "another boot would give may differ by more than the "
		                   "intervals say.</p>\n");
	else if (boots > 1)
		xnb_buf_printf(html, "<p class=\"quiet\">Scope: %zu boots.</p>\n", boots);
	else
		xnb_buf_puts(html,
		             "<p class=\"quiet\">Scope: the run does not say how many "
		             "boots it covers.</p>\n");
}

static void put_no_verdict(struct xnb_buf *html, const struct xnb_report_data *data)
{
	xnb_buf_puts(html, "<p><span class=\"badge unreal\">");
	xnb_html_text(html, data->timing_word);
	xnb_buf_puts(html, "</span> The timings are ");
	xnb_html_text(html, data->timing_word);
	xnb_buf_puts(html,
	             ": they are shown below as they were taken, and get no verdict. "
	             "How local and remote memory compare is not answered by this "
	             "run.</p>\n");
}

static int put_timings(struct xnb_buf *html, const struct xnb_report_data *data,
                       struct xnb_error *err)
{
	if (data->timing_without_verdict) {
		put_no_verdict(html, data);
		return 0;
	}
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		if (answer_timing(html, &questions[i], data, err))
			return -1;
	if (data->timing_sentence) {
		xnb_buf_puts(html, "<p class=\"quiet\">");
		xnb_html_text(html, data->timing_sentence);
		xnb_buf_puts(html, "</p>\n");
	}
	return 0;
}

int xnb_report_answer(struct xnb_buf *html, const struct xnb_report_data *data,
                      struct xnb_error *err)
{
	xnb_buf_puts(html, "<div class=\"answer\">\n");
	put_placement(html, data);
	if (has_timings(data) && put_timings(html, data, err))
		return -1;
	put_scope(html, data);
	xnb_buf_puts(html, "</div>\n");
	return 0;
}
