/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract between dom0 and the payload in a bare PVH domain: the orders that dom0
 * leaves in the domain's memory before the first instruction, and the results that it
 * reads back. Shared by the freestanding payload and by bench/, so it includes nothing
 * but <stdint.h> and the layout of that memory.
 *
 * A domain runs its whole list of jobs once, from the first to the last, and then halts
 * every vCPU with interrupts off, which Xen reports as a power-off. Nothing waits for
 * orders: an idle vCPU would have to spin. dom0 follows the progress in `step_at`, and
 * destroys a domain in which it stands still.
 *
 * vCPUs that take no part in a job wait for its end, spinning at first and then yielding
 * to the hypervisor. Where they must not disturb, as beside a pointer chase, create the
 * domain with no more vCPUs than take part.
 */
#ifndef XNB_WORKLOADS_MAILBOX_H
#define XNB_WORKLOADS_MAILBOX_H

#include "workloads/layout.h"

#include <stdint.h>

#define XNB_MAX_JOBS 128u

#define XNB_MAILBOX_MAGIC   0x786e626d61696c31ull /* "xnbmail1" */
#define XNB_MAILBOX_VERSION 4u

enum xnb_job_kind {
	XNB_JOB_KERNEL = 1,    /* a streaming kernel of kernels.h on every vCPU's share */
	XNB_JOB_CHASE = 2,     /* a dependent pointer chase on vCPU 0 */
	XNB_JOB_TRAP = 3,      /* test: raises #UD, to show that a crash is a message */
	XNB_JOB_HANG = 4,      /* test: spins for ever, to show that the watchdog works */
	XNB_JOB_NONSENSE = 5,  /* test: claims more samples than fit, ending before they
	                          began, on vCPUs that do not exist */
	XNB_JOB_IDLE = 6,      /* each vCPU sleeps and wakes, `iterations` times */
	XNB_JOB_BUSY = 7,      /* each vCPU computes for `iterations` ticks of the TSC */
	XNB_JOB_HYPERCALL = 8, /* vCPU 0 times one hypercall, each one a sample */
	XNB_JOB_INJECT = 9,    /* a kernel block by block, with pauses, for a time */
	XNB_JOB_LOADED = 10,   /* the first of the team chases while the others inject */
	XNB_JOB_PINGPONG = 11, /* two vCPUs hand one cache line to and fro */
};

enum xnb_job_status {
	XNB_STATUS_PENDING = 0,
	XNB_STATUS_RUNNING = 1,
	XNB_STATUS_DONE = 2,
	XNB_STATUS_WRONG = 3,       /* the result was not what it must be */
	XNB_STATUS_UNSUPPORTED = 4, /* no such kernel, the CPU lacks the ISA, not in a
	                               domain, or there is no common clock */
	XNB_STATUS_REFUSED = 5,     /* the order makes no sense: see struct xnb_job */
	XNB_STATUS_ALONE = 6,       /* nobody said `go` at its rendezvous */
};

#define XNB_MAX_DELAYS 15u

/* A delay for ever: the injector only lets the time of its repetition pass. */
#define XNB_DELAY_NEVER 0xffffffffu

