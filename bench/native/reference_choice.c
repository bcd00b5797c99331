/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/reference_choice.h"

#include "base/grow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each variant in turn, so often: its best result counts. */
enum { TIMES = 2 };

void xnb_reference_state_free(struct xnb_reference *reference)
{
	xnb_likwid_kernels_free(&reference->kernels);
	free(reference->choices);
	*reference = (struct xnb_reference){0};
}

bool xnb_reference_is_there(struct xnb_reference *reference,
                            struct xnb_warnings *warnings)
{
	struct xnb_error why;

	if (!reference->looked) {
		reference->looked = true;
		reference->missing = xnb_likwid_bench_kernels(&reference->kernels, &why);
		if (reference->missing)
			xnb_absent(warnings, "the reference likwid-bench", "%s",
			           why.text);
	}
	return !reference->missing;
}

/* What one variant's trial needs to know. */
struct trial {
	const struct xnb_kernel *kernel;
	struct xnb_likwid_order order;
	xnb_reference_tried_fn *tried;
	void *arg;
	struct xnb_reference_choice *choice;
	struct xnb_warnings *warnings;
	char why[256]; /* the last one was left out */
};

/* An opponent that is missing may be the one that is hard to beat, so it is told. */
static void leave_out(const struct trial *trial)
{
	char what[96];

	snprintf(what, sizeof(what), "likwid-bench's kernel %.64s", trial->order.kernel);
	xnb_absent(trial->warnings, what, "%s", trial->why);
}

static bool same_bytes(struct trial *trial, const struct xnb_likwid_result *result)
{
	const struct xnb_kernel *k = trial->kernel;

	if (result->bytes_loaded == k->bytes_read &&
	    result->bytes_stored == k->bytes_written)
		return true;
	snprintf(trial->why, sizeof(trial->why),
	         "%s loads %" PRIu64 " and stores %" PRIu64
	         " bytes an element, not %" PRIu32 " and %" PRIu32,
	         result->kernel, result->bytes_loaded, result->bytes_stored,
	         k->bytes_read, k->bytes_written);
	leave_out(trial);
	return false;
}

static bool is_stopped(const struct xnb_likwid_order *order)
{
	return order->stopped && order->stopped();
}

static int try_one(struct trial *trial, struct xnb_error *err)
{
	struct xnb_likwid_result result;
	struct xnb_error why;
	double rate;

	if (xnb_likwid_bench_run(&trial->order, &result, &why)) {
		if (is_stopped(&trial->order))
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR,
			                "stopped by a signal");
		snprintf(trial->why, sizeof(trial->why), "%.250s", why.text);
		leave_out(trial);
		return 0;
	}
	if (!same_bytes(trial, &result))
		return 0;
	rate = (double)result.bytes / result.seconds;
	if (rate > trial->choice->rate) {
		trial->choice->rate = rate;
		snprintf(trial->choice->name, sizeof(trial->choice->name), "%s",
		         result.kernel);
	}
	return trial->tried(trial->arg, trial->kernel, &result, err);
}

static int try_all(struct xnb_reference *reference, struct trial *trial,
                   struct xnb_error *err)
{
	const char *names[XNB_LIKWID_MOST_VARIANTS];
	const size_t n = xnb_likwid_variants(&reference->kernels, trial->kernel->likwid,
	                                     names, XNB_LIKWID_MOST_VARIANTS);
	char what[96];

	snprintf(trial->why, sizeof(trial->why), "likwid-bench has no kernel %s",
	         trial->kernel->likwid);
	for (size_t i = 0; i < TIMES * n; i++) {
		trial->order.kernel = names[i % n];
		if (try_one(trial, err))
			return -1;
	}
	if (trial->choice->name[0])
		return 0;
	snprintf(what, sizeof(what), "a reference for %s", trial->kernel->name);
	xnb_absent(trial->warnings, what, "%s", trial->why);
	return 0;
}

static struct xnb_reference_choice *find(struct xnb_reference *reference,
                                         const struct xnb_kernel *kernel,
                                         uint32_t threads)
{
	for (size_t i = 0; i < reference->n_choices; i++) {
		struct xnb_reference_choice *choice = &reference->choices[i];

		if (choice->kernel == kernel && choice->threads == threads)
			return choice;
	}
	return NULL;
}

static struct xnb_reference_choice *add(struct xnb_reference *reference,
                                        const struct xnb_reference_choice *choice,
                                        struct xnb_error *err)
{
	struct xnb_reference_choice *more =
	    xnb_grow(reference->choices, reference->n_choices, sizeof(*more), err);

	if (!more)
		return NULL;
	reference->choices = more;
	more[reference->n_choices] = *choice;
	return &more[reference->n_choices++];
}

int xnb_reference_choose(struct xnb_reference *reference, const struct xnb_kernel *kernel,
                         const struct xnb_likwid_order *order,
                         xnb_reference_tried_fn *tried, void *arg,
                         struct xnb_warnings *warnings,
                         const struct xnb_reference_choice **choice,
                         struct xnb_error *err)
{
	struct xnb_reference_choice new = {.kernel = kernel, .threads = order->n_cpus};
	struct trial trial = {.kernel = kernel,
	                      .order = *order,
	                      .tried = tried,
	                      .arg = arg,
	                      .choice = &new,
	                      .warnings = warnings};

	*choice = find(reference, kernel, order->n_cpus);
	if (*choice)
		return 0;
	if (try_all(reference, &trial, err))
		return -1;
	*choice = add(reference, &new, err);
	return *choice ? 0 : -1;
}
