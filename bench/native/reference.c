/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The experiment `reference`: for each kernel and number of threads a pair a round. */
#include "bench/native/reference.h"

#include "bench/native/counters_samples.h"
#include "bench/native/kernel_job.h"
#include "bench/native/reference_pair.h"
#include "bench/native/reference_table.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"

#include <math.h>
#include <stdio.h>

/* How long theirs, and so ours, is to be timed; and for how many passes it is tried. */
#define TIMED_SECONDS 1.0
enum { TRIED_PASSES = 4, LEAST_PASSES = 4, MOST_PASSES = 100000 };

/* Passes in which theirs takes TIMED_SECONDS. */
static uint64_t passes_for(const struct xnb_reference_pair *pair)
{
	const struct xnb_kernel *k = pair->kernel;
	const double elements = (double)pair->session->amounts.memory_bytes /
	                        (double)(k->streams * sizeof(double)),
	             bytes = elements * (k->bytes_read + k->bytes_written),
	             passes = ceil(TIMED_SECONDS * pair->choice->rate / bytes);

	if (passes <= LEAST_PASSES)
		return LEAST_PASSES;
	return passes >= MOST_PASSES ? MOST_PASSES : (uint64_t)passes;
}

static int run_kernel(struct xnb_session *session, const struct xnb_unit *unit,
                      const struct xnb_kernel *kernel, uint32_t threads,
                      struct xnb_error *err)
{
	struct xnb_reference_pair pair = {
	    .session = session, .unit = unit, .kernel = kernel, .threads = threads};
	struct xnb_likwid_order order;

	if (xnb_native_team_cpus_of(session->native, unit->cpu_node, threads, pair.cpus,
	                            err))
		return -1;
	order = xnb_reference_order(&pair, TRIED_PASSES);
	if (xnb_reference_choose(&session->native->reference, kernel, &order,
	                         xnb_reference_tried, &pair, session->warnings,
	                         &pair.choice, err))
		return -1;
	if (!pair.choice->name[0])
		return 0;
	pair.passes = passes_for(&pair);
	return xnb_reference_pair_measure(&pair, err);
}

/* What the question is about; others that have a counterpart only where they are named.
 */
static const char *const usual[] = {"load",    "copy",     "triad",    "store",
                                    "copy-nt", "triad-nt", "store-nt", NULL};

static int run_threads(struct xnb_session *session, const struct xnb_unit *unit,
                       uint32_t threads, struct xnb_error *err)
{
	for (uint32_t i = 0; i < xnb_n_kernels; i++) {
		const struct xnb_kernel *kernel = &xnb_kernels[i];

		if (!kernel->likwid || !xnb_native_runs_kernel(session, kernel, usual))
			continue;
		if (run_kernel(session, unit, kernel, threads, err))
			return -1;
	}
	return 0;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const uint32_t most = xnb_native_most_threads(session->native, unit->cpu_node);

	if (!xnb_reference_is_there(&session->native->reference, session->warnings))
		return 0;
	xnb_absent(
	    session->warnings, "the node of likwid-bench's pages",
	    "it does not tell it, and its memory is gone when it ends; each of its "
	    "threads first touches its own part, on a CPU of ours");
	if (run_threads(session, unit, 1, err))
		return -1;
	return most > 1 ? run_threads(session, unit, most, err) : 0;
}

static const struct xnb_metric metrics[] = {
    {"bandwidth", "B/s", XNB_HIGHER_IS_BETTER, "useful bytes, as STREAM counts them"},
    {"bus-bandwidth", "B/s", XNB_HIGHER_IS_BETTER,
     "with the lines that ordinary stores read first (write-allocate)"},
    {"share", "ratio", XNB_HIGHER_IS_BETTER,
     "our bandwidth / that of likwid-bench, in pairs"},
    {"huge-pages", "1", XNB_NOT_JUDGED,
     "part of the buffer that lies in pages of 2 MiB or more"},
    {"locality", "1", XNB_EXACT, "pages on A / pages of the buffer"},
    XNB_COUNTED_METRICS,
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

const struct xnb_experiment xnb_native_reference = {
    .name = "reference",
    .summary = "our kernels beside those of likwid-bench, in pairs, at 1 and all threads",
    .metrics = metrics,
    .timed = true,
    .run = run,
};

void xnb_reference_conclude(const char *dir, bool means, struct xnb_warnings *warnings)
{
	struct xnb_reference_table table = {0};
	struct xnb_buf text = {0};
	struct xnb_error err;

	if (xnb_reference_read(&table, dir, &err))
		xnb_warn(warnings, "%s", err.text);
	xnb_reference_print(&table, means, &text);
	fputs(xnb_buf_text(&text), stdout);
	fflush(stdout);
	xnb_buf_free(&text);
	xnb_reference_free(&table);
}
