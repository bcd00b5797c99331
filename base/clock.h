/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_BASE_CLOCK_H
#define XNB_BASE_CLOCK_H

#include <stdint.h>

/* Monotonic time in ns, for durations on this machine. */
uint64_t xnb_now_ns(void);

#endif
