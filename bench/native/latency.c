/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Idle latency: one thread of a node chases alone, over everything and window by window,
 * in small pages and in huge ones, of which each is a series of its own: they differ by
 * the misses of the TLB.
 */
#include "bench/latency_common.h"
#include "bench/native/chase_job.h"
#include "bench/native/latencies.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"
#include "bench/native/trial.h"

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER, "of one dependent load"},
    XNB_NATIVE_TRIAL_METRICS,
    {NULL, NULL, XNB_EXACT, NULL},
};

static int run_page(struct xnb_session *session, const struct xnb_unit *unit,
                    enum xnb_native_page page, struct xnb_error *err)
{
	const uint64_t bytes = session->amounts.memory_bytes;
	const struct xnb_native_shape shape = {
	    .bytes = bytes, .page = page, .threads = 1};
	struct xnb_native_trial trial;
	int result = xnb_native_trial_begin(&trial, session, unit, &shape, err);

	if (!result && !trial.lacks &&
	    (xnb_native_chase_run(&trial, bytes, 0, err) ||
	     xnb_native_chase_run(&trial, bytes, XNB_TLB_WINDOW, err)))
		result = -1;
	return xnb_native_trial_end(&trial, result, err);
}

/* Page sizes differ by the misses of the TLB, which is what latency is asked for. */
static const enum xnb_native_page usual[] = {XNB_NATIVE_PAGE_4K, XNB_NATIVE_PAGE_THP,
                                             XNB_NATIVE_PAGE_2M};

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const struct xnb_native_settings *s = session->native->settings;
	const enum xnb_native_page *pages = s->pages_chosen ? s->pages : usual;
	size_t n = s->pages_chosen ? s->n_pages : sizeof(usual) / sizeof(usual[0]);

	if (xnb_chase_fits("latency", session->amounts.memory_bytes, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (run_page(session, unit, pages[i], err))
			return -1;
	return 0;
}

const struct xnb_experiment xnb_native_latency = {
    .name = "latency",
    .summary = "nanoseconds of a dependent load, where nothing else runs",
    .metrics = metrics,
    .by_scenario = true,
    .applies = xnb_native_is_pair,
    .timed = true,
    .matrix = true,
    .run = run,
};
