/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of jobs, one a file, and what they share. Adding one is a file, its number in
 * mailbox.h, and a line in the table of jobs.c.
 */
#ifndef XNB_WORKLOADS_JOB_KINDS_H
#define XNB_WORKLOADS_JOB_KINDS_H

#include "workloads/jobs.h"

#include <stdint.h>

struct xnb_job_handler {
	/*
	 * On vCPU 0, before anything runs: XNB_STATUS_DONE where the order can be carried
	 * out, else the status that says why not. What all kinds have in common has been
	 * judged already.
	 */
	uint32_t (*judge)(const struct xnb_runner *runner, const struct xnb_job *job);
	/* On each vCPU that takes part. Returns -1 when it was stopped. */
	int (*run)(struct xnb_runner *runner, uint32_t vcpu);
};

extern const struct xnb_job_handler xnb_job_kernel;
extern const struct xnb_job_handler xnb_job_chase;
extern const struct xnb_job_handler xnb_job_trap;
extern const struct xnb_job_handler xnb_job_hang;
extern const struct xnb_job_handler xnb_job_nonsense;
extern const struct xnb_job_handler xnb_job_idle;
extern const struct xnb_job_handler xnb_job_busy;
extern const struct xnb_job_handler xnb_job_hypercall;

/* Whether a trap was recorded, so that everybody has to stop. */
int xnb_runner_stopped(const struct xnb_runner *runner);

/* Barriers for every vCPU, and for those of the job at work; -1 when stopped. */
int xnb_wait_for_all(struct xnb_runner *runner);
int xnb_wait_for_team(struct xnb_runner *runner);

/* Shows dom0 a number, and all that was written before it. */
void xnb_publish(volatile uint32_t *word, uint32_t value);

/* Counts a step, on any vCPU; the `step` of a struct xnb_beat. */
void xnb_show_life(void *runner);

/* A phase of the job is over; counts on vCPU 0 only. */
void xnb_step(struct xnb_runner *runner, uint32_t vcpu);

/* The place of a sample of the job at work; the warm-ups are the first repetitions. */
struct xnb_raw_sample *xnb_sample_of(struct xnb_runner *runner, uint32_t repetition,
                                     uint32_t vcpu);

/* Warm-ups and samples. */
uint64_t xnb_repetitions(const struct xnb_job *job);

/*
 * All repetitions of the job at work: each begins behind a barrier of its vCPUs and calls
 * `what` between two readings of the clock. Returns -1 as soon as `what` does, or when
 * stopped.
 */
int xnb_repeat(struct xnb_runner *runner, uint32_t vcpu,
               int (*what)(struct xnb_runner *runner, void *state), void *state);

#endif
