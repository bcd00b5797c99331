/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The payload's job runner, natively: a thread for each vCPU, memory for the mailbox, and
 * sched_yield() for the hypercall. */
#ifndef XNB_TESTS_UNIT_JOB_MACHINE_H
#define XNB_TESTS_UNIT_JOB_MACHINE_H

#include "workloads/jobs.h"

#define KIB          1024u
#define BUFFER_BYTES (512 * KIB)
#define MOST_VCPUS   5

struct machine {
	struct xnb_runner *runner;
	struct xnb_mailbox *mailbox;
};

/* With a buffer of BUFFER_BYTES, or of `bytes`; without a clock or a hypervisor. */
struct machine new_machine(uint32_t vcpus);
struct machine new_machine_of(uint32_t vcpus, uint64_t bytes);
void free_machine(struct machine *machine);

struct vcpu {
	struct xnb_runner *runner;
	uint32_t number;
	int result;
};
/* A thread's: runs as this vCPU. */
void *vcpu_main(void *vcpu);

/* Starts all vCPUs and waits for them; the sum of their results. */
int run_machine(struct machine *machine);

/* CLOCK_MONOTONIC: a `now_ns`. */
uint64_t clock_ns(uint32_t vcpu);

/* Good orders over the whole buffer: 2 passes, 3 samples and a warm-up of the best code
 * for a kernel; 5003 loads, 4 samples and 2 warm-ups. */
struct xnb_job kernel_job(uint32_t kernel, uint32_t vcpus);
struct xnb_job chase_job(uint64_t window);

uint32_t kernel_index(const char *name);

void add_job(struct machine *machine, struct xnb_job job);

/* A job that was done, and whose first entry of the ring is `first`. */
void check_samples(const struct machine *machine, uint32_t index, uint32_t first);

/* What becomes of an order on a machine of two vCPUs with a clock; a good one follows and
 * is carried out. */
void check_order(struct xnb_job job, uint32_t status);

/* The same of a good order in which one thing is changed. */
#define CHECK_ORDER(good, wanted, ...)      \
	do {                                \
		struct xnb_job job = good;  \
		__VA_ARGS__;                \
		check_order(job, (wanted)); \
	} while (0)

#endif
