/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waits until the memory of the next domain would land where its affinity says. On Xen
 * 4.17 to 4.21 the allocator prefers a clean extent on any node to a dirty one on the
 * affine node, and freed memory is scrubbed only when CPUs are idle; no interface tells
 * how much is dirty. So a probe domain populates as many affine extents on each node as
 * the next domain will, gives them back (which leaves them clean) and is destroyed.
 */
#ifndef XNB_BENCH_SETTLE_H
#define XNB_BENCH_SETTLE_H

#include "base/error.h"
#include "bench/domains/locality.h"
#include "xen/xen.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What probes have shown, as long as it holds: that many affine pages would land on each
 * node. Our own domains give their pages back clean, so a probe need not be repeated
 * before each of them; but it is in every round, and after a domain that was destroyed
 * with its memory.
 */
struct xnb_settled {
	struct xnb_page_counts shown;
	int64_t block; /* the round it was shown in */
};

void xnb_settled_forget(struct xnb_settled *known);

struct xnb_settle_request {
	struct xnb_page_counts pages; /* that the next domain takes from each node */
	unsigned extent_order;
	uint64_t run_tag;
	struct xnb_free_pages *quiet; /* see bench/domains/builder.h */
	unsigned timeout_seconds;
	int64_t block;
	bool always; /* others use the host too: what was shown does not hold */
};

/*
 * *settled: a probe landed wholly (as far as it got, where Xen has no more extents of an
 * order beyond XNB_SURE_ORDER); false: the time was over first, and what is measured
 * then is to be flagged. Errors are those of the probe domain,
 * or XNB_EXIT_FAILED on a signal.
 */
int xnb_settle(struct xnb_xen *xen, const struct xnb_settle_request *request,
               struct xnb_settled *known, bool *settled, struct xnb_error *err);

#endif
