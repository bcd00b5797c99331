/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nothing is ever leaked. The supervisor forks before the first domain; the child works,
 * the parent waits. Whatever ends the child (an error, a signal, a crash, SIGKILL), the
 * parent then destroys every domain of this run that is still there. When the parent is
 * killed, the child is asked to stop (PR_SET_PDEATHSIG) and reaps instead. When both are
 * killed at once, the next run finds the lock free (lock.h) and the domains there, says
 * so, and `cleanup` removes them.
 */
#ifndef XNB_BENCH_SUPERVISOR_H
#define XNB_BENCH_SUPERVISOR_H

#include "base/error.h"

#include <signal.h>
#include <stdint.h>

struct xnb_supervised {
	int (*work)(void *arg); /* returns the exit code */
	void *arg;
	/* Removes from the host what the run left, and counts it; NULL: nothing outlives
	 * its process. XNB_EXIT_ENVIRONMENT: there is nothing to talk to. */
	int (*reap)(uint64_t run_tag, unsigned *n, struct xnb_error *err);
	uint64_t run_tag;
};

/*
 * Runs work(arg) in a child and returns the exit code of the command: what `work`
 * returned; 128 + N when it, or this process, was ended by signal N. SIGINT, SIGTERM,
 * SIGHUP and SIGQUIT, where they are not ignored (nohup), are passed on to the child
 * once; a second one kills it. Then reaps the domains of `run_tag`, and says on standard
 * error how many there were, if any: after a `work` that returned 0 that is
 * XNB_EXIT_FAILED.
 *
 * Call it from a process with one thread. A connection to Xen that was opened before must
 * not be used by the child; let `work` open its own.
 */
int xnb_supervise(const struct xnb_supervised *supervised);

/* The signal that asked this process to stop, or 0. The worker looks between two steps.
 */
int xnb_stop_signal(void);

/* Where it stands: for who waits until it is not 0. */
const volatile sig_atomic_t *xnb_stop_flag(void);

#endif
