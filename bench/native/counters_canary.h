/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A load of known traffic, which shows whether counters count. */
#ifndef XNB_BENCH_NATIVE_COUNTERS_CANARY_H
#define XNB_BENCH_NATIVE_COUNTERS_CANARY_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes that xnb_canary_run() reads from memory, whatever the caches hold. */
#define XNB_CANARY_BYTES ((uint64_t)256 << 20)

/* Whether it is a load of known traffic here: where lines can be flushed, so on x86. */
bool xnb_canary_possible(void);

/*
 * Reads 16 MiB again and again, each line after it was flushed from all caches. Such a
 * buffer is small enough for any host; without flushing it would have to be larger than
 * the caches, which are 1 GiB and more on some.
 */
struct xnb_canary;
struct xnb_canary *xnb_canary_new(void); /* NULL without memory */
void xnb_canary_run(struct xnb_canary *canary);
void xnb_canary_free(struct xnb_canary *canary);

/* Within a factor of 2: others use the memory, too, and an event may see half of the
 * channels; a disagreement with a kernel is judged more strictly. */
bool xnb_canary_is_plausible(double bytes);

#endif
