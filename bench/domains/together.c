/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/together.h"

#include "bench/warnings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- judging ---- */

static int judge_domain(struct xnb_together *t, unsigned i, struct xnb_error *err)
{
	const struct xnb_evidence evidence =
	    xnb_trial_evidence(&t->group->trials[i], &t->group->outcomes[i]);

	return xnb_judge_job(&t->judged[i], &evidence, t->index,
	                     &t->group->members[i].jobs[t->index], err);
}

static uint32_t repetitions(const struct xnb_together *t)
{
	const struct xnb_job *job = &t->group->members[0].jobs[t->index];

	return job->warmups + job->samples;
}

static void mark_partial(struct xnb_together *t)
{
	struct xnb_overlap overlap;

	for (uint32_t r = 0; r < repetitions(t); r++) {
		if (!xnb_together_overlap(t, r, 0, t->group->n, &overlap) ||
		    xnb_overlap_fraction(&overlap) >= XNB_LEAST_OVERLAP)
			continue;
		for (unsigned i = 0; i < t->group->n; i++)
			t->judged[i].disturbed[r] |= XNB_DISTURBED_OVERLAP;
	}
}

/* Such a repetition is a sample of its domain, and has no part in what all did. */
static void tell_clockless(const struct xnb_together *t, unsigned domain)
{
	const struct xnb_judged_job *judged = &t->judged[domain];

	for (uint32_t r = 0; r < judged->samples; r++)
		if (judged->judgement == XNB_JUDGED_GOOD && !judged->implausible[r] &&
		    judged->end_ns[r] <= judged->start_ns[r])
			xnb_warn(t->group->session->warnings,
			         "Xen's system time went back during a repetition: it is "
			         "left out of what domains did together");
}

int xnb_together_judge(struct xnb_together *t, struct xnb_group *group, uint32_t index,
                       struct xnb_error *err)
{
	*t = (struct xnb_together){.group = group, .index = index};
	t->judged = calloc(group->n, sizeof(*t->judged));
	if (!t->judged)
		return xnb_fail_nomem(err);
	for (unsigned i = 0; i < group->n; i++)
		if (judge_domain(t, i, err))
			return -1;
	for (unsigned i = 0; i < group->n; i++)
		tell_clockless(t, i);
	mark_partial(t);
	return 0;
}

void xnb_together_free(struct xnb_together *t)
{
	free(t->judged);
	*t = (struct xnb_together){0};
}

static bool is_known(const struct xnb_judged_job *judged, uint32_t r)
{
	return r < judged->samples && judged->judgement == XNB_JUDGED_GOOD &&
	       !judged->implausible[r] && judged->end_ns[r] > judged->start_ns[r];
}

bool xnb_together_overlap(const struct xnb_together *t, uint32_t repetition,
                          unsigned first, unsigned n, struct xnb_overlap *overlap)
{
	*overlap = (struct xnb_overlap){0};
	for (unsigned i = first; i < first + n; i++) {
		const struct xnb_judged_job *judged = &t->judged[i];

		if (!is_known(judged, repetition))
			return false;
		xnb_overlap_add(overlap, judged->start_ns[repetition],
		                judged->end_ns[repetition]);
	}
	return true;
}

/* ---- one domain ---- */

static struct xnb_value value_of(const struct xnb_together *t,
                                 const struct xnb_measure *measure, uint32_t r)
{
	return (struct xnb_value){
	    .item = measure->item,
	    .params = measure->params.text,
	    .iteration = r,
	    .vcpu = -1,
	    .warmup = r < t->group->members[0].jobs[t->index].warmups,
	};
}

static double common_part(const struct xnb_overlap *all, uint64_t start, uint64_t end)
{
	if (all->first_end <= all->last_start)
		return 0;
	return (double)(all->first_end - all->last_start) / (double)(end - start);
}

static int emit_overlap(const struct xnb_together *t, unsigned domain,
                        const struct xnb_measure *measure, const char *cpu_node,
                        struct xnb_error *err)
{
	const struct xnb_judged_job *judged = &t->judged[domain];
	struct xnb_overlap all;

