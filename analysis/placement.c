/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/placement.h"

#include "analysis/metadata.h"
#include "analysis/subject.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fractions of pages are exact in decimal to 15 digits; this is far below any extent. */
#define ROUNDING 1e-9

/* Of a domain whose largest extent is more of it, "one extent away" says little. */
#define COARSE 0.05

/* A domain's extents, or the pages of a team of threads: how many, and the largest as a
 * fraction of it, NAN where they are not known. */
struct grain {
	uint64_t n;
	double largest;
};

static struct grain grain_of(const struct xnb_domain_info *domain)
{
	double pages, total = 0;
	struct grain grain = {0};

	for (size_t i = 0; i < domain->n_extents; i++) {
		const struct xnb_extent_run *run = &domain->extents[i]->run;

		pages = ldexp(1, (int)(run->order < 64 ? run->order : 64));
		grain.largest = fmax(grain.largest, pages);
		grain.n += run->count;
		total += pages * (double)run->count;
	}
	grain.largest = total > 0 ? grain.largest / total : domain->grain;
	if (!grain.n && domain->grain > 0)
		grain.n = (uint64_t)(1 / domain->grain);
	return grain;
}

static bool is_off(const struct xnb_domain_info *domain, double expected,
                   double tolerance)
{
	return domain->locality_min < expected - tolerance - ROUNDING ||
	       domain->locality_max > expected + tolerance + ROUNDING;
}

/* Only fractions are rounded to extents. */
static bool is_fraction(double expected)
{
	return expected > ROUNDING && expected < 1 - ROUNDING;
}

double xnb_placement_deviation(const struct xnb_domain_info *domain, double expected)
{
	double largest = grain_of(domain).largest;
	double below = domain->locality_min - expected;
	double above = domain->locality_max - expected;

	if (domain->doubt || isnan(below) || isnan(largest))
		return NAN;
	if (!is_off(domain, expected, is_fraction(expected) ? largest : 0))
		return 0;
	return -below > above ? below : above;
}

/* Where nothing was recorded of it there is nothing to judge. */
static bool is_not_refused(const struct xnb_placement *placement,
                           const struct xnb_domain_info *domain)
{
	return placement->expected_errno && domain->refused >= 0 &&
	       domain->refused != placement->expected_errno;
}

static void take_rough(struct xnb_placement *placement, uint64_t n_extents)
{
	if (placement->n_rough++ == 0 || n_extents < placement->few)
		placement->few = n_extents;
}

static void take_locality(struct xnb_placement *placement,
                          const struct xnb_domain_info *domain)
{
	struct grain grain = grain_of(domain);
	double tolerance = is_fraction(placement->expected) ? grain.largest : 0;

	if (domain->doubt) {
		if (placement->n_suspect++ == 0)
			placement->doubt = domain->doubt;
	} else if (isnan(domain->locality_min) || isnan(grain.largest)) {
		placement->n_unknown++;
	} else {
		placement->tolerance = fmax(placement->tolerance, tolerance);
		if (fabs(xnb_placement_deviation(domain, placement->expected)) > 0)
			placement->n_off++;
		else if (tolerance > COARSE && is_off(domain, placement->expected, 0))
			take_rough(placement, grain.n);
	}
}

static void take(struct xnb_placement *placement, const struct xnb_domain_info *domain,
                 const struct xnb_subject *subject)
{
	if (isnan(domain->locality_min) && domain->n_extents == 0 &&
	    !(subject->is_native && domain->doubt))
		return;
	placement->n_domains++;
	placement->min = fmin(placement->min, domain->locality_min);
	placement->max = fmax(placement->max, domain->locality_max);
	placement->n_refused += domain->refused > 0;
	placement->n_not_refused += is_not_refused(placement, domain);
	if (domain->refused > placement->refusal)
		placement->refusal = domain->refused;
	take_locality(placement, domain);
}

static void say(struct xnb_placement *placement, const struct xnb_subject *subject,
                enum xnb_claim claim, const char *what, size_t n)
{
	placement->claim = claim;
	snprintf(placement->reason, sizeof(placement->reason), "%zu of %zu %ss %s", n,
	         placement->n_domains, xnb_unit_level_name(subject, XNB_LEVEL_DOMAIN),
	         what);
}

