/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The steps of a domain's creation one by one, and calls that Xen refuses: for those who
 * study what the steps do. Such a domain ends with xnb_domain_destroy() as any other.
 */
#ifndef XNB_XEN_BARE_H
#define XNB_XEN_BARE_H

#include "base/error.h"
#include "xen/domain.h"
#include "xen/xen.h"

#include <stdint.h>

/* XEN_DOMCTL_createdomain alone: no vCPUs, no memory allowed, Xen's least p2m pool. */
int xnb_domain_create_bare(struct xnb_xen *xen, const struct xnb_domain_config *config,
                           struct xnb_domain **out, struct xnb_error *err);

/* XEN_DOMCTL_max_vcpus: allocates the vCPUs. */
int xnb_domain_make_vcpus(struct xnb_domain *domain, struct xnb_error *err);

/* What a bare domain lacks before it can be populated: memory allowed, and the p2m pool
 * for it. */
int xnb_domain_allow_memory(struct xnb_domain *domain, struct xnb_error *err);

/* The p2m pool, rounded up to pages; Xen's least is 1 MiB, made at creation. It grows and
 * shrinks page by page. */
int xnb_domain_set_pool(struct xnb_domain *domain, uint64_t bytes, struct xnb_error *err);

/* Bits of Xen's node map (xc_get_max_nodes()). */
unsigned xnb_xen_max_nodes(const struct xnb_xen *xen);

/* What can be wrong with a XEN_DOMCTL_setnodeaffinity. */
enum xnb_wrong {
	XNB_WRONG_DOMID,   /* no such domain */
	XNB_WRONG_POINTER, /* the node map is not mapped memory */
	XNB_WRONG_VERSION, /* of the domctl interface */
	XNB_N_WRONG,
};

/*
 * Makes the call on the domain, without libxenctrl and with one thing wrong; the map asks
 * for node 0. *errnum: what Xen answered, 0 where it took it. -1: no unused domid.
 */
int xnb_domain_set_wrongly(struct xnb_domain *domain, enum xnb_wrong wrong, int *errnum,
                           struct xnb_error *err);

#endif
