/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/judge.h"

#include "bench/disturbed.h"
#include "bench/overlap.h"
#include "bench/plausible.h"

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

static enum xnb_judgement judge_without_result(uint32_t status, enum xnb_ending ending)
{
	switch (status) {
	case XNB_STATUS_UNSUPPORTED:
		return XNB_JUDGED_UNSUPPORTED;
	case XNB_STATUS_REFUSED:
		return XNB_JUDGED_REFUSED;
	case XNB_STATUS_ALONE:
		return XNB_JUDGED_NOT_RUN;
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
static bool claims_are_possible(const struct xnb_evidence *e, const struct xnb_job *done,
                                const struct xnb_job *ordered)
{
	uint64_t n = ((uint64_t)ordered->warmups + ordered->samples) * ordered->vcpus;

	return done->n_samples == n && n <= e->ring_entries &&
	       done->first_sample <= e->ring_entries - n;
}

/* What one repetition of a job is judged by. */
struct repetition {
	const struct xnb_evidence *evidence;
	const struct xnb_job *ordered;
	uint32_t job;
	const struct xnb_raw_sample *entries; /* one a member */
};

static struct repetition repetition_of(const struct xnb_evidence *e, uint32_t index,
                                       const struct xnb_job *ordered, uint32_t number)
{
	const uint64_t before = (uint64_t)number * ordered->vcpus;

	return (struct repetition){
	    .evidence = e,
	    .ordered = ordered,
	    .job = index,
	    .entries = e->ring + e->mailbox->jobs[index].first_sample + before,
	};
}

static bool entry_is_possible(const struct repetition *r, uint32_t member)
{
	const struct xnb_raw_sample *entry = &r->entries[member];

	return entry->job == r->job && entry->member == member &&
	       entry->end > entry->start;
}

static bool entries_are_possible(const struct repetition *r)
{
	for (uint32_t m = 0; m < r->ordered->vcpus; m++)
		if (!entry_is_possible(r, m))
			return false;
	return true;
}

static bool has_common_clock(const struct repetition *r, uint32_t first, uint32_t n)
{
	for (uint32_t m = first; m < first + n; m++)
		if (r->entries[m].start_ns == 0 ||
		    r->entries[m].end_ns <= r->entries[m].start_ns)
			return false;
	return true;
}

static struct xnb_overlap overlap_of_ticks(const struct repetition *r, uint32_t first,
                                           uint32_t n)
{
	struct xnb_overlap overlap = {0};

	for (uint32_t m = first; m < first + n; m++)
		xnb_overlap_add(&overlap, r->entries[m].start, r->entries[m].end);
	return overlap;
}

static struct xnb_overlap overlap_of_ns(const struct repetition *r, uint32_t first,
                                        uint32_t n)
{
	struct xnb_overlap overlap = {0};

	if (!has_common_clock(r, first, n))
		return overlap;
	for (uint32_t m = first; m < first + n; m++)
		xnb_overlap_add(&overlap, r->entries[m].start_ns, r->entries[m].end_ns);
	return overlap;
}

/*
 * Not the longest share: vCPUs that take turns on one pCPU read their starts one after
 * the other, and their bytes were not moved at the same time.
 */
static double seconds_of(const struct repetition *r, uint32_t first, uint32_t n)
{
	const uint64_t khz = r->evidence->limits.cpu_khz;
	struct xnb_overlap overlap;

	overlap = khz ? overlap_of_ticks(r, first, n) : overlap_of_ns(r, first, n);
	return (double)(overlap.last - overlap.first) / (khz ? (double)khz * 1e3 : 1e9);
}

static uint64_t done_by(const struct repetition *r, uint32_t first, uint32_t n)
{
	uint64_t done = 0;

	for (uint32_t m = first; m < first + n; m++)
		done += r->entries[m].done;
	return done;
}

static double most_seconds(const struct xnb_evidence *e)
{
	return 1.1 * (double)e->limits.wall_ns / 1e9;
}

static bool is_possible(const struct repetition *r, double seconds)
{
	if (seconds <= 0 || seconds > most_seconds(r->evidence))
		return false;
	for (uint32_t m = 0; m < r->ordered->vcpus; m++)
		if (!xnb_work_is_possible(r->ordered, m, &r->entries[m]))
			return false;
	return true;
}

static void judge_repetition(struct xnb_judged_job *out, uint32_t i,
                             const struct repetition *r)
{
	const uint32_t n = r->ordered->vcpus;
	struct xnb_overlap ticks, ns;

	out->implausible[i] = true;
	out->seconds[i] = out->overlap[i] = 0;
	out->done[i] = out->start_ns[i] = out->end_ns[i] = 0;
	out->disturbed[i] = 0;
	if (!entries_are_possible(r))
		return;
	ticks = overlap_of_ticks(r, 0, n);
	ns = overlap_of_ns(r, 0, n);
	out->seconds[i] = seconds_of(r, 0, n);
	out->implausible[i] = !is_possible(r, out->seconds[i]);
	out->overlap[i] = xnb_overlap_fraction(&ticks);
	out->done[i] = done_by(r, 0, n);
	out->start_ns[i] = ns.first;
	out->end_ns[i] = ns.last;
	out->disturbed[i] =
	    xnb_disturbed_bits(r->evidence, r->ordered, r->entries, out->overlap[i]);
}

/* All are seen before one is judged: the first may be the slow one. */
static int see_repetitions(const struct xnb_evidence *e, uint32_t index,
                           const struct xnb_job *ordered, uint32_t n,
                           struct xnb_error *err)
{
	for (uint32_t i = 0; e->calibrated && i < n; i++) {
		const struct repetition r = repetition_of(e, index, ordered, i);

		if (entries_are_possible(&r) &&
		    xnb_disturbed_see(e, ordered, r.entries, err))
			return -1;
	}
	return 0;
}

int xnb_judge_job(struct xnb_judged_job *out, const struct xnb_evidence *e,
                  uint32_t index, const struct xnb_job *ordered, struct xnb_error *err)
{
	const struct xnb_job *done = &e->mailbox->jobs[index];
	const uint64_t n = (uint64_t)ordered->warmups + ordered->samples;

	out->status = done->status;
	out->samples = 0;
	if (done->status != XNB_STATUS_DONE && done->status != XNB_STATUS_WRONG) {
		out->judgement = judge_without_result(done->status, e->ending);
		return 0;
	}
	out->judgement = XNB_JUDGED_IMPLAUSIBLE;
	if (!claims_are_possible(e, done, ordered) || n > XNB_MAX_REPETITIONS)
		return 0;
	out->judgement =
	    done->status == XNB_STATUS_WRONG ? XNB_JUDGED_WRONG : XNB_JUDGED_GOOD;
	out->samples = (uint32_t)n;
	if (see_repetitions(e, index, ordered, out->samples, err))
		return -1;
	for (uint32_t i = 0; i < out->samples; i++) {
		const struct repetition r = repetition_of(e, index, ordered, i);

		judge_repetition(out, i, &r);
	}
	return 0;
}

struct xnb_share xnb_judged_share(const struct xnb_evidence *e, uint32_t index,
                                  const struct xnb_job *ordered, uint32_t repetition,
                                  uint32_t first, uint32_t n)
{
	const struct repetition r = repetition_of(e, index, ordered, repetition);

	return (struct xnb_share){.seconds = seconds_of(&r, first, n),
	                          .done = done_by(&r, first, n)};
}

struct xnb_evidence xnb_evidence_of(const struct xnb_mailbox *copy,
                                    enum xnb_ending ending,
                                    const struct xnb_limits *limits)
{
	return (struct xnb_evidence){
	    .mailbox = copy,
	    .ring = (const void *)((const char *)copy + XNB_RING_OFFSET),
	    .ring_entries = XNB_RING_ENTRIES,
	    .ending = ending,
	    .limits = *limits,
	};
}

enum xnb_judgement xnb_judge_calls(uint64_t *ticks, const struct xnb_evidence *e,
                                   uint32_t index, const struct xnb_job *ordered)
{
	const struct xnb_job *done = &e->mailbox->jobs[index];
	double total = 0;

	if (done->status == XNB_STATUS_WRONG)
		return XNB_JUDGED_WRONG;
	if (done->status != XNB_STATUS_DONE)
		return judge_without_result(done->status, e->ending);
	if (!claims_are_possible(e, done, ordered))
		return XNB_JUDGED_IMPLAUSIBLE;
	for (uint32_t i = 0; i < ordered->warmups + ordered->samples; i++) {
		const struct repetition r = repetition_of(e, index, ordered, i);

		if (!entry_is_possible(&r, 0))
			return XNB_JUDGED_IMPLAUSIBLE;
		ticks[i] = r.entries[0].end - r.entries[0].start;
		total += (double)ticks[i];
	}
	return total <= most_seconds(e) * (double)e->limits.cpu_khz * 1e3
	           ? XNB_JUDGED_GOOD
	           : XNB_JUDGED_IMPLAUSIBLE;
}
