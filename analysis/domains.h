/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The domains of a run: what samples.csv says about each (its scenario, its measured
 * locality) beside what extents.csv does (where its memory lies).
 */
#ifndef XNB_ANALYSIS_DOMAINS_H
#define XNB_ANALYSIS_DOMAINS_H

#include "analysis/param_labels.h"
#include "base/error.h"
#include "rundir/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { XNB_SHAPE = 40 };

struct xnb_domain_info {
	int64_t boot, domain;
	const char *experiment;
	const char *scenario; /* never "" */
	size_t rank;          /* of the scenario, see analysis/metadata.h */
	/* What else tells its memory apart, as in a cell `params`: "order=9;type=pv". The
	 * order is that of its extents where no sample names it; a domain whose samples
	 * do not name a type is PVH, as every domain is that no experiment varies
	 * (bench/experiment.h), but only where other domains of the run name theirs. */
	char shape[XNB_SHAPE];
	/* Over its samples, both their cell `locality` and the values of those whose
	 * metric is `locality`: the totals again, from the memory that came back. NAN
	 * where none has one. */
	double locality_min;
	double locality_max;
	/* The flag for which its placement is not to be trusted, "unsettled"; NULL: none.
	 * One that its scenario brings about on purpose is none. */
	const char *doubt;
	/* A page of the memory as a fraction of it, of what samples say of a team of
	 * threads: of those that use the most of it; NAN: they say nothing. */
	double grain;
	int refused; /* the greatest value of a metric `errno`; 0: it was not refused; -1:
	              * no such sample */
	const struct xnb_extent_row **extents; /* ascending by gfn */
	size_t n_extents;                      /* rows */
};

struct xnb_domain_infos {
	struct xnb_domain_info
	    *domains; /* by scenario (rank, name), shape, boot, number */
	size_t n;
	const struct xnb_extent_row **rows; /* what the domains' pointers point into */
};

/* The names of the groups of domains that share scenario and shape: the scenario, and of
 * the shape what differs within the run. Not cleaned. */
enum { XNB_GROUP_NAME = 96 };
void xnb_group_labels(struct xnb_param_labels *labels,
                      const struct xnb_domain_infos *infos);
void xnb_group_name(char name[XNB_GROUP_NAME], const struct xnb_param_labels *labels,
                    const struct xnb_domain_info *domain);
/* Whether two domains are of one group. */
bool xnb_same_group(const struct xnb_domain_info *a, const struct xnb_domain_info *b);

/* A page of what threads were asked to use, as a fraction of their working set, of the
 * parameters of a sample; transparent pages are as large as huge ones. NAN: they do not
 * say. */
double xnb_page_grain(const char *params);

/* All domains of which a sample names the scenario, one of run.json's where it has them.
 * The run must outlive them. */
int xnb_domain_infos_build(struct xnb_domain_infos *out, const struct xnb_run *run,
                           struct xnb_error *err);
void xnb_domain_infos_free(struct xnb_domain_infos *infos);

#endif
