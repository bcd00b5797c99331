/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which kernel of likwid-bench is compared with one of ours: the fastest of those that
 * move the same bytes the same way, found by trying each of them when a run comes to it.
 */
#ifndef XNB_BENCH_NATIVE_REFERENCE_CHOICE_H
#define XNB_BENCH_NATIVE_REFERENCE_CHOICE_H

#include "base/error.h"
#include "bench/native/likwid_bench.h"
#include "bench/warnings.h"
#include "workloads/kernels.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_reference_choice {
	const struct xnb_kernel *kernel;
	uint32_t threads;
	char name[64]; /* of likwid-bench; "": none of them can be compared with */
	double rate;   /* of its trial, useful bytes a second */
};

/* What a run knows of likwid-bench. Start from {0}. */
struct xnb_reference {
	bool looked, missing; /* whether its list was asked for; there is none */
	struct xnb_likwid_kernels kernels;
	struct xnb_reference_choice *choices;
	size_t n_choices;
};
void xnb_reference_state_free(struct xnb_reference *reference);

/* Whether there is a likwid-bench; if not, that is `absent`, once. */
bool xnb_reference_is_there(struct xnb_reference *reference,
                            struct xnb_warnings *warnings);

/* Called with each result of a trial, for the file. Returns 0 or -1. */
typedef int xnb_reference_tried_fn(void *arg, const struct xnb_kernel *kernel,
                                   const struct xnb_likwid_result *result,
                                   struct xnb_error *err);

/*
 * The choice for `kernel` on the CPUs of `order`, whose other members say how each is
 * tried (its own kernel is not looked at). Variants that cannot be run here, or whose
 * bytes an element are not those of ours, are left out, and each is `absent` with the
 * reason; where none is left that is `absent`, too. *choice lives until the next call. -1
 * where order->stopped became true, or the callback failed.
 */
int xnb_reference_choose(struct xnb_reference *reference, const struct xnb_kernel *kernel,
                         const struct xnb_likwid_order *order,
                         xnb_reference_tried_fn *tried, void *arg,
                         struct xnb_warnings *warnings,
                         const struct xnb_reference_choice **choice,
                         struct xnb_error *err);

#endif
