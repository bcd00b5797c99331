/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen does with the frequency and the idle states of the pCPUs. */
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

struct xnb_idle {
	bool known;       /* else Xen does not manage idle states */
	unsigned deepest; /* the deepest that it may use: C1 is 1 */
};

/* Of pCPU 0, for all. That Xen does not manage them is no error: `known` is false then.
 */
int xnb_xen_read_idle(struct xnb_xen *xen, struct xnb_idle *out, struct xnb_error *err);

/* Of pCPU 0, for all. That Xen does not manage it is no error: `known` is false then. */
int xnb_xen_read_power(struct xnb_xen *xen, struct xnb_power *out, struct xnb_error *err);

#endif
