/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Domains built at once, as a host does that starts its guests at boot, against the same
 * number built in turn: who got memory on the node of his affinity, and how long it took.
 * The domains are PV where machine frames tell whose memory it is; from the free memory
 * it cannot be told while several take of it.
 */
#include "bench/domains/batch_job.h"
#include "bench/domains/needs.h"
#include "bench/domains/tables.h"
#include "bench/experiment.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"
#include "xen/dom0.h"

#include <errno.h>

static const struct xnb_metric metrics[] = {
    {"locality", "1", XNB_EXACT, "pages on the node of its affinity / pages"},
    {"duration", "s", XNB_LOWER_IS_BETTER,
     "how long building one domain took; item `unit': the unit, settling included"},
    {"elapsed", "s", XNB_LOWER_IS_BETTER,
     "from the start of the first to the end of the last of them"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

/* How many: up to dom0's vCPUs, for more only take turns; two in any case. */
static const unsigned sizes[] = {2, 4, 8, 16, XNB_MOST_BUILDS};
enum { N_SIZES = sizeof(sizes) / sizeof(sizes[0]), LEAST = 2 };

static const struct xnb_batch_layout layouts[] = {
    {.name = "same", .spread = false},
    {.name = "spread", .spread = true},
};

static const struct xnb_batch_way ways[] = {
    {.item = "in-turn", .at_once = false},
    {.item = "at-once", .at_once = true},
};
enum { N_LAYOUTS = 2, N_WAYS = 2 };

static void warn_of_turns(struct xnb_session *session, const struct xnb_dom0 *dom0)
{
	if (dom0->online_vcpus < LEAST)
		xnb_warn(session->warnings,
		         "builds: dom0 has one vCPU, so that builds at once only take "
		         "turns; give it more (dom0_max_vcpus)");
	if (!session->ranges || !session->has_pv)
		xnb_warn(session->warnings,
		         "builds: the nodes of machine frames are not known, so that it "
		         "can mostly not be told who got what of builds at once");
}

static int run_ways(struct xnb_batch_job *job, const struct xnb_dom0 *dom0,
                    struct xnb_error *err)
{
	bool fits;

	if (xnb_batch_job_fits(job, dom0, &fits, err))
		return -1;
	for (unsigned w = 0; fits && w < N_WAYS; w++) {
		/* Now the one first, now the other: drift falls on both. */
		job->way = &ways[(w + (uint64_t)job->unit->block) % N_WAYS];
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
		if (xnb_batch_job_run(job, err))
			return -1;
	}
	return 0;
}

static bool has_second_node(const struct xnb_batch_job *job)
{
	return xnb_batch_job_node(job, 1) != xnb_batch_job_node(job, 0);
}

static int run_sizes(struct xnb_batch_job *job, const struct xnb_dom0 *dom0,
                     struct xnb_error *err)
{
	for (unsigned s = 0; s < N_SIZES; s++) {
		job->domains = sizes[s];
		if (job->domains > LEAST && job->domains > dom0->online_vcpus)
			break;
		for (unsigned l = 0; l < N_LAYOUTS; l++) {
			job->layout = &layouts[l];
			if (job->layout->spread && !has_second_node(job))
				continue;
			if (run_ways(job, dom0, err))
				return -1;
		}
	}
	return 0;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	bool by_frames = session->ranges && session->has_pv;
	struct xnb_batch_job job = {
	    .session = session,
	    .unit = unit,
	    .memory_bytes = xnb_whole_extents(session->amounts.memory_bytes, unit->order),
	    .type = by_frames ? XNB_DOMAIN_PV : XNB_DOMAIN_PVH,
	};
	struct xnb_dom0 dom0;

	if (xnb_xen_read_dom0(session->xen, &dom0, err))
		return -1;
	warn_of_turns(session, &dom0);
	return run_sizes(&job, &dom0, err);
}

const struct xnb_experiment xnb_experiment_builds = {
    .name = "builds",
    .summary = "domains built at once against the same number built in turn",
    .metrics = metrics,
    .timed = true,
    .run = run,
};
