/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the recorded sysctls of tests/data/topology; its README has the format. */
#ifndef XNB_TESTS_UNIT_SYSCTL_TEXT_H
#define XNB_TESTS_UNIT_SYSCTL_TEXT_H

#include "topology/host.h"
#include "xen/sysctl.h"

struct recorded {
	struct xnb_xen_version version;
	struct xnb_xen_sysctls sysctls;
};

/* Fails the cmocka test when there is no such file, or a line is not understood. */
void recorded_read(struct recorded *out, const char *name);
void recorded_free(struct recorded *recorded);

/* The host of a recording that is fit to be one. */
struct xnb_host recorded_host(const char *name);

#endif
