/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How remote memory compares with local memory, for the answer. */
#include "analysis/arms.h"
#include "analysis/plot/rows.h"
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "analysis/text/number.h"

#include <math.h>
#include <string.h>

struct question {
	const char *experiment, *metric;
	const char *const *preferred;
	const char *subject;
};

/* One side of a comparison. */
struct arm {
	const char *scenario, *cpu_node, *mem_node; /* nodes "": the run does not say */
	const struct xnb_summary *summary;          /* NULL: there is none */
	size_t n_others; /* units of the scenario whose nodes are others, or not known */
	bool occurs;     /* the run has the scenario at all */
};

static bool is_of_arm(const struct arm *arm, const struct xnb_row *row)
{
	if (!arm->cpu_node[0] || !arm->mem_node[0])
		return row->alone;
	return strcmp(row->cpu_node, arm->cpu_node) == 0 &&
	       strcmp(row->mem_node, arm->mem_node) == 0;
}

static void find_arm(struct arm *arm, const struct xnb_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct xnb_row *row = &rows->rows[i];

		if (strcmp(row->scenario, arm->scenario) != 0)
			continue;
		arm->occurs = true;
		if (is_of_arm(arm, row))
			arm->summary = row->summaries[0];
		else
			arm->n_others += row->n_units[0];
	}
}

static void begin_sentence(struct xnb_buf *html, const struct question *question,
                           const struct xnb_variant *variant)
{
	struct xnb_buf name = {0};

	xnb_variant_describe(&name, variant);
	xnb_buf_printf(html, " %s on remote memory (", question->subject);
	xnb_html_text(html, xnb_buf_text(&name));
	xnb_buf_puts(html, ")");
	xnb_buf_free(&name);
}

static void put_missing(struct xnb_buf *html, const struct arm *arm,
                        const struct xnb_subject *subject)
{
	if (!arm->cpu_node[0] || !arm->mem_node[0]) {
		xnb_buf_printf(html,
		               arm->occurs
		                   ? "the run does not say which nodes the scenario %s "
		                     "means, and has it on several"
		                   : "the run has no samples of the scenario %s",
		               arm->scenario);
		return;
	}
	xnb_buf_printf(html, "no %s of the scenario %s is known to have run on node ",
	               xnb_unit_level_name(subject, XNB_LEVEL_DOMAIN), arm->scenario);
	xnb_html_text(html, arm->cpu_node);
	xnb_buf_puts(html, " with all its memory on node ");
	xnb_html_text(html, arm->mem_node);
}

static void put_no_claim(struct xnb_buf *html, const struct arm *remote,
                         const struct arm *local, const char *why,
                         const struct xnb_subject *subject)
{
	xnb_buf_puts(html, ": <strong>nothing is claimed</strong> against local memory, "
	                   "because ");
	if (why)
		xnb_buf_puts(html, why);
	else
		put_missing(html, remote->summary ? local : remote, subject);
	xnb_buf_puts(html, ".");
}

static void put_count(struct xnb_buf *html, const struct xnb_arms *arms)
{
	const char *unit = xnb_unit_level_name(arms->subject, arms->level);

	if (arms->paired)
		xnb_buf_printf(html, "paired by %s, n = %zu %ss", unit, arms->n_a, unit);
	else
		xnb_buf_printf(html, "not paired, n = %zu and %zu %ss", arms->n_a,
		               arms->n_b, unit);
}

static void put_ratio(struct xnb_buf *html, const struct xnb_arms *arms)
{
	xnb_buf_puts(html, " is <strong>");
	xnb_text_number(html, arms->ratio.center);
	xnb_buf_puts(html, " \u00d7</strong> that on local memory (");
	if (isfinite(arms->ratio.low)) {
		xnb_buf_puts(html, "95 % interval ");
		xnb_text_number(html, arms->ratio.low);
		xnb_buf_puts(html, " to ");
		xnb_text_number(html, arms->ratio.high);
		xnb_buf_puts(html, "; ");
		put_count(html, arms);
	} else {
		put_count(html, arms);
		xnb_buf_puts(html, ": too few for an interval");
	}
	xnb_buf_puts(html, ").");
}

