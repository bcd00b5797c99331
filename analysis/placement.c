/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/placement.h"

#include "analysis/metadata.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fractions of pages are exact in decimal to 15 digits; this is far below any extent. */
#define ROUNDING 1e-9

/* One extent of the domain, its largest, as a fraction of the domain; NAN where extents
 * are not known. */
static double one_extent(const struct xnb_domain_info *domain)
{
	double pages, total = 0, largest = 0;

	for (size_t i = 0; i < domain->n_extents; i++) {
		const struct xnb_extent_run *run = &domain->extents[i]->run;

		pages = ldexp(1, (int)(run->order < 64 ? run->order : 64));
		largest = fmax(largest, pages);
		total += pages * (double)run->count;
	}
	return total > 0 ? largest / total : NAN;
}

static bool is_off(const struct xnb_domain_info *domain, double expected,
                   double tolerance)
{
	return domain->locality_min < expected - tolerance - ROUNDING ||
	       domain->locality_max > expected + tolerance + ROUNDING;
}

/* Where nothing was recorded of it there is nothing to judge. */
static bool is_not_refused(const struct xnb_placement *placement,
                           const struct xnb_domain_info *domain)
{
	return placement->expected_errno && domain->refused >= 0 &&
	       domain->refused != placement->expected_errno;
}

static void take(struct xnb_placement *placement, const struct xnb_domain_info *domain)
{
	double tolerance = one_extent(domain);

	if (isnan(domain->locality_min) && domain->n_extents == 0)
		return;
	placement->n_domains++;
	placement->min = fmin(placement->min, domain->locality_min);
	placement->max = fmax(placement->max, domain->locality_max);
	placement->n_refused += domain->refused > 0;
	placement->n_not_refused += is_not_refused(placement, domain);
	if (domain->refused > placement->refusal)
		placement->refusal = domain->refused;
	if (isnan(domain->locality_min) || isnan(tolerance)) {
		placement->n_unknown++;
		return;
	}
	placement->tolerance = fmax(placement->tolerance, tolerance);
	if (is_off(domain, placement->expected, tolerance))
		placement->n_off++;
}

static void say(struct xnb_placement *placement, enum xnb_claim claim, const char *what,
                size_t n)
{
	placement->claim = claim;
	snprintf(placement->reason, sizeof(placement->reason), "%zu of %zu domains %s", n,
	         placement->n_domains, what);
}

static void judge(struct xnb_placement *placement)
{
	if (placement->n_not_refused) {
		say(placement, XNB_CLAIM_FAILS, "were not refused memory as expected",
		    placement->n_not_refused);
	} else if (isnan(placement->expected)) {
		placement->claim = XNB_CLAIM_UNKNOWN;
		snprintf(placement->reason, sizeof(placement->reason),
		         "the run names no expected locality");
	} else if (placement->n_off) {
		say(placement, XNB_CLAIM_FAILS, "lie more than one extent away",
		    placement->n_off);
	} else if (placement->n_unknown) {
		say(placement, XNB_CLAIM_UNKNOWN, "have a locality that is not known",
		    placement->n_unknown);
	} else {
		say(placement, XNB_CLAIM_HOLDS, "lie within one extent of it",
		    placement->n_domains);
	}
}

/* What was placed is judged; that it is not all of the domain is said. */
static void add_refusals(struct xnb_placement *placement)
{
	size_t used = strlen(placement->reason);

	if (placement->n_refused)
		snprintf(placement->reason + used, sizeof(placement->reason) - used,
		         "; Xen refused %zu of them more memory (errno %d%s)",
		         placement->n_refused, placement->refusal,
		         placement->refusal == EBUSY ? ", EBUSY" : "");
}

static struct xnb_placement *begin(struct xnb_placement *placement,
                                   const struct xnb_run *run,
                                   const struct xnb_param_labels *labels,
                                   const struct xnb_domain_info *domain)
{
	*placement = (struct xnb_placement){
	    .scenario = domain->scenario,
	    .expected = xnb_metadata_expected_locality(run, domain->scenario),
	    .expected_errno = xnb_metadata_expected_errno(run, domain->scenario),
	    .min = NAN,
	    .max = NAN,
	};
	xnb_group_name(placement->name, labels, domain);
	return placement;
}

static size_t judge_all(struct xnb_placement *placements, const struct xnb_run *run,
                        const struct xnb_domain_infos *infos)
{
	struct xnb_param_labels labels;
	size_t n = 0;

	xnb_group_labels(&labels, infos);
	for (size_t i = 0; i < infos->n;) {
		const struct xnb_domain_info *first = &infos->domains[i];
		struct xnb_placement *placement =
		    begin(&placements[n], run, &labels, first);

		for (; i < infos->n && xnb_same_group(first, &infos->domains[i]); i++)
			take(placement, &infos->domains[i]);
		if (placement->n_domains == 0)
			continue;
		judge(placement);
		add_refusals(placement);
		n++;
	}
	return n;
}

int xnb_judge_placement(struct xnb_placement **out, size_t *n, const struct xnb_run *run,
                        struct xnb_error *err)
{
	struct xnb_placement *placements;
	struct xnb_domain_infos infos;

	if (xnb_domain_infos_build(&infos, run, err))
		return -1;
	placements = calloc(infos.n + 1, sizeof(*placements));
	if (!placements) {
		xnb_domain_infos_free(&infos);
		return xnb_fail_nomem(err);
	}
	*n = judge_all(placements, run, &infos);
	*out = placements;
	xnb_domain_infos_free(&infos);
	return 0;
}

const char *xnb_claim_name(enum xnb_claim claim)
{
	static const char *const names[] = {
	    [XNB_CLAIM_HOLDS] = "holds",
	    [XNB_CLAIM_FAILS] = "does not hold",
	    [XNB_CLAIM_UNKNOWN] = "unknown",
	};

	return names[claim];
}
