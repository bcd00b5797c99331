/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen does with the frequency of the pCPUs. */
#ifndef XNB_XEN_POWER_H
#define XNB_XEN_POWER_H

#include "base/error.h"
#include "xen/xen.h"

#include <stdbool.h>

struct xnb_power {
	bool
	    known; /* else Xen does not manage the frequency: hardware or firmware does */
	char driver[32];   /* "acpi-cpufreq", ... */
	char governor[32]; /* "performance", "ondemand", ... */
	bool turbo;
};

/* Of pCPU 0, for all. That Xen does not manage it is no error: `known` is false then. */
int xnb_xen_read_power(struct xnb_xen *xen, struct xnb_power *out, struct xnb_error *err);

#endif
