/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be believed of the results that a domain left in its mailbox. The guest is not
 * trusted: everything is judged on one copy, each number is checked against what was
 * ordered, and what cannot be is said to be implausible.
 */
#ifndef XNB_BENCH_JUDGE_H
#define XNB_BENCH_JUDGE_H

#include "workloads/mailbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a domain ended, as dom0 saw it. */
enum xnb_ending {
	XNB_ENDING_FINISHED,
	XNB_ENDING_HUNG,    /* no progress; the watchdog stopped it */
	XNB_ENDING_CRASHED, /* an exception, a triple fault, or it stopped too early */
	XNB_ENDING_REFUSED, /* the payload found the mailbox to make no sense */
	XNB_ENDING_STOPPED, /* by dom0, for another domain of its group had failed */
};

enum xnb_judgement {
	XNB_JUDGED_GOOD,
	XNB_JUDGED_WRONG,       /* measured, but the result was verified as wrong */
	XNB_JUDGED_IMPLAUSIBLE, /* numbers that cannot be */
	XNB_JUDGED_UNSUPPORTED, /* the CPU lacks the ISA */
	XNB_JUDGED_REFUSED,     /* the payload found the order to make no sense */
	XNB_JUDGED_HUNG,        /* in flight when the domain hung */
	XNB_JUDGED_CRASHED,     /* in flight when the domain crashed */
	XNB_JUDGED_NOT_RUN,     /* its turn never came, or it was stopped in flight */
};

/* The flag of samples.csv for each; "" for XNB_JUDGED_GOOD. */
extern const char *const xnb_judgement_flags[];

/* What the host can do at most, for bounds that no true figure exceeds. */
struct xnb_limits {
	uint64_t cpu_khz; /* of the TSC */
	uint64_t wall_ns; /* from the start of the domain to the last look, by dom0 */
};

#define XNB_MAX_SAMPLES     256u /* of one job */
#define XNB_MAX_WARMUPS     64u  /* before them */
#define XNB_MAX_REPETITIONS (XNB_MAX_SAMPLES + XNB_MAX_WARMUPS)

struct xnb_judged_job {
	enum xnb_judgement judgement;
	uint32_t status;  /* as the domain left it */
	uint32_t samples; /* repetitions with a time, warm-ups first; 0 unless measured */
	double seconds[XNB_MAX_REPETITIONS];   /* first start to last end */
	bool implausible[XNB_MAX_REPETITIONS]; /* this one repetition cannot be */
};

/*
 * Judges job `index` of `copy`, a copy of the whole mailbox (XNB_MAILBOX_BYTES), against
 * `ordered`, the job as it was given. `useful` is the bytes that one repetition moves on
 * one vCPU, or its loads, or the ticks that it was to compute or to sleep for: a vCPU
 * that moved more than 512 B, or made more than one dependent load, in a cycle at twice
 * the TSC's rate was not timed truly, nor was one that computed or slept for less than
 * ordered (for a sleep less 20 %: it goes by another clock). A repetition also cannot
 * last longer than the domain lived; a tenth more is forgiven, because the TSC and the
 * clock of dom0 are two clocks.
 *
 * A repetition lasts from the first vCPU's start to the last one's end: all vCPUs of a
 * domain read the host's TSC with one offset (TSC mode 2).
 */
void xnb_judge_job(struct xnb_judged_job *out, const struct xnb_mailbox *copy,
                   uint32_t index, const struct xnb_job *ordered, enum xnb_ending ending,
                   uint64_t useful, const struct xnb_limits *limits);

/*
 * The same for timed hypercalls (XNB_JOB_HYPERCALL), of which each sample is a call: as
 * many as the ring has room for. ticks[warmups + samples] gets the TSC's ticks of each;
 * they say nothing unless XNB_JUDGED_GOOD is returned. The bound by the domain's life is
 * that of all calls together.
 */
enum xnb_judgement xnb_judge_calls(uint64_t *ticks, const struct xnb_mailbox *copy,
                                   uint32_t index, const struct xnb_job *ordered,
                                   enum xnb_ending ending,
                                   const struct xnb_limits *limits);

#endif
