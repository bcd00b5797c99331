/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/judge.h"

const char *const xnb_judgement_flags[] = {
    [XNB_JUDGED_GOOD] = "",
    [XNB_JUDGED_WRONG] = "wrong-result",
    [XNB_JUDGED_IMPLAUSIBLE] = "implausible",
    [XNB_JUDGED_UNSUPPORTED] = "unsupported",
    [XNB_JUDGED_REFUSED] = "refused",
    [XNB_JUDGED_HUNG] = "hung",
    [XNB_JUDGED_CRASHED] = "crashed",
    [XNB_JUDGED_NOT_RUN] = "not-run",
};

/* Two loads and two stores of 64 B a cycle, doubled; and cores up to twice the TSC. */
#define MOST_BYTES_PER_TICK 512.0
#define MOST_LOADS_PER_TICK 2.0

static double most_per_tick(uint32_t kind)
{
	static const double most[] = {
	    [XNB_JOB_CHASE] = MOST_LOADS_PER_TICK,
	    [XNB_JOB_BUSY] = 1.0,
	    [XNB_JOB_IDLE] = 1.25,
	};

	if (kind < sizeof(most) / sizeof(most[0]) && most[kind] > 0)
		return most[kind];
	return MOST_BYTES_PER_TICK;
}

static enum xnb_judgement judge_without_result(uint32_t status, enum xnb_ending ending)
{
	switch (status) {
	case XNB_STATUS_UNSUPPORTED:
		return XNB_JUDGED_UNSUPPORTED;
	case XNB_STATUS_REFUSED:
		return XNB_JUDGED_REFUSED;
	case XNB_STATUS_RUNNING:
		if (ending == XNB_ENDING_HUNG)
			return XNB_JUDGED_HUNG;
		if (ending == XNB_ENDING_STOPPED)
			return XNB_JUDGED_NOT_RUN;
		return ending == XNB_ENDING_CRASHED ? XNB_JUDGED_CRASHED
		                                    : XNB_JUDGED_IMPLAUSIBLE;
	case XNB_STATUS_PENDING:
		return ending == XNB_ENDING_FINISHED ? XNB_JUDGED_IMPLAUSIBLE
		                                     : XNB_JUDGED_NOT_RUN;
	default:
		return XNB_JUDGED_IMPLAUSIBLE;
	}
}

/* The entries that the job claims lie in the ring and are as many as were ordered. */
static bool claims_are_possible(const struct xnb_job *done, const struct xnb_job *ordered)
{
	uint64_t n = ((uint64_t)ordered->warmups + ordered->samples) * ordered->vcpus;

	return done->n_samples == n && n <= XNB_RING_ENTRIES &&
	       done->first_sample <= XNB_RING_ENTRIES - n;
}

static bool entry_is_possible(const struct xnb_raw_sample *entry, uint32_t job,
                              uint32_t vcpu)
{
	return entry->job == job && entry->member == vcpu && entry->end > entry->start;
}

/*
 * Ticks from the first start to the last end of one repetition; 0 where an entry cannot
 * be. Not the longest share: vCPUs that take turns on one pCPU read their starts one
 * after the other, and their bytes were not moved at the same time.
 */
static uint64_t elapsed(const struct xnb_raw_sample *entries, uint32_t job,
                        uint32_t vcpus)
{
	uint64_t first = UINT64_MAX, last = 0;

	for (uint32_t v = 0; v < vcpus; v++) {
		if (!entry_is_possible(&entries[v], job, v))
			return 0;
		if (entries[v].start < first)
			first = entries[v].start;
		if (entries[v].end > last)
			last = entries[v].end;
	}
	return last - first;
}

static double most_seconds(const struct xnb_limits *limits)
{
	return 1.1 * (double)limits->wall_ns / 1e9;
}

static bool time_is_possible(uint64_t ticks, double seconds, uint64_t useful,
                             uint32_t kind, const struct xnb_limits *limits)
{
	return ticks > 0 && (double)useful / (double)ticks <= most_per_tick(kind) &&
	       seconds <= most_seconds(limits);
}

void xnb_judge_job(struct xnb_judged_job *out, const struct xnb_mailbox *copy,
                   uint32_t index, const struct xnb_job *ordered, enum xnb_ending ending,
                   uint64_t useful, const struct xnb_limits *limits)
{
	const struct xnb_raw_sample *ring =
	    (const void *)((const char *)copy + XNB_RING_OFFSET);
	const struct xnb_job *done = &copy->jobs[index];
	double hz = (double)limits->cpu_khz * 1e3;

	out->status = done->status;
	out->samples = 0;
	if (done->status != XNB_STATUS_DONE && done->status != XNB_STATUS_WRONG) {
		out->judgement = judge_without_result(done->status, ending);
		return;
	}
	if (!claims_are_possible(done, ordered) || hz <= 0 ||
	    (uint64_t)ordered->warmups + ordered->samples > XNB_MAX_REPETITIONS) {
		out->judgement = XNB_JUDGED_IMPLAUSIBLE;
		return;
	}
	out->judgement =
	    done->status == XNB_STATUS_WRONG ? XNB_JUDGED_WRONG : XNB_JUDGED_GOOD;
	out->samples = ordered->warmups + ordered->samples;
	for (uint32_t s = 0; s < out->samples; s++) {
		uint64_t ticks = elapsed(ring + done->first_sample + s * ordered->vcpus,
		                         index, ordered->vcpus);

		out->seconds[s] = (double)ticks / hz;
		out->implausible[s] = !time_is_possible(ticks, out->seconds[s], useful,
		                                        ordered->kind, limits);
	}
}

enum xnb_judgement xnb_judge_calls(uint64_t *ticks, const struct xnb_mailbox *copy,
                                   uint32_t index, const struct xnb_job *ordered,
                                   enum xnb_ending ending,
                                   const struct xnb_limits *limits)
{
	const struct xnb_raw_sample *ring =
	    (const void *)((const char *)copy + XNB_RING_OFFSET);
	const struct xnb_job *done = &copy->jobs[index];
	double total = 0;

	if (done->status == XNB_STATUS_WRONG)
		return XNB_JUDGED_WRONG;
	if (done->status != XNB_STATUS_DONE)
		return judge_without_result(done->status, ending);
	if (!claims_are_possible(done, ordered))
		return XNB_JUDGED_IMPLAUSIBLE;
	for (uint32_t i = 0; i < ordered->warmups + ordered->samples; i++) {
		const struct xnb_raw_sample *entry = &ring[done->first_sample + i];

		if (!entry_is_possible(entry, index, 0))
			return XNB_JUDGED_IMPLAUSIBLE;
		ticks[i] = entry->end - entry->start;
		total += (double)ticks[i];
	}
	return total <= most_seconds(limits) * (double)limits->cpu_khz * 1e3
	           ? XNB_JUDGED_GOOD
	           : XNB_JUDGED_IMPLAUSIBLE;
}
