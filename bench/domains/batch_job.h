/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One batch of domains as the experiment `builds` has it: is there room, settled, built,
 * given back, its samples and extents written, destroyed.
 */
#ifndef XNB_BENCH_BATCH_JOB_H
#define XNB_BENCH_BATCH_JOB_H

#include "base/error.h"
#include "bench/domains/batch.h"
#include "bench/domains/trial.h"
#include "bench/experiment.h"
#include "xen/dom0.h"

#include <stdbool.h>
#include <stdint.h>

enum { XNB_MOST_BUILDS = 32 };

struct xnb_batch_layout {
	const char *name; /* value of the parameter `layout` */
	bool spread; /* member i on the i-th node with memory, from A on; else all on A */
};

struct xnb_batch_way {
	const char *item; /* of its samples */
	bool at_once;
};

/* The domain that extents belong to. */
struct xnb_batch_owner {
	const struct xnb_session *session;
	int64_t number;
};

struct xnb_batch_job {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	const struct xnb_batch_layout *layout;
	const struct xnb_batch_way *way;
	unsigned domains;      /* 1 .. XNB_MOST_BUILDS */
	uint64_t memory_bytes; /* of each */
	enum xnb_domain_type type;
	/* inside */
	struct xnb_flags flags; /* of all its samples */
	bool suspect;
	struct xnb_batch batch;
	struct xnb_owed owed; /* before it */
	struct xnb_batch_owner owners[XNB_MOST_BUILDS];
};

/* The node that the affinity of member i names. */
uint32_t xnb_batch_job_node(const struct xnb_batch_job *job, unsigned i);

/* *fits: whether there is room; where not, the run says why. `way` does not matter. */
int xnb_batch_job_fits(struct xnb_batch_job *job, const struct xnb_dom0 *dom0, bool *fits,
                       struct xnb_error *err);

/*
 * Settles and runs it; no domain of it is there afterwards, whatever is returned, or the
 * supervisor reaps it. What is doubtful is flagged and makes the run suspect; memory that
 * comes back from elsewhere than it was taken from is a failure of the run.
 */
int xnb_batch_job_run(struct xnb_batch_job *job, struct xnb_error *err);

#endif
