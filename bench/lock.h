/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run at a time per host. The lock is an flock on XNB_LOCK_FILE, which the supervisor
 * and its worker share: it is free again when both are gone, however they went. That is
 * how `cleanup` and the next run tell a domain that was left behind from one in use.
 */
#ifndef XNB_BENCH_LOCK_H
#define XNB_BENCH_LOCK_H

#include "base/error.h"

#include <stdbool.h>

#define XNB_LOCK_FILE "/run/xen-numabench.lock"

/*
 * Takes the lock. XNB_EXIT_ENVIRONMENT when another run holds it, for half a second,
 * since `doctor` takes it for a moment to see whether somebody has it; the message names
 * its process. *fd gets the descriptor (close-on-exec); closing it in all processes
 * releases the lock.
 */
int xnb_lock_host(int *fd, struct xnb_error *err);

/* The same on another file, for tests. */
int xnb_lock_file(const char *path, int *fd, struct xnb_error *err);

/* Whether somebody holds it; neither makes the file nor writes to it. */
bool xnb_lock_is_held(const char *path);

#endif