/* What is not in the ratio although it is of these scenarios. */
static void put_left_out(struct xnb_buf *html, const struct arm *remote,
                         const struct arm *local)
{
	size_t flagged =
	    remote->summary->series->n_left_out + local->summary->series->n_left_out;
	size_t others = remote->n_others + local->n_others;

	if (flagged)
		xnb_buf_printf(
		    html, " %zu sample%s flagged as no measurement %s left out.", flagged,
		    flagged == 1 ? "" : "s", flagged == 1 ? "is" : "are");
	if (others)
		xnb_buf_printf(
		    html,
		    " Left out: %zu of these scenarios' %ss, whose %ss or "
		    "pages lay elsewhere, or on a node that is not known.",
		    others,
		    xnb_unit_level_name(remote->summary->subject, remote->summary->level),
		    remote->summary->subject->worker);
}

static int put_comparison(struct xnb_buf *html, const struct arm *remote,
                          const struct arm *local, const struct xnb_subject *subject,
                          struct xnb_error *err)
{
	struct xnb_arms arms = {.why_not = NULL};

	if (remote->summary && local->summary &&
	    xnb_arms_compare(&arms, remote->summary, local->summary, err))
		return -1;
	if (!remote->summary || !local->summary || arms.why_not) {
		put_no_claim(html, remote, local, arms.why_not, subject);
		return 0;
	}
	put_ratio(html, &arms);
	put_left_out(html, remote, local);
	return 0;
}

/* Where there is no other node there is only this to tell. */
static void put_only_node(struct xnb_buf *html, const struct question *question,
                          const struct xnb_variant *variant,
                          const struct xnb_summary *local)
{
	double factor;
	const char *unit = xnb_text_unit(local->series->unit, &factor);
	struct xnb_buf name = {0};

	xnb_variant_describe(&name, variant);
	xnb_buf_printf(html, " %s on the one node (", question->subject);
	xnb_html_text(html, xnb_buf_text(&name));
	xnb_buf_puts(html, ") is <strong>");
	xnb_text_number(html, local->center * factor);
	xnb_buf_printf(html, " %s</strong>", unit);
	if (isfinite(local->low)) {
		xnb_buf_puts(html, " (95 % interval ");
		xnb_text_number(html, local->low * factor);
		xnb_buf_puts(html, " to ");
		xnb_text_number(html, local->high * factor);
		xnb_buf_printf(html, "; n = %zu %ss)", local->n_units,
		               xnb_unit_level_name(local->subject, local->level));
	}
	xnb_buf_puts(html, ".");
	xnb_buf_free(&name);
}

static int answer_timing(struct xnb_buf *html, const struct question *question,
                         const struct xnb_report_data *data, struct xnb_error *err)
{
	struct arm local = {"local", data->node_a, data->node_a, NULL, 0, false};
	struct arm remote = {"remote", data->node_a, data->node_b, NULL, 0, false};
	struct xnb_variants variants;
	struct xnb_rows rows;
	int result = 0;

	if (xnb_variants_choose(&variants, data, question->experiment, question->metric,
	                        question->preferred, 1, err) ||
	    xnb_rows_collect(&rows, data, question->experiment, question->metric,
	                     &variants, XNB_ROWS_BY_NODES, err))
		return -1;
	if (variants.n) {
		find_arm(&local, &rows);
		find_arm(&remote, &rows);
	}
	if (variants.n && data->node_a[0] && strcmp(data->node_a, data->node_b) == 0 &&
	    local.summary && local.summary->n_units) {
		put_only_node(html, question, &variants.shown[0], local.summary);
	} else if (variants.n) {
		begin_sentence(html, question, &variants.shown[0]);
		result = put_comparison(html, &remote, &local, data->subject, err);
	}
	xnb_rows_free(&rows);
	return result;
}

static const struct question questions[] = {
    {"bandwidth", "bandwidth", xnb_preferred_kernels, "Bandwidth"},
    {"latency", "latency", xnb_preferred_chases, "Latency"},
};

int xnb_report_remote_memory(struct xnb_buf *html, const struct xnb_report_data *data,
                             struct xnb_error *err)
{
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		if (answer_timing(html, &questions[i], data, err))
			return -1;
	return 0;
}
