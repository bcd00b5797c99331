/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The domain that measures: how many vCPUs it has and where they may run. */
#ifndef XNB_XEN_DOM0_H
#define XNB_XEN_DOM0_H

#include "base/error.h"
#include "xen/domain.h"
#include "xen/xen.h"

#include <stdbool.h>
#include <stdint.h>

struct xnb_dom0 {
	unsigned online_vcpus;
	unsigned pinned_vcpus;  /* those whose hard affinity is one pCPU */
	struct xnb_set allowed; /* pCPUs that they may run on: their hard affinity */
	struct xnb_set running; /* pCPUs that its vCPUs run on now, or ran on last */
	uint64_t pages;         /* now */
	uint64_t max_pages;     /* that it may have; UINT64_MAX: no limit */
};

/* A vCPU of dom0 that always runs on one pCPU, and is online. */
struct xnb_dom0_vcpu {
	bool found;
	unsigned vcpu; /* of a PV dom0 also the number of Linux' CPU */
	unsigned pcpu;
};

/* Pages that dom0 may still ask for; a dom0 without a limit cannot be provided for: 0. */
uint64_t xnb_dom0_reserve(const struct xnb_dom0 *dom0);

int xnb_xen_read_dom0(struct xnb_xen *xen, struct xnb_dom0 *out, struct xnb_error *err);

/* The first one that is pinned to a pCPU of `cpus`; found: false where there is none. */
int xnb_xen_find_dom0_vcpu(struct xnb_xen *xen, const struct xnb_set *cpus,
                           struct xnb_dom0_vcpu *out, struct xnb_error *err);

#endif
