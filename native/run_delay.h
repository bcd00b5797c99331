/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a thread was ready to run and did not, since it began: the second number of
 * /proc/thread-self/schedstat (Documentation/scheduler/sched-stats.rst of Linux).
 */
#ifndef XNB_NATIVE_RUN_DELAY_H
#define XNB_NATIVE_RUN_DELAY_H

#include <stdbool.h>
#include <stdint.h>

/* For the calling thread; -1 where the kernel does not tell. To be closed. */
int xnb_run_delay_open(void);

/* In ns; false where it cannot be read. */
bool xnb_run_delay_read(int fd, uint64_t *ns);

#endif
