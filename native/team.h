/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads that are pinned one to a CPU, made once, and that work through one mailbox
 * after another with xnb_runner_run(): the vCPUs of a native run. Between mailboxes they
 * sleep. They take no signal: those are the caller's thread's.
 */
#ifndef XNB_NATIVE_TEAM_H
#define XNB_NATIVE_TEAM_H

#include "base/error.h"
#include "workloads/jobs.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_native_team;

/* What a stop leaves in the mailbox's trap.vector: no exception has that number. */
#define XNB_NATIVE_STOPPED 0xfffffffeu

/*
 * Makes n threads, thread i pinned to cpus[i]. A CPU named twice is refused
 * (XNB_EXIT_USAGE) unless `sharing` says that threads may share CPUs.
 * XNB_EXIT_ENVIRONMENT where a thread cannot be made (RLIMIT_NPROC, the cgroup's
 * pids.max) or pinned; then none is left.
 */
int xnb_native_team_new(struct xnb_native_team **team, const uint32_t *cpus, uint32_t n,
                        bool sharing, struct xnb_error *err);
void xnb_native_team_free(struct xnb_native_team *team);

uint32_t xnb_native_team_size(const struct xnb_native_team *team);
const uint32_t *xnb_native_team_cpus(const struct xnb_native_team *team);

/*
 * What becomes of a job that is stopped: *stop is set by a signal handler (SIGINT,
 * SIGTERM, SIGHUP or SIGQUIT) that runs in the calling thread; the signals are blocked
 * but while it sleeps, so that none is missed. NULL: nothing stops it.
 */
struct xnb_native_limits {
	const volatile sig_atomic_t *stop;
	uint64_t limit_ns; /* longest time for the mailbox; 0: none */
};

/*
 * Runs the mailbox of `runner` with its first mailbox->vcpus threads, which must not be
 * more than the team has; the others sleep. Sets runner->relax where it is NULL. Returns
 * 0 when all of them are through: what became of the jobs is in the mailbox. -1:
 *   - XNB_EXIT_FAILED, errnum EINTR: it was stopped; samples that are in the ring are
 * good;
 *   - XNB_EXIT_FAILED, errnum ETIMEDOUT: the limit has passed;
 *   - XNB_EXIT_ENVIRONMENT, errnum ENODEV: a thread is no longer pinned to its CPU, which
 *     went offline or left the cpuset: samples of this mailbox are not what they say. The
 *     next run tries to pin it again, and fails in the same way where it cannot;
 *   - XNB_EXIT_FAILED, errnum 0: the mailbox was refused.
 * A stop takes as long as the longest piece of work that looks for none, some 10 ms.
 */
int xnb_native_team_run(struct xnb_native_team *team, struct xnb_runner *runner,
                        const struct xnb_native_limits *limits, struct xnb_error *err);

#endif
