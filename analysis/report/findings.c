/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sentence for each experiment that counts, in the answer; only where there is data. */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "analysis/text/number.h"

#include <math.h>
#include <string.h>

static void put_part(struct xnb_buf *html, const char *before, size_t n,
                     enum xnb_verdict_kind kind)
{
	if (n)
		xnb_buf_printf(html, "%s%zu %s", before, n, xnb_verdict_name(kind));
}

static void put_fails(struct xnb_buf *html, size_t n)
{
	if (n)
		xnb_buf_printf(html, ", %zu do%s not hold", n, n == 1 ? "es" : "");
}

static void put_claims(struct xnb_buf *html, const struct xnb_report_data *data,
                       enum xnb_report_form form)
{
	const struct xnb_verdicts *all = &data->verdicts;

	if (all->n == 0)
		return;
	xnb_report_begin_finding(html, form, "real", "real");
	xnb_buf_printf(html,
	               "Of <strong>%zu claims"
	               "</strong> about node affinity, <strong>%zu hold%s",
	               all->n, all->counts[XNB_VERDICT_HOLDS],
	               all->counts[XNB_VERDICT_HOLDS] == 1 ? "s" : "");
	xnb_buf_puts(html, "</strong>");
	put_fails(html, all->counts[XNB_VERDICT_FAILS]);
	xnb_report_check_names(html, all, XNB_VERDICT_FAILS, ": ");
	put_part(html, ", ", all->counts[XNB_VERDICT_CANNOT_TELL],
	         XNB_VERDICT_CANNOT_TELL);
	if (all->counts[XNB_VERDICT_DISAGREE])
		xnb_buf_printf(html, ", of %zu the rounds disagree",
		               all->counts[XNB_VERDICT_DISAGREE]);
	xnb_report_check_names(html, all, XNB_VERDICT_DISAGREE, ": ");
	put_part(html, ", ", all->counts[XNB_VERDICT_NONE], XNB_VERDICT_NONE);
	xnb_report_end_finding(html, form);
}

/* Shared by the sentences on what lies on A: how many of how many samples are whole. */
struct share {
	size_t n, whole;
	double least;
};

static struct share count(const struct xnb_report_data *data, const char *experiment)
{
	struct share share = {0, 0, INFINITY};

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_series *series = data->summaries.summaries[i].series;

		if (strcmp(series->experiment, experiment) != 0 ||
		    strcmp(series->metric, "locality") != 0)
			continue;
		for (size_t j = 0; j < series->n_samples; j++) {
			share.n++;
			share.whole += series->samples[j]->value == 1;
			share.least = fmin(share.least, series->samples[j]->value);
		}
	}
	return share;
}

static void put_share(struct xnb_buf *html, const struct xnb_report_data *data,
                      enum xnb_report_form form, const char *experiment, const char *what)
{
	struct share share = count(data, experiment);

	if (share.n == 0)
		return;
	xnb_report_begin_finding(html, form, "real", "real");
	xnb_buf_printf(html,
	               "%s: <strong>%zu of "
	               "%zu</strong> lay wholly where their affinity says",
	               what, share.whole, share.n);
	if (share.whole < share.n) {
		xnb_buf_puts(html, "; the least local one had ");
		xnb_text_number(html, share.least);
		xnb_buf_puts(html, " of its pages there");
	}
	xnb_report_end_finding(html, form);
}

static void put_paths(struct xnb_buf *html, const struct xnb_report_data *data,
                      enum xnb_report_form form)
{
	size_t n = 0, varying = 0;

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (strcmp(s->series->metric, "path-mode") != 0 || s->n_units == 0)
			continue;
		n++;
		varying += !s->all_equal;
	}
	if (n == 0)
		return;
	xnb_report_begin_finding(html, form, "real", "counted");
	xnb_buf_printf(html,
	               "The length of the "
	               "path of <strong>%zu</strong> ways to call a hypercall was "
	               "counted in instructions; ",
	               n);
	if (varying)
		xnb_buf_printf(html, "the mode of %zu differs between rounds or boots",
		               varying);
	else
		xnb_buf_puts(html, "every mode was the same each time");
	xnb_report_end_finding(html, form);
}

void xnb_report_begin_finding(struct xnb_buf *html, enum xnb_report_form form,
                              const char *looks, const char *word)
{
	xnb_buf_printf(html, "%s<span class=\"badge %s\">",
	               form == XNB_REPORT_PARAGRAPHS ? "<p>" : " ", looks);
	xnb_html_text(html, word);
	xnb_buf_puts(html, "</span> ");
}

void xnb_report_end_finding(struct xnb_buf *html, enum xnb_report_form form)
{
	xnb_buf_puts(html, form == XNB_REPORT_PARAGRAPHS ? ".</p>\n" : ".");
}

void xnb_report_findings(struct xnb_buf *html, const struct xnb_report_data *data,
                         enum xnb_report_form form)
{
	put_claims(html, data, form);
	put_share(
	    html, data, form, "scrubbing",
	    "Domains populated for A in the time after another one was destroyed there");
	put_share(html, data, form, "builds",
	          "Domains of batches, built at once or in turn");
	put_paths(html, data, form);
}
