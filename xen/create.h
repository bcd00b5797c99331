/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a new domain of this tool is, for those who create one. */
#ifndef XNB_XEN_CREATE_H
#define XNB_XEN_CREATE_H

#include "xen/internal.h"

/* "Any number": 0 where the headers have no name for it, which later means dom0. */
#ifdef DOMID_ANY
#define XNB_ANY_DOMID DOMID_ANY
#else
#define XNB_ANY_DOMID 0
#endif

/* A bare domain with the tool's UUID. */
void xnb_create_config(struct xen_domctl_createdomain *out, enum xnb_domain_type type,
                       unsigned vcpus, uint64_t run_tag);

#endif
