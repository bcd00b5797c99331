/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/scratch.h"

#include "bench/domains/builder.h"
#include "bench/domains/tables.h"

static int build_and_run(struct xnb_session *session,
                         const struct xnb_scratch_request *request,
                         struct xnb_built *built, struct xnb_outcome *outcome,
                         struct xnb_error *err)
{
	const struct xnb_build_request build = {
	    .scenario = xnb_scenario_find(request->scenario),
	    .host = session->host,
	    .cpu_node = request->cpu_node,
	    .mem_node = request->cpu_node,
	    .memory_bytes = XNB_SCRATCH_BYTES,
	    .vcpus = 1,
	    .extent_order = 9,
	    .run_tag = session->run_tag,
	    .quiet = &session->quiet,
	};
	const struct xnb_jobs_request jobs = {
	    .xen = session->xen,
	    .host = session->host,
	    .vcpus = 1,
	    .memory_bytes = XNB_SCRATCH_BYTES,
	    .watchdog_seconds = session->amounts.watchdog_seconds,
	    .jobs = request->jobs,
	    .n_jobs = request->n_jobs,
	};

	if (xnb_build(built, session->xen, &build, err) ||
	    xnb_jobs_run(outcome, built->domain, &jobs, err))
		return -1;
	if (outcome->ending != XNB_ENDING_FINISHED)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "%s", outcome->why);
	return 0;
}

int xnb_scratch_run(struct xnb_session *session,
                    const struct xnb_scratch_request *request,
                    struct xnb_outcome *outcome, struct xnb_error *err)
{
	struct xnb_built built = {0};
	struct xnb_page_counts returned;
	bool exact;
	int result;

	*outcome = (struct xnb_outcome){0};
	result = build_and_run(session, request, &built, outcome, err);
	if (!result)
		result = xnb_built_release(&built, session->xen, &returned, &exact, err);
	if (xnb_built_destroy(&built, result ? NULL : err))
		result = -1;
	/* A domain that went without giving its memory back left it dirty. */
	if (result)
		xnb_settled_forget(&session->settled);
	return result;
}
