/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between counters.c and the child that it starts. */
#ifndef XNB_BENCH_NATIVE_COUNTERS_PARTS_H
#define XNB_BENCH_NATIVE_COUNTERS_PARTS_H

#include "bench/native/counters.h"

#include <stddef.h>
#include <stdint.h>

enum xnb_counters_request { XNB_COUNTERS_START, XNB_COUNTERS_STOP };

struct xnb_counters_question {
	uint32_t request;
	uint32_t group;
};

/* Of a question, and, unasked, of the probe: then `why` is per group. */
struct xnb_counters_answer {
	int32_t failed;
	uint32_t groups; /* bits 1 << enum xnb_counter_group that can be counted */
	double bytes[XNB_N_COUNTED];
	char why[XNB_N_COUNTER_GROUPS][256]; /* [0] alone, of a question */
};

/* The child: probes, answers questions from `socket` until that is closed, and ends. */
void xnb_counters_child(int socket, const struct xnb_counters_config *config)
    __attribute__((noreturn));

/* liblikwid, in the child: everything that may end, print or hang. */
struct xnb_likwid;

/* Loads it and makes the CPUs' counters ready, in direct access. NULL and `why`. */
struct xnb_likwid *xnb_likwid_open(const struct xnb_counters_config *config, char *why,
                                   size_t size);
/* Leaves the counters as nobody's. */
void xnb_likwid_close(struct xnb_likwid *likwid);
/* Adds a group; -1 and `why` where it is not there for this CPU. */
int xnb_likwid_add(struct xnb_likwid *likwid, enum xnb_counter_group group, char *why,
                   size_t size);
/* -1 where likwid says that it failed. */
int xnb_likwid_start(struct xnb_likwid *likwid, enum xnb_counter_group group);
int xnb_likwid_stop(struct xnb_likwid *likwid, enum xnb_counter_group group,
                    double bytes[XNB_N_COUNTED]);

#endif
