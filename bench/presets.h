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
	struct xnb_amounts real;
	struct xnb_amounts emulated;
};

extern const struct xnb_preset xnb_presets[]; /* ends with a NULL name */

/* NULL when there is none of that name. */
const struct xnb_preset *xnb_preset_find(const char *name);

#endif
