/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The presets: how much of everything, on a real machine and in an emulated box, where
 * time is dear and timings mean nothing, but three domains a scenario are still needed
 * for an interval.
 */
#ifndef XNB_BENCH_PRESETS_H
#define XNB_BENCH_PRESETS_H

#include "bench/experiment.h"

struct xnb_preset {
	const char *name;
	const char *summary;
	const struct xnb_experiment *const *experiments; /* ends with NULL; NULL: all */
	/* The same where instructions are counted and times are none; NULL: no difference
	 */
	const struct xnb_experiment *const *counted;
	/* Those of `experiments` that are only run in a box, or by name: elsewhere they
	 * would take longer than all others together. Ends with NULL; NULL: none. */
	const struct xnb_experiment *const *boxed;
	struct xnb_amounts real;
	struct xnb_amounts emulated;
};

#endif