/*
 * An order, and what became of it.
 *
 * The team of a job is `vcpus` vCPUs: `first`, first + stride, first + 2 stride, and so
 * on. "Member m" below is the m-th of them, from 0; with `first` and `stride` 0, member m
 * is vCPU m.
 *
 * A repetition does a fixed amount of work (`iterations`), or goes on for a fixed time
 * (`duration_ns`, on the common clock), and its sample says how much was `done`. A timed
 * repetition ends `duration_ns` behind the time at which it was to begin, so that who
 * begins late does not end late; each member finishes the block or the loads at work (see
 * below), some us. What a timed repetition leaves half done of a pass is finished behind
 * it, untimed, so that the result can be verified like any other.
 *
 * Where there is a common clock (struct xnb_runner: now_ns) the members of a team start a
 * repetition at one time on it, chosen when all are there; else as soon as each leaves
 * the barrier. With `rendezvous` the domains of a group start together: once a job is
 * prepared, mailbox.ready gets its `rendezvous`; dom0 waits for that in all domains of
 * the group, sets start_ns to a time that lies ahead of all of them (ready_ns shows each
 * one's clock), and then `go` to the same number. Repetition r, warm-ups included, starts
 * at start_ns + r * slot_ns, or at once where that has passed. Numbers of the rendezvous
 * of one list differ. A domain that waits counts steps, and gives up after
 * XNB_RENDEZVOUS_NS.
 *
 * The kinds, and what counts as `done` by one member in one repetition:
 *
 * KERNEL     Kernel `kernel` on each member's share of `bytes`. done: elements.
 *            Timed: whole blocks of XNB_BLOCK_ELEMENTS.
 * CHASE      The one member chases over `bytes`. done: loads. Timed: whole lots of
 *            XNB_CHASE_LOT loads.
 * INJECT     Timed only. As KERNEL; with a `delay` by blocks of XNB_INJECT_ELEMENTS, and
 *            after each of them so many steps of a chain of dependent multiplications,
 *            some 4 cycles each; no `pause`, which a hypervisor may take for a spinlock.
 *            done: elements.
 * LOADED     Timed only. Member 0 chases over the first `chase_bytes` (done: loads), as
 *            CHASE; the others inject over what is left of `bytes`, as INJECT, member m
 *            of n having share m - 1 of n - 1. A team of one is the idle chase, and so
 *            is a repetition with the delay XNB_DELAY_NEVER.
 * PINGPONG   Two members take turns in writing one cache line, `iterations` times to and
 *            fro: half the time of a round trip is the latency of a transfer. done: round
 *            trips.
 * IDLE, BUSY, HYPERCALL   done: periods, slices of work, calls.
 *
 * The payload trusts no order; it refuses: an unknown kind; an ISA outside of the
 * enumeration; no member, or one that the domain does not have (a chase takes exactly
 * one, a ping-pong two); more bytes than there are behind XNB_GPA_BUFFER, or too few for
 * a page a stream and member, or for two lines of a chase; a chase of 2^32 lines or more;
 * a window that is not a multiple of a line, or less than two; neither iterations nor a
 * duration; no samples, or more than the ring has room for; a duration where the kind
 * knows none, or none where it needs one, or of 2^62 ns or more; a delay beyond
 * XNB_MAX_DELAY that is not XNB_DELAY_NEVER, or more than XNB_MAX_DELAYS of them, or any
 * where nobody injects; a `chase_bytes` beyond `bytes` or not a multiple of a page; a
 * sleep without a period; work of 2^63 ticks or more; a call or an order that
 * guest_calls.h does not list; timed calls on more than one vCPU, or on another than the
 * first. A duration or a rendezvous is unsupported without a common clock. A job that was
 * not carried out does not keep the next one from running.
 */
struct xnb_job {
	/* set by dom0 */
	uint32_t kind;   /* enum xnb_job_kind */
	uint32_t kernel; /* index into the kernels' table (XNB_JOB_KERNEL) */
	uint32_t isa;    /* enum xnb_isa: the exact one to use */
	uint32_t vcpus;  /* 1 .. mailbox.vcpus take part */
	uint32_t first;  /* the first vCPU that takes part */
	uint32_t stride; /* from one that takes part to the next; 0 is 1 */
	uint64_t bytes;  /* of all streams of all vCPUs together, from XNB_GPA_BUFFER */
	/* per sample: passes over the data, loads of a chase, periods of sleep, ticks of
	 * the TSC to compute for, round trips; or the one call */
	uint64_t iterations;
	uint64_t duration_ns; /* how long a sample lasts; 0: as long as `iterations` do */
	uint32_t samples;     /* repetitions, each one entry of the ring per vCPU */
	uint32_t warmups;     /* repetitions before those, and in the ring before them */
	uint64_t window; /* bytes of a chase's TLB-friendly window; 0: over everything */
	uint64_t seed;   /* of the permutation of a chase */
	uint64_t period_ns; /* from one waking to the next (XNB_JOB_IDLE) */
	uint32_t call;      /* enum xnb_guest_call (XNB_JOB_HYPERCALL) */
	uint32_t order;     /* of the extent that the call is about */
	uint64_t slot_ns;   /* from one repetition's start to the next, at a rendezvous */
	uint32_t rendezvous; /* number of the rendezvous to start at; 0: none */
	uint32_t delay;      /* of an injector between two blocks, in steps */
	/* INJECT, LOADED: a delay for each repetition, one after the other and then again
	 * from the first, so that all of a sweep share one chain and alternate:
	 * repetition r has delays[r % n_delays]; 0: all have `delay` */
	uint32_t n_delays;
	uint32_t delays[XNB_MAX_DELAYS];
	uint64_t
	    chase_bytes; /* at the start of `bytes`, for the chase (XNB_JOB_LOADED) */
	/* How often each calibration loop runs between two repetitions, of which the
	 * fastest counts: XNB_CALIBRATIONS; 0: not at all, as where nothing is timed or
	 * all timings are emulated. */
	uint32_t calibrations;
	uint32_t reserved;
	/* set by the payload */
	uint32_t status;       /* enum xnb_job_status */
	uint32_t first_sample; /* index of the job's first entry in the ring */
	uint32_t n_samples;    /* entries, (warmups + samples) x vcpus when done */
	/* XNB_STATUS_WRONG: the lowest vCPU whose share is wrong, and the byte offset of
	 * its first wrong element; UINT64_MAX: the sum of `load`, or the chain. Of a
	 * hypercall what Xen answered, a negative errno; of a sleep that, or how many ns
	 * it lasted */
	uint32_t wrong_vcpu;
	uint64_t wrong_at;
};

