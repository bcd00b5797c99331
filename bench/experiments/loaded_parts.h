/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two forms of a loaded latency on Xen share: vCPUs of one domain
 * (loaded_latency.c), and domains of their own (loaded_domains.c). */
#ifndef XNB_BENCH_LOADED_PARTS_H
#define XNB_BENCH_LOADED_PARTS_H

#include "bench/experiment.h"
#include "bench/measure.h"

#include <stdint.h>

enum { XNB_LOADED_KERNELS = 4 };

/* One unit: a curve for each kernel of the injectors, one job each. */
struct xnb_loaded_curves {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	unsigned vcpus; /* the chaser's and all injectors' */
	uint32_t isas;
	uint32_t n; /* kernels */
	struct xnb_measure
	    measures[XNB_LOADED_KERNELS]; /* item `chase`, with the delays */
};

/* The working set of a domain. */
uint64_t xnb_loaded_bytes(const struct xnb_loaded_curves *curves);

/* Sets the parameters that tell the forms apart; `bytes` are the chase's. */
int xnb_loaded_set_form(struct xnb_loaded_curves *curves, unsigned domains,
                        unsigned vcpus, uint64_t bytes, struct xnb_error *err);

/* The chaser and up to four domains of injectors that share out the vCPUs. Where memory
 * has no room for them the run says so. */
int xnb_loaded_run_as_domains(struct xnb_loaded_curves *curves, struct xnb_error *err);

#endif
