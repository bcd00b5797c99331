/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer in one paragraph. Reasons, and what else was found, stand below it; where a
 * run asks for nothing else, that is the answer. */
#include "analysis/report/page.h"
#include "analysis/text/html.h"

#include <string.h>

/* "; in a, b it does not": the names of the scenarios with this claim. */
static void put_scenarios(struct xnb_buf *html, const struct xnb_report_data *data,
                          enum xnb_claim claim, const char *before)
{
	for (size_t i = 0; i < data->n_placements; i++) {
		if (data->placements[i].claim != claim)
			continue;
		xnb_buf_puts(html, before);
		xnb_buf_puts(html, "<strong>");
		xnb_html_text(html, data->placements[i].name);
		xnb_buf_puts(html, "</strong>");
		before = ", ";
	}
}

static bool has_one_node(const struct xnb_report_data *data)
{
	return json_array_size(xnb_report_meta(data, "nodes")) == 1;
}

static void put_placement(struct xnb_buf *html, const struct xnb_report_data *data)
{
	const char *unit = xnb_unit_level_name(data->subject, XNB_LEVEL_DOMAIN);
	size_t holds =
	    xnb_placements_count(data->placements, data->n_placements, XNB_CLAIM_HOLDS);
	size_t fails =
	    xnb_placements_count(data->placements, data->n_placements, XNB_CLAIM_FAILS);

	if (data->n_placements == 0 || (has_one_node(data) && fails == 0))
		return;
	if (holds + fails == 0) {
		xnb_buf_printf(html,
		               " Where the memory of the %ss lies <strong>cannot be "
		               "told</strong> of any of %zu scenario%s.",
		               unit, data->n_placements,
		               data->n_placements == 1 ? "" : "s");
		return;
	}
	xnb_buf_printf(html,
	               " The memory of every %s lies where its %s should put "
	               "it in <strong>%zu of %zu</strong> scenarios",
	               unit, data->subject->policy, holds, data->n_placements);
	put_scenarios(html, data, XNB_CLAIM_FAILS, "; it lies elsewhere in ");
	if (holds + fails < data->n_placements)
		xnb_buf_printf(html, "; of %zu nothing can be said",
		               data->n_placements - holds - fails);
	xnb_buf_puts(html, ".");
}

static void put_claims(struct xnb_buf *html, const struct xnb_report_data *data)
{
	const struct xnb_verdicts *all = &data->verdicts;
	size_t undecided =
	    all->counts[XNB_VERDICT_CANNOT_TELL] + all->counts[XNB_VERDICT_NONE];

	if (all->n == 0)
		return;
	xnb_buf_printf(
	    html,
	    " Of what is claimed of node affinity, <strong>%zu of %zu</strong> "
	    "statements hold",
	    all->counts[XNB_VERDICT_HOLDS], all->n);
	xnb_report_check_names(html, all, XNB_VERDICT_FAILS, "; refuted: ");
	xnb_report_check_names(html, all, XNB_VERDICT_DISAGREE,
	                       "; the rounds disagree on: ");
	if (undecided)
		xnb_buf_printf(html, "; %zu cannot be told or %s not judged", undecided,
		               undecided == 1 ? "was" : "were");
	xnb_buf_puts(html, ".");
}

/* Whether there is anything timed but how long the units took. */
static bool has_timings(const struct xnb_report_data *data)
{
	static const char *const counting[] = {"placement", "semantics"};

	for (size_t i = 0; i < data->summaries.n; i++) {
		const char *experiment = data->summaries.summaries[i].series->experiment;

		if (strcmp(experiment, counting[0]) != 0 &&
		    strcmp(experiment, counting[1]) != 0)
			return true;
	}
	return false;
}

static void put_no_verdict(struct xnb_buf *html, const struct xnb_report_data *data)
{
	xnb_buf_puts(html, " <span class=\"badge unreal\">");
	xnb_html_text(html, data->timing_word);
	xnb_buf_puts(html, "</span> The timings are ");
	xnb_html_text(html, data->timing_word);
	xnb_buf_puts(html,
	             ": they are shown below as they were taken, and get no verdict.");
	if (xnb_report_has(data, "bandwidth") || xnb_report_has(data, "latency"))
		xnb_buf_puts(html,
		             " How local and remote memory compare is not answered by "
		             "this run.");
}

static int put_timings(struct xnb_buf *html, const struct xnb_report_data *data,
                       struct xnb_error *err)
{
	if (data->timing_without_verdict) {
		if (data->counted)
			xnb_buf_puts(html, " Instructions were counted, not time.");
		else
			put_no_verdict(html, data);
		return 0;
	}
	return xnb_report_remote_memory(html, data, err);
}

/* Without a list of boots: what the samples themselves say. */
static void put_scope_of_samples(struct xnb_buf *html, const struct xnb_report_data *data)
{
	size_t boots = 0;

	for (size_t i = 0; i < data->summaries.n; i++)
		if (data->summaries.summaries[i].n_boots > boots)
			boots = data->summaries.summaries[i].n_boots;
	if (boots > 1)
		xnb_buf_printf(
		    html,
		    "up to %zu boots a series, by the column <code>boot</code>; "
		    "nothing says whether they are of one host.",
		    boots);
	else
		xnb_buf_puts(html, "the run does not say how many boots it covers.");
}

static void put_scope(struct xnb_buf *html, const struct xnb_report_data *data)
{
	size_t boots = json_array_size(xnb_report_meta(data, "boots"));

	xnb_buf_puts(html, " <span class=\"quiet\">Scope: ");
	if (boots == 1)
		xnb_buf_puts(html, "one boot of one host. What another boot would give "
		                   "may differ by more than the intervals say.");
	else if (boots > 1)
		xnb_buf_printf(html, "%zu boots of one host.", boots);
	else
		put_scope_of_samples(html, data);
	xnb_buf_puts(html, "</span>");
}

bool xnb_report_lead_tells_findings(const struct xnb_report_data *data)
{
	return data->n_placements == 0 && data->verdicts.n == 0 &&
	       (data->timing_without_verdict ||
	        !(xnb_report_has(data, "bandwidth") || xnb_report_has(data, "latency")));
}

static int put_findings(struct xnb_buf *html, const struct xnb_report_data *data,
                        struct xnb_error *err)
{
	xnb_report_findings(html, data, XNB_REPORT_SENTENCES);
	return xnb_report_measured(html, data, XNB_REPORT_SENTENCES, err);
}

int xnb_report_lead(struct xnb_buf *html, const struct xnb_report_data *data,
                    struct xnb_error *err)
{
	size_t before;

	xnb_buf_puts(html, "<p class=\"lead\">");
	before = html->length;
	put_placement(html, data);
	put_claims(html, data);
	if (xnb_report_lead_tells_findings(data) && put_findings(html, data, err))
		return -1;
	if (has_timings(data) && put_timings(html, data, err))
		return -1;
	if (html->length == before)
		xnb_buf_puts(html,
		             data->run->n_samples
		                 ? "This run answers no question by itself: its "
		                   "figures and tables are below."
		                 : "This run has <strong>no samples</strong>, and so "
		                   "no answer.");
	put_scope(html, data);
	xnb_buf_puts(html, "</p>\n");
	return 0;
}
