/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boxes side by side: each is a child process that runs this program's own `lab run'. A
 * child has its own process group, so that Ctrl-C reaches it once, through us; it dies
 * with this process, and QEMU with it.
 */
#ifndef XNB_CLI_CHECK_BOXES_H
#define XNB_CLI_CHECK_BOXES_H

#include "base/error.h"
#include "base/program.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct xnb_box_job {
	char name[128];       /* for people: "nodes-2 of Xen 4.20" */
	struct xnb_args argv; /* argv.v[0] is looked up in PATH */
	char log[PATH_MAX];   /* both of its output streams go there */
	unsigned cores;       /* that it keeps busy */
	unsigned seconds;     /* then it is ended */

	/* How it ended. */
	bool started;
	int status;     /* what it exited with; -1 when a signal ended it */
	int signal;     /* 0 unless that */
	bool timed_out; /* its time was over */

	/* While it runs. */
	pid_t pid;
	uint64_t start_ns, asked_ns; /* asked_ns: when it was told to end; 0: not */
};

/*
 * Blocks SIGINT, SIGTERM, SIGHUP and SIGCHLD and returns a descriptor that reads them, or
 * -1. Call before anything that must not be left behind.
 */
int xnb_box_jobs_watch(struct xnb_error *err);

/* Undoes that: a signal that came meanwhile and was not read ends this process now. */
void xnb_box_jobs_unwatch(int signals);

/* The cores that this process may use. */
unsigned xnb_box_jobs_cores(void);

/*
 * Runs all of them, as many side by side as `cores` allow and at least one, in their
 * order but for those that fit in earlier; says on standard error when each begins and
 * ends. A signal is passed on to those that run and no other is started. On return no
 * child is left. *interrupted becomes the first signal, 0: none.
 *
 * -1 when a job could not be started, or its log not be written; those that ran have
 * ended.
 */
int xnb_box_jobs_run(struct xnb_box_job *jobs, size_t n, unsigned cores, int signals,
                     int *interrupted, struct xnb_error *err);

void xnb_box_jobs_free(struct xnb_box_job *jobs, size_t n);

#endif
