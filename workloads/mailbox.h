/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract between dom0 and the payload in a bare PVH domain: where things lie in the
 * domain's memory, the orders that dom0 leaves there before the first instruction, and
 * the results that it reads back. Shared by the freestanding payload and by bench/, so it
 * includes nothing but <stdint.h>.
 *
 * A domain runs its whole list of jobs once, from the first to the last, and then halts
 * every vCPU with interrupts off, which Xen reports as a power-off. Nothing waits for
 * orders: an idle vCPU would have to spin. dom0 follows the progress in `job_at` and
 * `sample_at`, and destroys a domain in which they stand still.
 */
#ifndef XNB_WORKLOADS_MAILBOX_H
#define XNB_WORKLOADS_MAILBOX_H

#include <stdint.h>

/*
 * Guest-physical layout, identity mapped. All of it lies in the first 2 MiB extent; the
 * buffers of the workloads begin behind it.
 */
#define XNB_GPA_PAGE_TABLES 0x00010000ull /* dom0 writes them: PML4, PDPT, then PDs */
#define XNB_GPA_PAYLOAD     0x00100000ull /* the flat image, entry at its first byte */
#define XNB_GPA_MAILBOX     0x00180000ull /* struct xnb_mailbox, then the sample ring */
#define XNB_GPA_BUFFER      0x00200000ull /* first byte that a workload may use */

/* vCPUs that a payload has stacks for. */
#define XNB_MAX_VCPUS 64u
#define XNB_MAX_JOBS  64u

#define XNB_MAILBOX_MAGIC   0x786e626d61696c31ull /* "xnbmail1" */
#define XNB_MAILBOX_VERSION 1u

enum xnb_job_kind {
	XNB_JOB_KERNEL = 1,   /* a streaming kernel of kernels.h on every vCPU's share */
	XNB_JOB_CHASE = 2,    /* a dependent pointer chase on vCPU 0 */
	XNB_JOB_TRAP = 3,     /* test: raises #UD, to show that a crash is a message */
	XNB_JOB_HANG = 4,     /* test: spins for ever, to show that the watchdog works */
	XNB_JOB_NONSENSE = 5, /* test: returns results that cannot be true */
};

enum xnb_job_status {
	XNB_STATUS_PENDING = 0,
	XNB_STATUS_RUNNING = 1,
	XNB_STATUS_DONE = 2,
	XNB_STATUS_WRONG = 3,       /* the kernel's result was not what it must be */
	XNB_STATUS_UNSUPPORTED = 4, /* no such kernel, or the CPU lacks the ISA */
};

/* An order, and what became of it. */
struct xnb_job {
	/* set by dom0 */
	uint32_t kind;   /* enum xnb_job_kind */
	uint32_t kernel; /* index into the kernels' table (XNB_JOB_KERNEL) */
	uint32_t isa;    /* enum xnb_isa: the exact one to use */
	uint32_t vcpus;  /* 1 .. mailbox.vcpus take part */
	uint64_t bytes;  /* of all streams of all vCPUs together, from XNB_GPA_BUFFER */
	uint64_t
	    iterations;   /* passes over the data (kernel), loads (chase), per sample */
	uint32_t samples; /* repetitions, each one entry of the sample ring per vCPU */
	uint32_t warmups; /* repetitions before those, not recorded */
	uint64_t window;  /* bytes of a chase's TLB-friendly window; 0: over everything */
	uint64_t seed;    /* of the permutation of a chase */
	/* set by the payload */
	uint32_t status;       /* enum xnb_job_status */
	uint32_t first_sample; /* index of the job's first entry in the ring */
	uint32_t n_samples;    /* entries, samples x vcpus when done */
	uint32_t reserved;
	uint64_t wrong_at; /* XNB_STATUS_WRONG: byte offset of the first wrong element */
};

/* One timed repetition on one vCPU. */
struct xnb_raw_sample {
	uint32_t job;
	uint32_t vcpu;
	uint64_t start; /* TSC, fenced, behind the start barrier */
	uint64_t end;   /* TSC, fenced */
};

/* What an exception left behind; vector is XNB_NO_TRAP when there was none. */
#define XNB_NO_TRAP 0xffffffffu
struct xnb_trap {
	uint32_t vector;
	uint32_t vcpu;
	uint64_t error_code;
	uint64_t address; /* cr2 */
	uint64_t rip;
};

struct xnb_mailbox {
	uint64_t magic;
	uint32_t version;
	uint32_t vcpus; /* of the domain; every one of them enters the payload */
	uint32_t n_jobs;
	uint32_t max_samples;  /* entries that the ring behind this struct has room for */
	uint64_t memory_bytes; /* guest-physical bytes that are populated, from 0 */
	/* set by the payload */
	volatile uint32_t alive;     /* vCPUs that have reached the payload */
	volatile uint32_t job_at;    /* jobs finished */
	volatile uint32_t sample_at; /* entries of the ring that are valid */
	volatile uint32_t finished;  /* 1: all jobs are through */
	uint32_t isa_available; /* bit 1 << enum xnb_isa for each that the vCPU has */
	uint32_t reserved;
	struct xnb_trap trap;
	struct xnb_job jobs[XNB_MAX_JOBS];
};

/* The ring begins at the next 4 KiB boundary behind the struct. */
#define XNB_GPA_SAMPLES \
	(XNB_GPA_MAILBOX + ((sizeof(struct xnb_mailbox) + 4095u) & ~(uint64_t)4095u))
/* Bytes of mailbox and ring together; dom0 maps exactly these. */
#define XNB_MAILBOX_BYTES 0x00040000ull

#endif
