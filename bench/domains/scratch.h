/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small domain that runs a list of jobs for the tool itself, outside of any unit's
 * trial: no row tells of it, its memory is given back, and it is destroyed.
 */
#ifndef XNB_BENCH_SCRATCH_H
#define XNB_BENCH_SCRATCH_H

#include "bench/domains/jobs.h"
#include "bench/experiment.h"

struct xnb_scratch_request {
	const char *scenario; /* a name of xnb_scenarios[] */
	uint32_t cpu_node;    /* A, where the scenario has one */
	const struct xnb_job *jobs;
	uint32_t n_jobs;
};

/* Memory of such a domain, and what of it its jobs may use. */
#define XNB_SCRATCH_BYTES        XNB_MIN_DOMAIN_BYTES
#define XNB_SCRATCH_BUFFER_BYTES (XNB_SCRATCH_BYTES - XNB_GPA_BUFFER)

/*
 * One vCPU, two extents of 2 MiB. A domain that does not finish is an error here. Free
 * the outcome with xnb_outcome_free() in any case.
 */
int xnb_scratch_run(struct xnb_session *session,
                    const struct xnb_scratch_request *request,
                    struct xnb_outcome *outcome, struct xnb_error *err);

#endif
