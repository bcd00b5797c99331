/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nothing is ever leaked. The supervisor forks before the first domain; the child works,
 * the parent waits. Whatever ends the child (an error, a signal, a crash, SIGKILL), the
 * parent then destroys every domain of this run that is still there.
 *
 * One run at a time per host: both hold an flock on /run/xen-numabench.lock (the parent
 * and the child share it), so that `cleanup` and the next run can tell a domain that was
 * left behind from one in use: no lock held, nobody alive.
 */
#ifndef XNB_BENCH_SUPERVISOR_H
#define XNB_BENCH_SUPERVISOR_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Takes the lock. XNB_EXIT_ENVIRONMENT when another run holds it; the message names its
 * process. Returns the descriptor in *fd; closing it in all processes releases it.
 */
int xnb_lock_host(int *fd, struct xnb_error *err);

/*
 * Runs work(arg) in a child and returns its exit code; 128 + N when it, or this process,
 * was ended by signal N. SIGINT, SIGTERM and SIGHUP are passed on to the child once; a
 * second one kills it. Then reaps the domains of `run_tag`, and says on standard error
 * how many there were, if any.
 */
int xnb_supervise(uint64_t run_tag, int (*work)(void *arg), void *arg);

/* The signal that asked this process to stop, or 0. The worker looks between two steps.
 */
int xnb_stop_signal(void);

/*
 * Destroys domains of this tool: those of `run_tag`, or all where it is 0. *n gets how
 * many were destroyed.
 */
int xnb_reap_domains(uint64_t run_tag, unsigned *n, struct xnb_error *err);

#endif
