/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory pressure on one node, made and taken away again, by a filler domain of this run:
 * its UUID has the run's tag, so that the supervisor and `cleanup` reap it. The filler is
 * a PV domain where Xen has them, else PVH; it never runs. It takes free memory of the
 * node with exact-node requests in extents of orders 18 and 9 (and 0 where less than a
 * 2 MiB extent matters).
 *
 * Never taken is what dom0 may still ask for: before anything is taken, the memory that
 * stays free in the whole host must be at least dom0's reserve (max_pages - pages; none
 * where it has no limit), XNB_RESERVE_HOST and what the caller says that it needs itself.
 *
 * Two uses:
 *   xnb_pressure_begin(), then a domain that finds so much free there, xnb_pressure_end()
 *   xnb_dirty_node(), which returns with that memory free again, but unscrubbed
 */
#ifndef XNB_BENCH_PRESSURE_H
#define XNB_BENCH_PRESSURE_H

#include "base/error.h"
#include "xen/domain.h"
#include "xen/sysctl.h"
#include "xen/xen.h"

#include <stddef.h>
#include <stdint.h>

struct xnb_pressure_request {
	uint32_t node;
	unsigned order;        /* of the extents that are left there */
	uint64_t left;         /* how many of them */
	uint64_t needed_pages; /* of the host, by the caller, while the pressure lasts */
	uint64_t run_tag;
	enum xnb_domain_type type; /* of the filler: xnb_filler_type() */
};

/* Memory in one piece that the filler holds. */
struct xnb_filler_run {
	uint64_t at; /* guest frame; of a PV domain its first machine frame */
	unsigned order;
	uint64_t count; /* extents of that order, one behind the other */
};

struct xnb_pressure {
	struct xnb_domain *domain;   /* the filler; NULL: there is none */
	struct xnb_filler_run *runs; /* their orders descend */
	size_t n, capacity;
	uint64_t next_page; /* of the filler that is not populated */
};

/*
 * Whether the pressure could be made now: what xnb_pressure_begin() checks first. For a
 * dirty node `left` is 0.
 */
int xnb_pressure_check(struct xnb_xen *xen, const struct xnb_pressure_request *request,
                       struct xnb_error *err);

/* PV where this Xen has PV domains, else PVH. */
enum xnb_domain_type xnb_filler_type(const struct xnb_xen_version *version);

/*
 * Takes the node's free memory until exactly `left` extents of `order` can be had there;
 * those are clean. Memory in pieces smaller than such an extent stays free.
 *
 * XNB_EXIT_ENVIRONMENT, with need, have and the remedy: too little memory on the node for
 * `left`, or in the host for the reserve; nothing is taken then. With errno EBUSY: the
 * node's free memory is in pieces too small for `left`. Whatever is returned,
 * give `pressure` to xnb_pressure_end().
 */
int xnb_pressure_begin(struct xnb_pressure *pressure, struct xnb_xen *xen,
                       const struct xnb_pressure_request *request, struct xnb_error *err);

/* Gives all of it back, page by page, and so clean at once. The filler itself stays, for
 * what Xen frees late of a destroyed domain would disturb the accounts of another. */
int xnb_pressure_release(struct xnb_pressure *pressure, struct xnb_error *err);

/* Releases what is held and destroys the filler; harmless on zeroes. -1: the supervisor
 * reaps what is left. */
int xnb_pressure_end(struct xnb_pressure *pressure, struct xnb_error *err);

/*
 * Makes all free memory of `request->node` dirty that is in pieces of 2 MiB or more: a
 * filler takes it and is destroyed with it. Nothing is left when it returns; `left` of
 * the request is 0, `order` has no meaning here.
 *
 * What it guarantees: when it returns 0, every page of those pieces was freed by the
 * destruction of a domain between the call and *destroyed_ns (xnb_now_ns()), which is
 * taken when Xen has let go of the last page of the filler. Idle CPUs scrub from the
 * moment a page is freed, so that on a large or an idle host a part may be clean again at
 * *destroyed_ns. A few pages of the filler's structures (tens) come back up to a second
 * later.
 *
 * XNB_EXIT_ENVIRONMENT as above.
 */
int xnb_dirty_node(struct xnb_xen *xen, const struct xnb_pressure_request *request,
                   uint64_t *destroyed_ns, struct xnb_error *err);

#endif
