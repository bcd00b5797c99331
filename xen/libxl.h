/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxl, the library behind xl: to build a domain as `xl create' does, to see what of the
 * time goes where, and to ask for node affinity the toolstack's way. It needs xenstored
 * and xenconsoled. Only xen-numabench-dom0 has it, where the static libraries were there
 * when it was built (XNB_WITH_LIBXL); elsewhere (xen/libxl_absent.c) opening fails with
 * the reason.
 *
 * libxl starts threads and child processes of its own and takes SIGCHLD while one lives:
 * use it from one thread, in a process that has no other children.
 */
#ifndef XNB_XEN_LIBXL_H
#define XNB_XEN_LIBXL_H

#include "base/error.h"
#include "xen/domain.h"
#include "xen/steps.h"
#include "xen/xen.h"

#include <stdint.h>

struct xnb_libxl;

/*
 * XNB_EXIT_ENVIRONMENT, with the remedy: not in this program; no xenstored, no
 * xenconsoled (without it each creation fails after 10 s), or libxl does not like the
 * host. Calls pass the gate of `xen`, which must outlive it.
 */
int xnb_libxl_open(struct xnb_libxl **out, struct xnb_xen *xen, struct xnb_error *err);
void xnb_libxl_close(struct xnb_libxl *libxl); /* NULL is fine */

/*
 * Looks on while libxl populates: each of its calls is made extent by extent, with
 * before() and after() around the extent (of 2^order pages at `gfn`) and nothing else.
 * An extent that Xen refused has no after(). -1 ends the creation with that error.
 */
struct xnb_libxl_watch {
	int (*before)(void *arg, struct xnb_error *err);
	int (*after)(void *arg, uint64_t gfn, unsigned order, struct xnb_error *err);
	void *arg;
};

struct xnb_libxl_request {
	unsigned vcpus;
	uint64_t memory_bytes;
	uint64_t run_tag;                    /* into the UUID, see xen/domain.h */
	const struct xnb_libxl_watch *watch; /* NULL: nobody looks on */
};

/*
 * Creates a paused PVH domain from the smallest kernel there is, as `xl create' would:
 * automatic NUMA placement at its default, which is on. `steps` (may be NULL) gets the
 * time. When it fails libxl has destroyed what there was, and *domid is of no use.
 */
int xnb_libxl_create(struct xnb_libxl *libxl, const struct xnb_libxl_request *request,
                     uint32_t *domid, struct xnb_steps *steps, struct xnb_error *err);
/*
 * The same, with a handle for what can be done to any domain (xen/domain.h);
 * xnb_domain_destroy() lets libxl destroy it, so `libxl` must outlive it.
 */
int xnb_libxl_create_domain(struct xnb_libxl *libxl,
                            const struct xnb_libxl_request *request,
                            struct xnb_domain **domain, struct xnb_error *err);
int xnb_libxl_start(struct xnb_libxl *libxl, uint32_t domid, struct xnb_steps *steps,
                    struct xnb_error *err);
/*
 * With its entries in xenstore, and the memory of it all. What Xen itself takes for it is
 * the step `wait` here: libxl lets a child process call it.
 */
int xnb_libxl_destroy(struct xnb_libxl *libxl, uint32_t domid, struct xnb_steps *steps,
                      struct xnb_error *err);

/* Of any domain: libxl_domain_set_nodeaffinity() and its counterpart. */
int xnb_libxl_set_node_affinity(struct xnb_libxl *libxl, uint32_t domid,
                                const struct xnb_set *nodes, struct xnb_error *err);
int xnb_libxl_get_node_affinity(struct xnb_libxl *libxl, uint32_t domid,
                                struct xnb_set *nodes, struct xnb_error *err);

#endif