	for (uint32_t r = 0; r < judged->samples; r++) {
		struct xnb_value value = value_of(t, measure, r);

		if (!xnb_together_overlap(t, r, 0, t->group->n, &all))
			continue;
		value.metric = "overlap";
		value.unit = "1";
		value.cpu_node = cpu_node;
		value.value = common_part(&all, judged->start_ns[r], judged->end_ns[r]);
		if (xnb_trial_emit(&t->group->trials[domain], &value, err))
			return -1;
	}
	return 0;
}

void xnb_together_measured(struct xnb_trial_measured *m, const struct xnb_together *t,
                           unsigned domain, const struct xnb_measure *measure)
{
	xnb_trial_measured(m, &t->group->trials[domain], &t->group->outcomes[domain],
	                   t->index, measure, &t->judged[domain]);
}

int xnb_together_emit_domain(const struct xnb_together *t, unsigned domain,
                             const struct xnb_measure *measure, struct xnb_error *err)
{
	struct xnb_trial_measured m;

	xnb_together_measured(&m, t, domain, measure);
	if (xnb_measure_emit(&m.measured, err))
		return -1;
	return emit_overlap(t, domain, measure, m.cpu_node, err);
}

/* ---- all of them ---- */

static void sum_up(const struct xnb_together *t, uint32_t r, unsigned first, unsigned n,
                   double *all, double *least)
{
	*all = *least = 0;
	for (unsigned i = first; i < first + n; i++) {
		const double done = (double)t->judged[i].done[r];

		*all += done;
		*least = i == first || done < *least ? done : *least;
	}
}

/* A trial that stands for the group: its samples are about all domains. */
static struct xnb_trial all_trials(const struct xnb_together *t, unsigned first,
                                   unsigned n)
{
	struct xnb_trial all = t->group->trials[first];
	struct xnb_page_counts placed = {0};

	for (unsigned i = first; i < first + n; i++) {
		const struct xnb_trial *trial = &t->group->trials[i];

		xnb_pages_add(&placed, &trial->built.placed);
		xnb_flags_add(&all.flags, trial->flags.text);
	}
	xnb_pages_nodes(&placed, all.mem_node);
	all.locality = (double)NAN;
	return all;
}

static void nodes_of_all(const struct xnb_together *t, unsigned first, unsigned n,
                         char text[XNB_NODES_TEXT])
{
	uint64_t nodes = 0;

	for (unsigned i = first; i < first + n; i++)
		nodes |= t->group->outcomes[i].nodes[t->index];
	xnb_nodes_text(nodes, text);
}

/* What disturbed any of them. */
static void disturbed_text(const struct xnb_together *t, uint32_t r, unsigned first,
                           unsigned n, char text[XNB_DISTURBED_TEXT])
{
	uint32_t disturbed = 0;

	for (unsigned i = first; i < first + n; i++)
		disturbed |= t->judged[i].disturbed[r];
	xnb_disturbed_text(disturbed, text);
}

static int emit_all(const struct xnb_together *t, uint32_t r, unsigned first, unsigned n,
                    struct xnb_value *value, const struct xnb_together_metrics *metrics,
                    struct xnb_error *err)
{
	struct xnb_trial all = all_trials(t, first, n);
	char cpu_node[XNB_NODES_TEXT], disturbed[XNB_DISTURBED_TEXT];
	struct xnb_overlap overlap;
	double sum, least, per_second;

	if (!xnb_together_overlap(t, r, first, n, &overlap))
		return 0;
	per_second = metrics->amount * 1e9 / (double)(overlap.last - overlap.first);
	sum_up(t, r, first, n, &sum, &least);
	nodes_of_all(t, first, n, cpu_node);
	disturbed_text(t, r, first, n, disturbed);
	value->cpu_node = cpu_node;
	value->flag = disturbed;
	value->unit = metrics->unit;
	value->metric = metrics->aggregate;
	value->value = sum * per_second;
	if (xnb_trial_emit(&all, value, err))
		return -1;
	if (!metrics->worst)
		return 0;
	value->metric = metrics->worst;
	value->value = least * per_second;
	return xnb_trial_emit(&all, value, err);
}

int xnb_together_emit_all(const struct xnb_together *t, unsigned first, unsigned n,
                          const struct xnb_measure *measure,
                          const struct xnb_together_metrics *metrics,
                          struct xnb_error *err)
{
	for (uint32_t r = 0; r < repetitions(t); r++) {
		struct xnb_value value = value_of(t, measure, r);

		if (emit_all(t, r, first, n, &value, metrics, err))
			return -1;
	}
	return 0;
}
