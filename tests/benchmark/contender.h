/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A way to build and destroy a domain of 64 MiB with one vCPU, timed step by step. */
#ifndef XNB_TESTS_BENCHMARK_CONTENDER_H
#define XNB_TESTS_BENCHMARK_CONTENDER_H

#include "base/error.h"

#include <time.h>

enum { XNB_MOST_STEPS = 8, XNB_CYCLE_MIB = 64 };

struct xnb_contender_options {
	const char *kernel; /* an ELF file with a PVH entry note, for libxl and xl */
	const char *xl;     /* the program */
};

struct xnb_contender {
	const char *name;
	const char *steps[XNB_MOST_STEPS]; /* ends with NULL */
	int (*open)(void **state, const struct xnb_contender_options *options,
	            struct xnb_error *err);
	/* One life of a domain; ms[] gets the time of each step. */
	int (*cycle)(void *state, double *ms, struct xnb_error *err);
	void (*close)(void *state);
};

extern const struct xnb_contender xnb_contender_bare;  /* this tool's path */
extern const struct xnb_contender xnb_contender_libxl; /* in this process */
extern const struct xnb_contender xnb_contender_xl;    /* a process for each step */

/* Milliseconds since *from, which becomes now. */
double xnb_lap(struct timespec *from);

#endif
