/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a domain's memory lies: each extent by the free memory of all nodes before and
 * after it. What is not exact is unknown, never a guess.
 */
#ifndef XNB_BENCH_LOCALITY_H
#define XNB_BENCH_LOCALITY_H

#include "base/error.h"
#include "rundir/sample.h"
#include "xen/sysctl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XNB_MAX_NODES  64
#define XNB_NODES_TEXT 256

/*
 * Memory that Xen still owes: pages of destroyed domains that come back late (their
 * structures, when every CPU has passed through its idle loop; up to a second), per node.
 */
struct xnb_owed {
	uint64_t pages[XNB_MAX_NODES];
};

/* What is missing now of what was free when nothing was owed. */
void xnb_owed_since(struct xnb_owed *owed, const struct xnb_free_pages *quiet,
                    const struct xnb_free_pages *now);

/*
 * Explains a change of the free memory by whole extents of 2^order pages, and on each
 * node by none to all of what is owed there, which must be less than an extent. There is
 * at most one such explanation: extents[n] is then how many were taken from node n (given
 * back: negative), and what came back is no longer owed. False when there is none:
 * something else happened, and where the extents lie is not known.
 */
bool xnb_explain_change(const struct xnb_free_pages *before,
                        const struct xnb_free_pages *after, unsigned order,
                        struct xnb_owed *owed, int64_t extents[XNB_MAX_NODES]);

/* The node that one extent was taken from; -1: not known. `owed` may be NULL. */
int xnb_attribute_extent(const struct xnb_free_pages *before,
                         const struct xnb_free_pages *after, unsigned order,
                         struct xnb_owed *owed);

/* Pages on each node, and those of which it is not known. */
struct xnb_page_counts {
	uint64_t node[XNB_MAX_NODES];
	uint64_t unknown;
};

/* Adds `more` to `all`. */
void xnb_pages_add(struct xnb_page_counts *all, const struct xnb_page_counts *more);

uint64_t xnb_pages_total(const struct xnb_page_counts *counts);

/* Pages on node `a` / all pages; NAN when any is unknown or there is none. */
double xnb_pages_locality(const struct xnb_page_counts *counts, uint32_t a);

/* The nodes that hold pages, "0+1"; "" when any is unknown. */
void xnb_pages_nodes(const struct xnb_page_counts *counts, char text[XNB_NODES_TEXT]);

/* The nodes whose bits are set, "0+1". */
void xnb_nodes_text(uint64_t nodes, char text[XNB_NODES_TEXT]);

/*
 * Pages that came back between two readings, per node, in extents of 2^order pages or
 * larger multiples. False when they are not `pages` in all, or not explained: then
 * `counts` is what was seen to come back, with no claim.
 */
bool xnb_pages_returned(const struct xnb_free_pages *before,
                        const struct xnb_free_pages *after, unsigned order,
                        uint64_t pages, struct xnb_owed *owed,
                        struct xnb_page_counts *counts);

bool xnb_pages_equal(const struct xnb_page_counts *a, const struct xnb_page_counts *b);

/*
 * Extents as they are populated, run-length coded into a fixed number of runs that are
 * handed to `flush` when full, so that memory stays bounded whatever the domain's size.
 */
typedef int xnb_extents_flush_fn(void *arg, const struct xnb_extent_run *runs, size_t n,
                                 struct xnb_error *err);

struct xnb_extent_log {
	struct xnb_extent_run runs[512];
	size_t n;
	struct xnb_page_counts counts;
	uint64_t extents, unknown_extents;
	const char *method;          /* NULL: "delta" */
	xnb_extents_flush_fn *flush; /* NULL: the runs are not kept */
	void *arg;
};

int xnb_extent_log_add(struct xnb_extent_log *log, uint64_t gfn, unsigned order, int node,
                       struct xnb_error *err);
/* Hands the last runs on. */
int xnb_extent_log_end(struct xnb_extent_log *log, struct xnb_error *err);

#endif