/* Elements of each stream that a timed kernel does at a time: 64 KiB, some us; and an
 * injector with a delay. */
#define XNB_BLOCK_ELEMENTS  8192u
#define XNB_INJECT_ELEMENTS 512u

/* Steps of an injector's delay at most: some ms. */
#define XNB_MAX_DELAY (1u << 20)

/* Loads of a timed chase between two looks at the clock: some 5 to 25 us. */
#define XNB_CHASE_LOT 256u

/* Runs of each calibration loop where timings are real: some 20 us each loop. */
#define XNB_CALIBRATIONS 4u

/* How long a domain waits for `go`: ample for all others of a group to be prepared. */
#define XNB_RENDEZVOUS_NS 600000000000ull

/* One timed repetition on one vCPU. */
struct xnb_raw_sample {
	uint16_t job;
	uint16_t member; /* of the job's team: vCPU first + member * stride */
	uint32_t noise;  /* bits of enum xnb_noise (noise.h) */
	uint64_t start;  /* TSC, fenced, behind the start barrier */
	uint64_t end;    /* TSC, fenced */
	uint64_t
	    start_ns; /* the same on the common clock: Xen's system time in a domain, */
	uint64_t end_ns; /* CLOCK_MONOTONIC natively; 0: there is none */
	uint64_t done;   /* what struct xnb_job says for each kind */
	/* TSC ticks of the calibration loops, the slower of those right before and right
	 * behind the repetition; 0: not run. A chain of dependent steps takes longer when
	 * the clock frequency is lower, a wide loop also when somebody shares the core.
	 */
	uint32_t clock_ticks;
	uint32_t width_ticks;
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
	uint32_t max_samples;  /* entries of the ring to use, up to XNB_RING_ENTRIES */
	uint64_t memory_bytes; /* that the page tables map, from virtual address 0 */
	/* set by the payload */
	volatile uint32_t alive;     /* vCPUs that have reached the payload */
	volatile uint32_t job_at;    /* jobs finished */
	volatile uint32_t sample_at; /* entries of the ring that are valid */
	volatile uint32_t finished;  /* 1: all jobs are through */
	volatile uint32_t step_at;   /* counts up with every phase of a job, every
	                                repetition, warm-ups included, and now and then
	                                within long ones, on any vCPU; watch this one */
	volatile uint32_t refused;   /* 1: nothing was run, because magic, version or a
	                                number above is not what it can be; or a vCPU
	                                came that `vcpus` does not count */
	uint32_t isa_available;  /* bit 1 << enum xnb_isa for each that the vCPUs have */
	volatile uint32_t ready; /* the rendezvous that the domain has come to; 0: none */
	/* The common clock, written again and again while it waits there, and before
	 * `ready`: by it dom0 chooses start_ns. */
	volatile uint64_t ready_ns;
	/* set by dom0 while the domain runs: see struct xnb_job. start_ns before go */
	volatile uint32_t go;
	uint32_t reserved;
	volatile uint64_t start_ns;
	/* Once it is set every vCPU halts; the job then at work stays RUNNING. */
	struct xnb_trap trap;
	struct xnb_job jobs[XNB_MAX_JOBS];
};

/* The ring begins at the next 4 KiB boundary behind the struct. */
#define XNB_RING_OFFSET ((sizeof(struct xnb_mailbox) + 4095u) & ~(uint64_t)4095u)
#define XNB_GPA_SAMPLES (XNB_GPA_MAILBOX + XNB_RING_OFFSET)
#define XNB_RING_ENTRIES \
	((XNB_MAILBOX_BYTES - XNB_RING_OFFSET) / sizeof(struct xnb_raw_sample))

/*
 * An empty mailbox for a domain: everything zero but magic, version, vCPUs, memory, the
 * whole ring to use, and no trap. Orders are added by filling jobs[] and n_jobs.
 */
void xnb_mailbox_init(struct xnb_mailbox *mailbox, uint32_t vcpus, uint64_t memory_bytes);

/*
 * The ring of a domain's mailbox; natively it lies elsewhere (struct xnb_runner). The
 * sample of repetition r of member m of job j is entry jobs[j].first_sample +
 * r * jobs[j].vcpus + m; the first `warmups` repetitions are the warm-ups.
 */
struct xnb_raw_sample *xnb_mailbox_ring(struct xnb_mailbox *mailbox);

#endif
