/* SPDX-License-Identifier: GPL-2.0-or-later */
/* On what the runs of a comparison were measured, and with which settings. */
#ifndef XNB_ANALYSIS_COMPARE_ENVIRONMENT_H
#define XNB_ANALYSIS_COMPARE_ENVIRONMENT_H

#include "analysis/compare/pool.h"

#include <stdbool.h>

/* What of run.json differs between the arms goes to the comparison's differences, the
 * hypervisor first; runs without a run.json say nothing. */
int xnb_compare_environments(struct xnb_pool *pool, struct xnb_error *err);

/* Whether all runs that say it have the same nodes, with the same CPUs and memory; the
 * same distances. */
bool xnb_compare_same_nodes(const struct xnb_pool *pool);
bool xnb_compare_same_distances(const struct xnb_pool *pool);

#endif
