/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loaded latency with a domain of its own for the chaser, and others for the injectors.
 */
#include "bench/domains/group.h"
#include "bench/domains/together.h"
#include "bench/domains/workload.h"
#include "bench/experiments/loaded_parts.h"
#include "bench/latency_common.h"
#include "bench/warnings.h"

/* Domains of injectors, at most: they share out the vCPUs. */
enum { MOST_INJECTORS = 4 };

/* The chaser's domain is the first one. */
struct party {
	struct xnb_group_member members[1 + MOST_INJECTORS];
	struct xnb_job chase[XNB_LOADED_KERNELS], inject[XNB_LOADED_KERNELS];
	unsigned n; /* domains */
};

static void make_jobs(const struct xnb_loaded_curves *c, struct party *p,
                      unsigned injector_vcpus)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct xnb_job job = c->measures[i].job;

		job.bytes = xnb_loaded_bytes(c);
		job.chase_bytes = 0;
		job.rendezvous = i + 1;
		p->chase[i] = p->inject[i] = job;
		p->chase[i].kind = XNB_JOB_CHASE;
		p->chase[i].vcpus = 1;
		p->chase[i].n_delays = 0;
		p->inject[i].kind = XNB_JOB_INJECT;
		p->inject[i].vcpus = injector_vcpus;
	}
}

static void make_party(const struct xnb_loaded_curves *c, struct party *p)
{
	const unsigned injectors = c->vcpus - 1;
	const unsigned domains = injectors < MOST_INJECTORS ? injectors : MOST_INJECTORS;

	p->n = 1 + domains;
	make_jobs(c, p, injectors / domains);
	for (unsigned i = 0; i < p->n; i++)
		p->members[i] = (struct xnb_group_member){
		    .unit = *c->unit,
		    .shape = {.memory_bytes = xnb_workload_memory(c->session),
		              .vcpus = i ? injectors / domains : 1},
		    .jobs = i ? p->inject : p->chase,
		    .n_jobs = c->n,
		};
}

/* False: there is no such point. */
static bool find_point(const struct xnb_together *t, const struct xnb_job *job,
                       uint32_t r, struct xnb_loaded_point *point)
{
	const struct xnb_kernel *kernel = &xnb_kernels[job->kernel];
	const struct xnb_judged_job *chase = &t->judged[0];
	struct xnb_overlap all, others;
	uint64_t done = 0;

	if (!(chase->seconds[r] > 0) || chase->done[r] == 0 ||
	    !xnb_together_overlap(t, r, 0, t->group->n, &all) ||
	    !xnb_together_overlap(t, r, 1, t->group->n - 1, &others))
		return false;
	for (unsigned i = 1; i < t->group->n; i++)
		done += t->judged[i].done[r];
	*point = (struct xnb_loaded_point){
	    .latency_ns = chase->seconds[r] * 1e9 / (double)chase->done[r],
	    .bandwidth = (double)xnb_kernel_useful_bytes(kernel, done) * 1e9 /
	                 (double)(others.last - others.first),
	    .overlap = xnb_overlap_fraction(&all),
	};
	return true;
}

/* An injector without a result is told as such; one with a result is in the points. */
static int emit_injectors(const struct xnb_together *t, const struct xnb_measure *measure,
                          struct xnb_error *err)
{
	struct xnb_measure inject = *measure;

	inject.item = XNB_ITEM_INJECT;
	for (unsigned i = 1; i < t->group->n; i++) {
		struct xnb_trial_measured m;

		xnb_together_measured(&m, t, i, &inject);
		if (xnb_measure_emit(&m.measured, err))
			return -1;
	}
	return 0;
}

static int emit_points(const struct xnb_loaded_curves *c, uint32_t index,
                       const struct xnb_together *t, struct xnb_error *err)
{
	const struct xnb_measure *measure = &c->measures[index];
	struct xnb_trial_measured m;

	xnb_together_measured(&m, t, 0, measure);
	if (xnb_measure_emit(&m.measured, err) || emit_injectors(t, measure, err))
		return -1;
	for (uint32_t r = 0; r < t->judged[0].samples; r++) {
		struct xnb_loaded_point point;

		if (find_point(t, &measure->job, r, &point) &&
		    xnb_loaded_emit_point(&m.measured, r, &point, err))
			return -1;
	}
	return 0;
}

static int emit_group(struct xnb_loaded_curves *c, struct xnb_group *group,
                      uint32_t index, struct xnb_error *err)
{
	struct xnb_together together;
	int result = xnb_together_judge(&together, group, index, err);

	if (!result)
		result = emit_points(c, index, &together, err);
	xnb_together_free(&together);
	return result;
}

static int run_group(struct xnb_loaded_curves *c, const struct party *p,
                     struct xnb_error *err)
{
	struct xnb_group group;
	int result = xnb_group_begin(&group, c->session, p->members, p->n, err);

	if (!result)
		result = xnb_group_run(&group, err);
	for (uint32_t i = 0; !result && i < c->n; i++)
		result = emit_group(c, &group, i, err);
	return xnb_group_end(&group, result, err);
}

int xnb_loaded_run_as_domains(struct xnb_loaded_curves *c, struct xnb_error *err)
{
	struct xnb_error lack;
	struct party p;

	make_party(c, &p);
	if (xnb_loaded_set_form(c, p.n, 1 + (p.n - 1) * p.inject[0].vcpus,
	                        xnb_loaded_bytes(c), err))
		return -1;
	if (!xnb_group_check(c->session, p.members, p.n, &lack))
		return run_group(c, &p, err);
	if (lack.exit != XNB_EXIT_ENVIRONMENT) {
		*err = lack;
		return -1;
	}
	xnb_absent(c->session->warnings, "loaded-latency in domains of their own", "%s",
	           lack.text);
	return 0;
}
