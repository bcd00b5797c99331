/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the doctor knows of a host that is measured natively. */
#ifndef XNB_BENCH_DOCTOR_FACTS_NATIVE_H
#define XNB_BENCH_DOCTOR_FACTS_NATIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A setting that the kernel may not tell. */
enum xnb_setting { XNB_SETTING_UNKNOWN, XNB_SETTING_OFF, XNB_SETTING_ON };

struct xnb_native_node_facts {
	uint32_t id;
	uint64_t available_bytes; /* UINT64_MAX: not known */
};

struct xnb_native_facts {
	bool on_xen;     /* dom0 or a guest */
	char timing[32]; /* of xnb_read_timing(); "" where that is unknown */
	bool run_active; /* somebody holds the lock */
	/* CPUs that this process may use, of those online, and the cores that they are
	 * on; no_cpus: why they are not known, "" where they are */
	size_t n_cpus, n_online, n_cores;
	char no_cpus[512];
	struct xnb_native_node_facts *nodes; /* with memory */
	size_t n_nodes;
	char no_binding[512]; /* why memory cannot be bound; "" where it can */
	char thp[16];         /* "always", "madvise", "never"; "" where there are none */
	uint64_t pool_2m, pool_1g; /* free huge pages */
	char governor[32];         /* "": the kernel has none; "several": they differ */
	enum xnb_setting turbo, numa_balancing, nmi_watchdog;
	enum xnb_setting siblings; /* cores of this host have several CPUs at work */
	char idle_state[32]; /* the deepest that is enabled; "" where it is not known */
	uint64_t idle_us;    /* what it takes to leave it */
	double stolen;       /* share of the time since boot; negative where unknown */
	double load;         /* mean of the last minute; negative where unknown */
	bool has_pmu;
	bool has_msr;        /* model-specific registers can be read and written */
	char tsc_doubt[512]; /* why the TSC may be no clock; "" where there is no doubt */
};

void *xnb_native_facts_gather(void);
/* The same of a host made of files below `root`, but for what only calls tell: lock,
 * affinity, binding and the rate of the TSC. NULL without memory. */
struct xnb_native_facts *xnb_native_facts_read(const char *root);
void xnb_native_facts_free(void *facts);

#endif
