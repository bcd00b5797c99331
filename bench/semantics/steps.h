/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What checks are made of: each step does one thing to the check's domain and adds what
 * it did or saw to the evidence. 0 or -1 with an error; a step that sees something else
 * than the claim implies is no error, but makes the claim not hold.
 */
#ifndef XNB_BENCH_SEMANTICS_STEPS_H
#define XNB_BENCH_SEMANTICS_STEPS_H

#include "bench/semantics/check.h"
#include "xen/bare.h"

/* Of a check's domain, and of what one step populates. */
#define XNB_CHECK_BYTES   ((uint64_t)64 << 20)
#define XNB_CHECK_EXTENTS 8u
#define XNB_CHECK_ORDER   9u
/* That Xen and dom0 may take or give back for themselves meanwhile. */
#define XNB_CHECK_NOISE_PAGES 64

/* ---- sets ---- */

struct xnb_set xnb_only(uint32_t node);
struct xnb_set xnb_both(uint32_t a, uint32_t b);
struct xnb_set xnb_online_nodes(const struct xnb_checking *c);
struct xnb_set xnb_online_cpus(const struct xnb_checking *c);
/* All bits that Xen's map has, online or not. */
struct xnb_set xnb_full_map(const struct xnb_checking *c);
/* A node number of Xen's map that is not online; false: there is none. */
bool xnb_offline_node(const struct xnb_checking *c, uint32_t *node);

/* ---- making the domain ---- */

/* One vCPU, nothing populated. */
int xnb_step_create(struct xnb_checking *c, struct xnb_error *err);
/* The same in parts: first without vCPUs, then with the rest. */
int xnb_step_create_bare(struct xnb_checking *c, struct xnb_error *err);
int xnb_step_make_vcpus(struct xnb_checking *c, struct xnb_error *err);
/* Lets the vCPU spin; the first extents must be populated. */
int xnb_step_spin(struct xnb_checking *c, struct xnb_error *err);

/* ---- affinities ---- */

int xnb_step_set(struct xnb_checking *c, const struct xnb_set *nodes,
                 struct xnb_error *err);
/* The vCPU to the CPUs of a node; `which` as xnb_domain_set_vcpu_affinity(). */
int xnb_step_pin(struct xnb_checking *c, uint32_t node, unsigned which,
                 struct xnb_error *err);
/* Reads the node affinity, which the claim implies to be `wanted`. */
int xnb_step_read(struct xnb_checking *c, const struct xnb_set *wanted,
                  struct xnb_error *err);
/* The judgement alone, of an affinity that `who` has read. */
void xnb_step_compare(struct xnb_checking *c, const char *who, const struct xnb_set *got,
                      const struct xnb_set *wanted);

/* ---- memory ---- */

/* Populates XNB_CHECK_EXTENTS of 2 MiB, which the claim implies to land on `node`. */
int xnb_step_land(struct xnb_checking *c, uint32_t node, struct xnb_error *err);
/* The same, with each request naming a node. */
int xnb_step_land_as(struct xnb_checking *c, enum xnb_node_request request, uint32_t node,
                     struct xnb_error *err);
/* The same, of which the claim implies that they alternate between all nodes. */
int xnb_step_stripe(struct xnb_checking *c, struct xnb_error *err);

/*
 * xnb_check_expect() of the free memory of the host, which others change as well: what is
 * not as claimed is worth another try, and beside other guests it cannot be told.
 */
void xnb_step_expect_free(struct xnb_checking *c, bool as_claimed, const char *format,
                          ...) __attribute__((format(printf, 3, 4)));

/* At the end: the accounts of where the pages lie are to agree (debug key u where it is
 * allowed, what comes back per node); gives the pages back. */
int xnb_step_account(struct xnb_checking *c, struct xnb_error *err);

#endif
