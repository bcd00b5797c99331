/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of jobs, one a file, and what they share. Adding one is a file, its number in
 * mailbox.h, and a line in the table of jobs.c. "Member" is defined in mailbox.h.
 */
#ifndef XNB_WORKLOADS_JOB_KINDS_H
#define XNB_WORKLOADS_JOB_KINDS_H

#include "workloads/jobs.h"

#include <stdint.h>

/* Whether a kind of job knows `duration_ns`. */
enum xnb_timing { XNB_NEVER_TIMED, XNB_MAY_BE_TIMED, XNB_ALWAYS_TIMED };

struct xnb_job_handler {
	/*
	 * On vCPU 0, before anything runs: XNB_STATUS_DONE where the order can be carried
	 * out, else the status that says why not. What all kinds have in common has been
	 * judged already.
	 */
	uint32_t (*judge)(const struct xnb_runner *runner, const struct xnb_job *job);
	/* On each member. Returns -1 when it was stopped. */
	int (*run)(struct xnb_runner *runner, uint32_t member);
	enum xnb_timing timing;
	int injects; /* 1: it knows delays */
};

extern const struct xnb_job_handler xnb_job_kernel;
extern const struct xnb_job_handler xnb_job_chase;
extern const struct xnb_job_handler xnb_job_trap;
extern const struct xnb_job_handler xnb_job_hang;
extern const struct xnb_job_handler xnb_job_nonsense;
extern const struct xnb_job_handler xnb_job_idle;
extern const struct xnb_job_handler xnb_job_busy;
extern const struct xnb_job_handler xnb_job_hypercall;
extern const struct xnb_job_handler xnb_job_inject;
extern const struct xnb_job_handler xnb_job_loaded;
extern const struct xnb_job_handler xnb_job_pingpong;

/* Whether a trap was recorded, so that everybody has to stop. */
int xnb_runner_stopped(const struct xnb_runner *runner);

/* Barriers for every vCPU, and for those of the job at work; -1 when stopped. */
int xnb_wait_for_all(struct xnb_runner *runner);
int xnb_wait_for_team(struct xnb_runner *runner);

/* Shows dom0 a number, and all that was written before it. */
void xnb_publish(volatile uint32_t *word, uint32_t value);

/* Counts a step, on any vCPU; the `step` of a struct xnb_beat. */
void xnb_show_life(void *runner);

/* A phase of the job is over; counts on the first member only. */
void xnb_step(struct xnb_runner *runner, uint32_t member);

/* The place of a sample of the job at work; the warm-ups are the first repetitions. */
struct xnb_raw_sample *xnb_sample_of(struct xnb_runner *runner, uint32_t repetition,
                                     uint32_t member);

/* Warm-ups and samples. */
uint64_t xnb_repetitions(const struct xnb_job *job);

/* One repetition of one member. */
struct xnb_turn {
	uint32_t member, vcpu;
	uint32_t number; /* warm-ups are the first */
	uint64_t done;   /* so far, from 0; `timed` adds to it */
};

/* What a kind does in a repetition. Both return -1 when stopped. */
struct xnb_work {
	/* Between two readings of the clock. */
	int (*timed)(struct xnb_runner *runner, struct xnb_turn *turn, void *state);
	/* Behind that, when all members are through with it; or NULL. Of timed jobs. */
	int (*rest)(struct xnb_runner *runner, struct xnb_turn *turn, void *state);
};

/*
 * All repetitions of the job at work, as mailbox.h says: its members begin together, at a
 * rendezvous where one is ordered; observed, and calibrated between two. Returns -1 when
 * stopped. Without any repetition when nobody came to the rendezvous: then the runner's
 * status is XNB_STATUS_ALONE.
 */
int xnb_repeat(struct xnb_runner *runner, uint32_t member, const struct xnb_work *work,
               void *state);

/* Whether a timed repetition has lasted for as long as ordered, or has to stop. */
int xnb_turn_is_over(const struct xnb_runner *runner, const struct xnb_turn *turn);

#endif
