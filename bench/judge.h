/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be believed of the results that a domain, or a team of threads, left in its
 * mailbox. The guest is not trusted: everything is judged on one copy, each number is
 * checked against what was ordered, and what cannot be is said to be implausible.
 */
#ifndef XNB_BENCH_JUDGE_H
#define XNB_BENCH_JUDGE_H

#include "base/error.h"
#include "bench/calibrated.h"
#include "workloads/mailbox.h"
#include "workloads/noise.h"

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
	XNB_JUDGED_NOT_RUN, /* its turn never came, nobody let it go, or it was stopped
	                       in flight */
};

/* The flag of samples.csv for each; "" for XNB_JUDGED_GOOD. */
extern const char *const xnb_judgement_flags[];

/* What the host can do at most, for bounds that no true figure exceeds. */
struct xnb_limits {
	/* Of the TSC; 0: not known, and seconds are those of the common clock, which then
	 * has to be there. */
	uint64_t cpu_khz;
	uint64_t wall_ns; /* from the start of the domain to the last look, by dom0 */
};

/* What is judged. */
struct xnb_evidence {
	/* Of a domain one copy of what it left, taken once: it may write at any time. */
	const struct xnb_mailbox *mailbox;
	const struct xnb_raw_sample *ring;
	uint32_t ring_entries;
	enum xnb_ending ending;
	struct xnb_limits limits;
	/* What the run has seen of its CPUs; NULL: no noise is looked for, as where all
	 * timings are emulated. */
	struct xnb_calibrated *calibrated;
	/* The CPU of each vCPU; NULL: not known, each is its own. */
	const uint32_t *cpus;
};

/* That of a domain, whose ring is in the copy, XNB_MAILBOX_BYTES; no look for noise. */
struct xnb_evidence xnb_evidence_of(const struct xnb_mailbox *copy,
                                    enum xnb_ending ending,
                                    const struct xnb_limits *limits);

#define XNB_MAX_SAMPLES     256u /* of one job */
#define XNB_MAX_WARMUPS     64u  /* before them */
#define XNB_MAX_REPETITIONS (XNB_MAX_SAMPLES + XNB_MAX_WARMUPS)

/* What disturbed a repetition: the bits of enum xnb_noise (workloads/noise.h), and more.
 * Of any of the vCPUs; they mark a sample, which counts all the same. */
enum {
	XNB_DISTURBED_CLOCK = 16,     /* the CPU's clock was slower than at its best */
	XNB_DISTURBED_NEIGHBOUR = 32, /* somebody else was at work on the core */
	XNB_DISTURBED_OVERLAP = 64,   /* all at work in less than 0.95 of the time */
	/* Not judged here: counters disagree with the bytes claimed (counted-bytes) */
	XNB_DISTURBED_COUNTED = 128,
};
#define XNB_LEAST_OVERLAP 0.95

/* Room for the words of all of them. */
#define XNB_DISTURBED_TEXT 96

struct xnb_judged_job {
	enum xnb_judgement judgement;
	uint32_t status;  /* as the domain left it */
	uint32_t samples; /* repetitions with a time, warm-ups first; 0 unless measured */
	double seconds[XNB_MAX_REPETITIONS];   /* first start to last end; 0: cannot be */
	bool implausible[XNB_MAX_REPETITIONS]; /* this one repetition cannot be */
	double overlap[XNB_MAX_REPETITIONS];   /* bench/overlap.h; 1 for a single vCPU */
	uint64_t done[XNB_MAX_REPETITIONS];    /* by all vCPUs together: struct xnb_job */
	/* First start and last end on the common clock; 0, 0: not known. */
	uint64_t start_ns[XNB_MAX_REPETITIONS];
	uint64_t end_ns[XNB_MAX_REPETITIONS];
	uint32_t disturbed[XNB_MAX_REPETITIONS]; /* bits */
};

/*
 * Judges job `index` against `ordered`, the job as it was given. What one vCPU did must
 * be possible (bench/plausible.h). A repetition cannot last longer than the domain lived;
 * a tenth more is forgiven, because the TSC and the clock of dom0 are two clocks.
 *
 * A repetition lasts from the first vCPU's start to the last one's end: all vCPUs of a
 * domain read the host's TSC with one offset (TSC mode 2). Times on the common clock that
 * run backwards are not known.
 *
 * -1 only without memory for `calibrated`.
 */
int xnb_judge_job(struct xnb_judged_job *out, const struct xnb_evidence *evidence,
                  uint32_t index, const struct xnb_job *ordered, struct xnb_error *err);

/*
 * The part of members `first` to first + n - 1 of the team in one repetition: of a job
 * that was measured (out->samples), and a repetition that is not implausible. So the
 * chase and the injectors of XNB_JOB_LOADED are told apart.
 */
struct xnb_share {
	double seconds; /* from the first start to the last end of these */
	uint64_t done;
};
struct xnb_share xnb_judged_share(const struct xnb_evidence *evidence, uint32_t index,
                                  const struct xnb_job *ordered, uint32_t repetition,
                                  uint32_t first, uint32_t n);

/* The flags of samples.csv for bits of `disturbed`: "clock;neighbour", or "". */
void xnb_disturbed_text(uint32_t disturbed, char text[XNB_DISTURBED_TEXT]);

/*
 * The same for timed hypercalls (XNB_JOB_HYPERCALL), of which each sample is a call: as
 * many as the ring has room for. ticks[warmups + samples] gets the TSC's ticks of each;
 * they say nothing unless XNB_JUDGED_GOOD is returned. The bound by the domain's life is
 * that of all calls together.
 */
enum xnb_judgement xnb_judge_calls(uint64_t *ticks, const struct xnb_evidence *evidence,
                                   uint32_t index, const struct xnb_job *ordered);

#endif
