/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the host helps or hurts a measurement, each with its remedy. Nothing is ever
 * changed. Each target has facts of its own, gathered in facts_*.c (which need the host),
 * and one table of checks that judge them, in checks_*.c (which do not), so that the
 * judgement can be tested on made-up hosts. Adding a check is a function and a line.
 */
#ifndef XNB_BENCH_DOCTOR_H
#define XNB_BENCH_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

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

/* Says what was found, with all but printable ASCII made harmless: some of it comes from
 * the host. */
void xnb_find(struct xnb_finding *finding, enum xnb_doctor_verdict verdict,
              const char *format, ...) __attribute__((format(printf, 3, 4)));

struct xnb_doctor_check {
	const char *name;
	const char *what;      /* one line for `list checks` */
	const char *remedy;    /* said with a warning or a problem */
	bool needs_connection; /* "unknown" where there is none */
	/* `facts` are those of the table's target. */
	void (*judge)(const void *facts, struct xnb_finding *finding);
};

/* The doctor of one target. */
struct xnb_doctor {
	const struct xnb_doctor_check *checks; /* ends with a NULL name */
	/* What cannot be found out stays empty. NULL without memory. */
	void *(*gather)(void);
	void (*free)(void *facts);
	/* Whether the checks that need a connection have one, and what else to say. NULL:
	 * there are none such. */
	bool (*connected)(const void *facts);
	const char *unconnected;
};
extern const struct xnb_doctor xnb_doctor_xen, xnb_doctor_native;

void xnb_doctor_judge(const struct xnb_doctor *doctor,
                      const struct xnb_doctor_check *check, const void *facts,
                      struct xnb_finding *finding);

/* Whether no check finds a problem: then `run` can run. */
bool xnb_doctor_run_is_possible(const struct xnb_doctor *doctor, const void *facts);

/* Whether the kernel says that it runs on Xen, as dom0 or as a guest. */
bool xnb_runs_on_xen(const char *root);

#endif
