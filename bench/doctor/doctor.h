/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the host helps or hurts a measurement, each with its remedy. Nothing is ever
 * changed. Gathering (doctor_facts.c, needs the host) and judging (doctor.c, does not)
 * are apart, so that the judgement can be tested on made-up hosts. The checks are one
 * table; adding one is a function and a line.
 */
#ifndef XNB_BENCH_DOCTOR_H
#define XNB_BENCH_DOCTOR_H

#include "base/error.h"
#include "xen/dom0.h"
#include "xen/domain.h"
#include "xen/power.h"
#include "xen/sysctl.h"
#include "xen/xen.h"

#include <stdbool.h>
#include <stddef.h>

/* What was found. The members below `connected` are only filled where it is set. */
struct xnb_doctor_facts {
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
};

enum xnb_doctor_verdict {
	XNB_DOCTOR_OK,
	XNB_DOCTOR_UNKNOWN, /* could not be found out */
	XNB_DOCTOR_WARNING, /* hurts a measurement */
	XNB_DOCTOR_PROBLEM, /* makes a run impossible */
	XNB_N_DOCTOR_VERDICTS
};
extern const char *const xnb_doctor_verdict_names[XNB_N_DOCTOR_VERDICTS];

struct xnb_finding {
	enum xnb_doctor_verdict verdict;
	char text[1024]; /* what was found */
};

struct xnb_doctor_check {
	const char *name;
	const char *what;   /* one line for `list checks` */
	const char *remedy; /* said with a warning or a problem */
	bool needs_xen;     /* "unknown" where there is no connection */
	void (*judge)(const struct xnb_doctor_facts *facts, struct xnb_finding *finding);
};

extern const struct xnb_doctor_check xnb_doctor_checks[]; /* ends with a NULL name */

/* Fills `facts`; what cannot be found out stays empty. */
void xnb_doctor_gather(struct xnb_doctor_facts *facts);
void xnb_doctor_facts_free(struct xnb_doctor_facts *facts);

void xnb_doctor_judge(const struct xnb_doctor_check *check,
                      const struct xnb_doctor_facts *facts, struct xnb_finding *finding);

/* Whether no check finds a problem: then `run` can run. */
bool xnb_doctor_run_is_possible(const struct xnb_doctor_facts *facts);

#endif
