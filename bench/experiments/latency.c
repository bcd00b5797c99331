/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Idle latency: a dependent pointer chase on a domain with one vCPU, so that nothing else
 * runs beside it. Once in random order over all memory, with the TLB misses of that; once
 * window by window, within the reach of the TLB.
 */
#include "bench/domains/tables.h"
#include "bench/domains/workload.h"
#include "bench/latency_common.h"
#include "workloads/chase.h"

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER, "of one dependent load"},
    {"locality", "1", XNB_EXACT, "pages on A / pages of the domain"},
    {"pages", "pages", XNB_EXACT, "pages that came back, where not all were seen"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took, settling included"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

static int make_measure(struct xnb_measure *m, const struct xnb_session *session,
                        const struct xnb_shape *shape, const char *item, uint64_t window,
                        struct xnb_error *err)
{
	const struct xnb_amounts *amounts = &session->amounts;
	uint64_t bytes = xnb_workload_bytes(shape->memory_bytes);
	/* Windows come one after the other: only a whole walk sees all of the memory. */
	uint64_t loads = window ? bytes / XNB_CHASE_LINE : amounts->loads;

	*m = (struct xnb_measure){
	    .job = {.kind = XNB_JOB_CHASE,
	            .vcpus = 1,
	            .bytes = bytes,
	            .iterations = loads,
	            .samples = amounts->samples,
	            .warmups = amounts->warmups,
	            .window = window,
	            .seed = xnb_chain_seed(session, session->next_domain)},
	    .item = item,
	    .useful = loads,
	    .figures = {{"latency", "ns", (double)loads, true}},
	    .n_figures = 1,
	};
	if (window && xnb_params_set_u64(&m->params, "window", window, err))
		return -1;
	if (xnb_params_set_u64(&m->params, "bytes", m->job.bytes, err))
		return -1;
	return xnb_params_set_u64(&m->params, "page", XNB_WORKLOAD_PAGE_BYTES, err);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const struct xnb_shape shape = {.memory_bytes = xnb_workload_memory(session),
	                                .vcpus = 1};
	struct xnb_measure measures[2];

	if (make_measure(&measures[0], session, &shape, XNB_ITEM_CHASE, 0, err) ||
	    make_measure(&measures[1], session, &shape, XNB_ITEM_CHASE_WINDOW,
	                 XNB_TLB_WINDOW, err))
		return -1;
	return xnb_workload_run(session, unit, &shape, measures, 2, err);
}

const struct xnb_experiment xnb_experiment_latency = {
    .name = "latency",
    .summary = "nanoseconds of a dependent load, on an otherwise idle domain",
    .metrics = metrics,
    .by_scenario = true,
    .applies = xnb_scenario_has_workload,
    .timed = true,
    .matrix = true,
    .run = run,
};
