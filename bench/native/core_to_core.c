/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a cache line takes from one CPU to another, for all pairs of one CPU per core,
 * or of those named: each pair is a team of its own, so that no other thread is awake
 * beside it. The line's memory is where the first of the two touches it.
 */
#include "bench/latency_common.h"
#include "bench/native/latencies.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"
#include "bench/native/trial.h"
#include "bench/warnings.h"

/* Some ms, beside which two readings of the clock are nothing. */
#define ROUND_TRIPS 20000u

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER,
     "of one transfer of a cache line: half a round trip"},
    XNB_NATIVE_TRIAL_METRICS,
    {NULL, NULL, XNB_EXACT, NULL},
};

static size_t pairs_of(size_t n)
{
	return n * (n - (n > 0)) / 2;
}

size_t xnb_choose_paired(size_t n, size_t chosen[XNB_MOST_PAIRED])
{
	size_t kept = n < XNB_MOST_PAIRED ? n : XNB_MOST_PAIRED;

	for (size_t i = 0; i < kept; i++)
		chosen[i] = i * n / kept;
	return kept;
}
_Static_assert(XNB_MOST_PAIRED *(XNB_MOST_PAIRED - 1) / 2 == XNB_MOST_PAIRS,
               "all pairs of so many CPUs");

/* Those named, else one of each core of the host. */
static size_t candidates(const struct xnb_native *native, uint32_t cpus[])
{
	const struct xnb_native_settings *s = native->settings;
	size_t n = s->n_cpus;

	for (size_t i = 0; i < n; i++)
		cpus[i] = s->cpus[i];
	for (; !s->n_cpus && n < native->cpus.n_cores && n < XNB_NATIVE_MOST_TEAM; n++)
		cpus[n] = native->cpus.cpus[n].id;
	return n;
}

static int measure(struct xnb_native_trial *trial, struct xnb_error *err)
{
	const struct xnb_amounts *amounts = &trial->session->amounts;
	struct xnb_measure m = {
	    .job = {.kind = XNB_JOB_PINGPONG,
	            .vcpus = 2,
	            .bytes = trial->shape.bytes,
	            .iterations = ROUND_TRIPS,
	            .samples = amounts->samples,
	            .warmups = amounts->warmups},
	    .item = XNB_ITEM_TRANSFER,
	    .useful = ROUND_TRIPS,
	    .figures = {{.metric = "latency",
	                 .unit = "ns",
	                 .amount = 2.0 * ROUND_TRIPS,
	                 .per_amount = true}},
	    .n_figures = 1,
	};

	if (xnb_params_set_u64(&m.params, "from", trial->shape.cpus[0], err) ||
	    xnb_params_set_u64(&m.params, "to", trial->shape.cpus[1], err))
		return -1;
	return xnb_native_trial_measure(trial, &m, 0, err);
}

static int run_pair(struct xnb_session *session, const struct xnb_unit *unit,
                    uint32_t from, uint32_t to, struct xnb_error *err)
{
	const uint32_t pair[] = {from, to};
	const struct xnb_native_shape shape = {
	    .bytes = 4096, .page = XNB_NATIVE_PAGE_4K, .threads = 2, .cpus = pair};
	struct xnb_native_trial trial;
	int result = xnb_native_trial_begin(&trial, session, unit, &shape, err);

	if (!result && !trial.lacks)
		result = measure(&trial, err);
	return xnb_native_trial_end(&trial, result, err);
}

static void tell_left_out(struct xnb_session *session, size_t n, size_t kept)
{
	if (kept < n)
		xnb_warn(session->warnings,
		         "core-to-core: %zu of %zu pairs are measured, those of %zu CPUs "
		         "spread evenly over %zu; name others with --cpus",
		         pairs_of(kept), pairs_of(n), kept, n);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	uint32_t cpus[XNB_NATIVE_MOST_TEAM];
	size_t n = candidates(session->native, cpus), chosen[XNB_MOST_PAIRED];
	size_t kept = xnb_choose_paired(n, chosen);

	if (kept < 2) {
		xnb_absent(session->warnings, "core-to-core",
		           "it takes two CPUs of different cores, or two named with "
		           "--cpus, and this run has one");
		return 0;
	}
	tell_left_out(session, n, kept);
	for (size_t i = 0; i < kept; i++)
		for (size_t j = i + 1; j < kept; j++)
			if (run_pair(session, unit, cpus[chosen[i]], cpus[chosen[j]],
			             err))
				return -1;
	return 0;
}

const struct xnb_experiment xnb_native_core_to_core = {
    .name = "core-to-core",
    .summary = "nanoseconds that a cache line takes from one core to another",
    .metrics = metrics,
    .timed = true,
    .run = run,
};
