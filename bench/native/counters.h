/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the hardware counts of the traffic to memory while something is measured: LIKWID's
 * groups MEM (all bytes of the memory controllers) and NUMA (bytes from the own node and
 * from others), over all CPUs given.
 *
 * liblikwid can end the process that calls it, print, and hang. So it is never called,
 * nor even loaded, in the process of the run: a child does that, which is asked over a
 * socket, with a limit for each answer. The counters are those of CPUs, not of a process,
 * so that it does not matter who reads them. Before it is believed, it has to count a
 * load of known size (counters_canary.h). While it is not asked it sleeps in read(2).
 */
#ifndef XNB_BENCH_NATIVE_COUNTERS_H
#define XNB_BENCH_NATIVE_COUNTERS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum xnb_counted {
	XNB_COUNTED_BYTES,  /* group MEM: "Memory data volume" */
	XNB_COUNTED_LOCAL,  /* group NUMA: "Local data volume", "Local DRAM ..." */
	XNB_COUNTED_REMOTE, /* group NUMA: "Remote data volume", "Remote DRAM ..." */
	XNB_N_COUNTED
};
/* The metrics' names: "counted-bytes", "counted-local", "counted-remote". */
extern const char *const xnb_counted_names[XNB_N_COUNTED];

/* One at a time can be counted. */
enum xnb_counter_group { XNB_COUNTERS_MEM, XNB_COUNTERS_NUMA, XNB_N_COUNTER_GROUPS };
/* "MEM", "NUMA". */
extern const char *const xnb_counter_group_names[XNB_N_COUNTER_GROUPS];

struct xnb_counters;

struct xnb_counters_config {
	const uint32_t
	    *cpus; /* all that may run the load; the first one runs the canary */
	uint32_t n_cpus;
	const char *library; /* to load; NULL: liblikwid's, of version 5.2 */
	/* Below which /dev/cpu/N/msr has to be, for reading and writing, before the
	 * library is loaded: without it the library takes a second to fail. "" but in
	 * tests; NULL: not looked for. */
	const char *root;
	unsigned limit_ms; /* for the probe; 0: 30 s */
	/* Looked at now and then while an answer is waited for: once it is true, that is
	 * given up. NULL: nothing stops it. */
	bool (*stopped)(void);
};

/*
 * Starts the child and probes. XNB_EXIT_ENVIRONMENT where nothing can be counted here,
 * with the reason and the remedy: for the `absent` of a run, which goes on. Call it while
 * the process has one thread. Free with xnb_counters_close(), which has the child leave
 * the counters, and ends it within half a second.
 */
int xnb_counters_open(struct xnb_counters **counters,
                      const struct xnb_counters_config *config, struct xnb_error *err);
void xnb_counters_close(struct xnb_counters *counters);

/* Whether the group can be counted; if not, `why` (may be NULL) is the reason: it is not
 * known of this CPU, or did not count the canary. */
bool xnb_counters_have(const struct xnb_counters *counters, enum xnb_counter_group group,
                       const char **why);

/*
 * Counts from start to stop. stop: bytes[] gets what the group counts, NAN for the
 * rest. -1 when the child died or did not answer in time; from then on nothing can be
 * counted, xnb_counters_have() says why, and all further calls fail. Any one thread at a
 * time may call them.
 */
int xnb_counters_start(struct xnb_counters *counters, enum xnb_counter_group group,
                       struct xnb_error *err);
int xnb_counters_stop(struct xnb_counters *counters, double bytes[XNB_N_COUNTED],
                      struct xnb_error *err);

/*
 * Whether what was counted is off from what the kernel claims to have moved on the bus by
 * more than 10 % of the claim. The claim is about memory, so it says nothing (false) of
 * working sets below 4 times the last-level caches, which answer part of it (0: not
 * known, and false), or where nothing was counted (NAN).
 */
bool xnb_counted_disagrees(double counted, double claimed, uint64_t working_set,
                           uint64_t caches);

#endif
