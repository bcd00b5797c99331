/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an experiment is, and what it is given. Adding one on domains is a file in
 * bench/experiments/ and a line in bench/domains/experiments.c, natively a file and a
 * line in bench/native/; help, `list`, the plan and the metadata of run.json come from
 * the tables.
 */
#ifndef XNB_BENCH_EXPERIMENT_H
#define XNB_BENCH_EXPERIMENT_H

#include "base/error.h"
#include "bench/calibrated.h"
#include "bench/domains/settle.h"
#include "bench/scenario.h"
#include "rundir/writer.h"
#include "topology/host.h"
#include "topology/memory_ranges.h"
#include "xen/domain.h"
#include "xen/xen.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Orders of extents in one run; the buddy allocator of Xen on x86 has none beyond 18. */
enum { XNB_MOST_ORDERS = 8, XNB_MAX_ORDER = 18 };

enum { XNB_MOST_KERNELS = 32 };

/* One line of a preset's table (presets.c): how much of everything. */
struct xnb_amounts {
	unsigned rounds;         /* blocks of interleaved scenarios */
	uint64_t memory_bytes;   /* of each domain */
	uint64_t workload_bytes; /* of each domain that runs a workload, which goes over
	                            all of it, so that its locality is the workload's;
	                            0: memory_bytes */
	unsigned vcpus;          /* of each domain */
	/* Of the extents, and of the domains: experiments with .by_order and .by_type run
	 * on each, the others on the first order and on PVH. 9: 2 MiB. */
	unsigned orders[XNB_MOST_ORDERS], n_orders;
	enum xnb_domain_type types[XNB_N_DOMAIN_TYPES];
	unsigned n_types;
	/* Of `bandwidth` in domains, by name (workloads/kernels.h), ends with NULL; none
	 * in a preset's line: all that move memory. */
	const char *kernels[XNB_MOST_KERNELS + 1];
	unsigned samples; /* repetitions of a kernel within a domain */
	unsigned warmups;
	unsigned passes;            /* over the data, per repetition of a kernel */
	uint64_t loads;             /* of a pointer chase, per repetition */
	unsigned hypercall_samples; /* timed calls per operation, path and round */
	unsigned watchdog_seconds;  /* without progress */
};

struct xnb_native;
struct xnb_target;

/* What all units of a run share. */
struct xnb_session {
	const struct xnb_target *target;
	struct xnb_xen *xen;       /* of the target xen, else NULL */
	struct xnb_native *native; /* of the target native, else NULL */
	const struct xnb_host *host;
	/* Whose memory machine frames are; NULL: not known here, as the run says. */
	const struct xnb_memory_ranges *ranges;
	struct xnb_run_writer *out;
	struct xnb_amounts amounts;
	uint64_t seed;       /* of the run, as run.json has it */
	uint64_t run_tag;    /* into the UUIDs of this run's domains */
	int64_t boot;        /* index into boots[] */
	int64_t next_domain; /* creation number of the next domain within the boot */
	uint64_t cpu_khz;    /* of the TSC */
	struct xnb_calibrated calibrated; /* its CPUs at their best, so far */
	struct xnb_free_pages quiet;      /* free memory before the first domain */
	struct xnb_settled settled;       /* what the last probes have shown */
	uint32_t isas; /* that a domain has, as bits 1 << enum xnb_isa; 0: not known */
	bool has_pv;   /* this Xen has PV domains */
	enum xnb_domain_type filler; /* xnb_filler_type() */
	bool shared_host;            /* there may be other guests */
	bool emulated;               /* timings mean nothing: the box said so */
	bool counted;                /* ... because the TSC counts instructions */
	bool debug_keys;   /* the user allows Xen's debug keys (xen/debug_key.h) */
	bool each_once;    /* hypercalls: the least that has each operation */
	unsigned failures; /* of what was to be measured, so far */
	unsigned suspects; /* domains whose samples are flagged as not to be trusted */
	/* Something that the run was planned with is gone, as a unit that failed has
	 * found: no further one is begun, and the run has failed. */
	bool gone;
	unsigned test_job; /* enum xnb_job_kind to append to each workload; 0: none */
	struct xnb_warnings *warnings; /* into run.json, each text once */
};

/* One step of the plan: one experiment on one scenario, once. */
struct xnb_unit {
	const struct xnb_experiment *experiment;
	const struct xnb_scenario *scenario; /* NULL: the experiment has none */
	uint32_t cpu_node, mem_node;         /* A and B for this unit */
	int64_t block;
	unsigned order; /* of the extents */
	enum xnb_domain_type type;
	unsigned kind; /* the same in each round: for how long such units take */
};

enum xnb_direction {
	XNB_HIGHER_IS_BETTER,
	XNB_LOWER_IS_BETTER,
	XNB_EXACT,      /* neither: it is judged identical or different */
	XNB_NOT_JUDGED, /* a record, such as how long a unit took */
};

/* "higher", "lower", "exact", "none": the words of run.json. */
extern const char *const xnb_direction_names[];

struct xnb_metric {
	const char *name, *unit;
	enum xnb_direction direction;
	const char *summary;
};

struct xnb_experiment {
	const char *name;
	const char *summary;
	const struct xnb_metric *metrics; /* ends with a NULL name */
	bool uses_toolstack; /* what of it needs one is left out where there is none */
	bool by_scenario;    /* one unit per scenario and round; else one a round */
	bool by_order;       /* on each order of extents; else on the first */
	bool by_type;        /* on each type of domain; else on PVH */
	/* Whether it can be run on this scenario; NULL: on all of them. */
	bool (*applies)(const struct xnb_scenario *scenario);
	bool timed; /* what it shows are times: nothing where instructions are counted */
	/* Records what the hardware counts of its domains' traffic. */
	bool counts_traffic;
	bool matrix;     /* also `local` and `remote` for all ordered pairs of nodes */
	bool first_page; /* native: on the first size of --page; else on each */
	int (*run)(struct xnb_session *session, const struct xnb_unit *unit,
	           struct xnb_error *err);
};

#endif
