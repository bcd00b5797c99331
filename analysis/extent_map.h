/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data of the extent map: for each scenario, order and type, which stretch of a
 * domain's memory lies on which node. The first domain of a scenario stands for it; the
 * others are compared with it, and the map says how many are the same. Where the
 * experiment `placement` has domains of the scenario only those count: other experiments
 * also run a scenario with every node in the place of A.
 */
#ifndef XNB_ANALYSIS_EXTENT_MAP_H
#define XNB_ANALYSIS_EXTENT_MAP_H

#include "analysis/domains.h"
#include "base/error.h"
#include "rundir/reader.h"

#include <stddef.h>
#include <stdint.h>

/* Neighbouring extents of one size on one node. Positions count from the domain's lowest
 * gfn upwards and leave out holes between extents. */
struct xnb_stretch {
	uint64_t first_extent, n_extents;
	uint64_t first_page, n_pages; /* of 4 KiB */
	int64_t node;                 /* -1: unknown */
};

struct xnb_extent_map {
	const char *scenario;
	char name[XNB_GROUP_NAME]; /* with what else tells its domains apart */
	int64_t boot, domain;      /* the one that is drawn */
	struct xnb_stretch *stretches;
	size_t n_stretches;
	uint64_t n_extents, n_pages;
	size_t n_domains;   /* of the scenario, with extents */
	size_t n_identical; /* of those, laid out as the one drawn, itself included */
};

struct xnb_extent_maps {
	struct xnb_extent_map *maps; /* in the order of run.json's scenarios */
	size_t n;
};

/* The run must outlive the maps. A run without extents.csv gives no map (n = 0). */
int xnb_extent_maps_build(struct xnb_extent_maps *out, const struct xnb_run *run,
                          struct xnb_error *err);
void xnb_extent_maps_free(struct xnb_extent_maps *maps);

#endif
