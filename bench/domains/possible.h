/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this host cannot do, or what on it harms a measurement, told in the run's record.
 */
#ifndef XNB_BENCH_POSSIBLE_H
#define XNB_BENCH_POSSIBLE_H

#include "base/error.h"
#include "bench/experiment.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a unit can be run on this host and by this program: a Xen with PV domains where
 * its type is PV, a builder for the scenario's way, and room for extents larger than
 * 2^XNB_SURE_ORDER pages on the nodes that they are to come from. Where not, the reason
 * is recorded under "absent" in run.json, once, and the unit counts as done.
 */
int xnb_unit_possible(struct xnb_session *session, const struct xnb_unit *unit,
                      bool *possible, struct xnb_error *err);

/* A warning where vCPUs of dom0 run on the node whose CPUs are measured. */
void xnb_warn_of_dom0(struct xnb_session *session, uint32_t cpu_node);

#endif
