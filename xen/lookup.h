/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_XEN_LOOKUP_H
#define XNB_XEN_LOOKUP_H

#include "xen/internal.h"

/*
 * What Xen knows of one domain: 1 found, 0 there is none of that number, -1 with errno.
 * (xc_domain_getinfolist() answers with the next one; xc_domain_getinfo() is gone after
 * 4.17.)
 */
int xnb_domain_lookup(struct xnb_xen *xen, uint32_t domid, xc_domaininfo_t *info);

#endif
