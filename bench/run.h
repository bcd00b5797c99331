/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole run: plan, supervisor, worker, run directory. cli/ turns the command
 * line into a request; everything else happens here.
 */
#ifndef XNB_BENCH_RUN_H
#define XNB_BENCH_RUN_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An option, without its dashes, that one target alone has. */
struct xnb_own_option {
	const char *option, *target;
};

struct xnb_run_request {
	const char *target;             /* "xen", "native" (bench/target.h) */
	const char *const *experiments; /* NULL: all of the preset's */
	size_t n_experiments;
	const char *const *scenarios; /* NULL: all of the preset's */
	size_t n_scenarios;
	const unsigned *orders; /* of the extents; NULL: the preset's */
	size_t n_orders;
	const char *const *types; /* of the domains, by name; NULL: the preset's */
	size_t n_types;
	uint32_t cpu_node, mem_node; /* A and B; XNB_ABSENT: the default */
	const char *preset;          /* "quick", "standard", "thorough" */
	const char *out;             /* NULL: results/<UTC time>-<host> */
	const char *resume;          /* NULL: a new run */
	bool another_boot;           /* `resume` is complete: this boot is added */
	uint64_t seed;               /* 0: from the clock, and recorded */
	bool shared_host;            /* other guests are tolerated */
	bool debug_keys;             /* Xen's debug keys may be used */
	uint64_t memory_bytes;       /* of each domain; 0: the preset's */
	unsigned vcpus;              /* of each domain; 0: the preset's */
	/* Natively (bench/native/settings.h); each NULL: what the preset or the host
	 * says. Lists of numbers as they were typed: */
	const char *threads, *cpus;
	const char *isa;
	const char *reference; /* "likwid-bench": the experiment beside the others */
	const char *const *kernels;
	size_t n_kernels;
	const char *const *pages;
	size_t n_pages;
	const struct xnb_own_option
	    *own; /* that were given: refused with another target */
	size_t n_own;
	unsigned rounds;      /* 0: the preset's; with `until` the most */
	double until;         /* half of each interval, as a fraction; 0: none */
	unsigned max_seconds; /* 0: no limit */
	unsigned samples;     /* of each kernel, chase and hypercall; 0: the preset's */
	unsigned watchdog_seconds; /* without progress, per domain; 0: the preset's */
	uint64_t fail_call;        /* for tests: struct xnb_xen_options */
	/* for tests: in shared memory, gets how many calls the run has made; is left
	 * alone where it got no connection to Xen. NULL: nobody asks */
	volatile uint64_t *calls;
	unsigned test_job; /* for tests: enum xnb_job_kind to add; 0: none */
	int argc;          /* recorded in run.json */
	char **argv;
};

/* Returns the exit code of the command; 128 + N after signal N. Prints its own errors. */
int xnb_run(const struct xnb_run_request *request);

#endif
