/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the doctor knows of a Xen host. */
#ifndef XNB_BENCH_DOCTOR_FACTS_XEN_H
#define XNB_BENCH_DOCTOR_FACTS_XEN_H

#include "xen/dom0.h"
#include "xen/domain.h"
#include "xen/power.h"
#include "xen/sysctl.h"
#include "xen/xen.h"

#include <stdbool.h>
#include <stddef.h>

/* The members below `connected` are only filled where it is set. */
struct xnb_xen_facts {
	bool on_xen;           /* the kernel says that it runs on Xen */
	bool privileged;       /* effective user 0 */
	char capabilities[64]; /* of /proc/xen/capabilities; "" where not readable */
	char timing[32];       /* of xnb_read_timing(); "" where that is unknown */
	bool run_active;       /* somebody holds the lock */
	bool connected;
	char why_not[1024]; /* where not connected: the error */
	struct xnb_xen_version version;
	struct xnb_xen_sysctls sysctls;
	struct xnb_domain_entry *domains; /* all but dom0 */
	size_t n_domains;
	struct xnb_dom0 dom0;
	struct xnb_power power;
	struct xnb_idle idle;
};

void *xnb_xen_facts_gather(void);
void xnb_xen_facts_free(void *facts);

#endif