static void say_unexpected(struct xnb_placement *placement, const struct xnb_run *run)
{
	const char *expected =
	    xnb_metadata_scenario_text(run, placement->scenario, "expected");

	placement->claim = XNB_CLAIM_UNKNOWN;
	snprintf(placement->reason, sizeof(placement->reason),
	         "the run names no expected locality%s%.80s", *expected ? ", only " : "",
	         expected);
}

static void say_suspect(struct xnb_placement *placement,
                        const struct xnb_subject *subject)
{
	placement->claim = XNB_CLAIM_SUSPECT;
	snprintf(placement->reason, sizeof(placement->reason),
	         "suspect: %zu of %zu %ss are flagged %s", placement->n_suspect,
	         placement->n_domains, xnb_unit_level_name(subject, XNB_LEVEL_DOMAIN),
	         placement->doubt);
}

static void say_rough(struct xnb_placement *placement, const struct xnb_subject *subject)
{
	placement->claim = XNB_CLAIM_UNKNOWN;
	snprintf(placement->reason, sizeof(placement->reason),
	         "cannot be told here: %llu %s%s too few",
	         (unsigned long long)placement->few, subject->piece,
	         placement->few == 1 ? " is" : "s are");
}

static void say_off(struct xnb_placement *placement, const struct xnb_subject *subject)
{
	char away[64];

	snprintf(away, sizeof(away), "lie more than one %s away", subject->piece);
	say(placement, subject, XNB_CLAIM_FAILS,
	    is_fraction(placement->expected) ? away
	    : placement->expected > 0.5      ? "have pages on other nodes"
	                                     : "have pages on node A",
	    placement->n_off);
}

static void say_holds(struct xnb_placement *placement, const struct xnb_subject *subject)
{
	char within[64];
	bool exact = fabs(placement->min - placement->expected) < ROUNDING &&
	             fabs(placement->max - placement->expected) < ROUNDING;

	snprintf(within, sizeof(within), "lie within one %s of it", subject->piece);
	say(placement, subject, XNB_CLAIM_HOLDS,
	    exact ? "have exactly that locality" : within, placement->n_domains);
}

static void judge(struct xnb_placement *placement, const struct xnb_run *run)
{
	const struct xnb_subject *subject = xnb_subject_of(run);

	if (placement->n_not_refused)
		say(placement, subject, XNB_CLAIM_FAILS,
		    "were not refused memory as expected", placement->n_not_refused);
	else if (isnan(placement->expected))
		say_unexpected(placement, run);
	else if (placement->n_off)
		say_off(placement, subject);
	else if (placement->n_suspect)
		say_suspect(placement, subject);
	else if (placement->n_unknown)
		say(placement, subject, XNB_CLAIM_UNKNOWN,
		    "have a locality that is not known", placement->n_unknown);
	else if (placement->n_rough)
		say_rough(placement, subject);
	else
		say_holds(placement, subject);
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

/* A scenario's summary says where it is known not to do what is expected. */
static void add_known(struct xnb_placement *placement, const struct xnb_run *run)
{
	const char *known = strstr(
	    xnb_metadata_scenario_text(run, placement->scenario, "summary"), "known to ");
	size_t used = strlen(placement->reason);

	if (placement->claim == XNB_CLAIM_FAILS && known)
		snprintf(placement->reason + used, sizeof(placement->reason) - used,
		         "; %.120s", known);
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
	snprintf(placement->shape, sizeof(placement->shape), "%s", domain->shape);
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
			take(placement, &infos->domains[i], xnb_subject_of(run));
		if (placement->n_domains == 0)
			continue;
		judge(placement, run);
		add_refusals(placement);
		add_known(placement, run);
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

size_t xnb_placements_count(const struct xnb_placement *placements, size_t n,
                            enum xnb_claim claim)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += placements[i].claim == claim;
	return found;
}

const char *xnb_claim_name(enum xnb_claim claim)
{
	static const char *const names[] = {
	    [XNB_CLAIM_HOLDS] = "holds",
	    [XNB_CLAIM_FAILS] = "does not hold",
	    [XNB_CLAIM_SUSPECT] = "suspect",
	    [XNB_CLAIM_UNKNOWN] = "unknown",
	};

	return names[claim];
}
