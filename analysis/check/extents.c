/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/extents.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What not being refused counts, beside deviations of localities, which are 1 at most. */
#define NOT_REFUSED 2

static bool is_of(const struct xnb_domain_info *domain,
                  const struct xnb_placement *placement)
{
	return strcmp(domain->scenario, placement->scenario) == 0 &&
	       strcmp(domain->shape, placement->shape) == 0;
}

static double count_extents(struct xnb_gate_extents *all,
                            const struct xnb_domain_info *domain)
{
	double n = 0;

	for (size_t i = 0; i < domain->n_extents; i++) {
		const struct xnb_extent_run *run = &domain->extents[i]->run;

		if (n == 0 && all->extents == 0)
			all->order = run->order;
		all->whole = all->whole && run->order == all->order;
		n += (double)run->count;
	}
	return n;
}

static void take(struct xnb_gate_extents *all, const struct xnb_domain_info *domain,
                 const struct xnb_placement *placement)
{
	double deviation = xnb_placement_deviation(domain, placement->expected);
	double extents = count_extents(all, domain);
	double on_a = domain->locality_min * extents;

	if (isnan(on_a) || domain->doubt)
		return;
	if (placement->expected_errno && domain->refused >= 0 &&
	    domain->refused != placement->expected_errno)
		deviation = NOT_REFUSED;
	if (!isnan(deviation))
		all->deviations[all->n++] = deviation;
	all->extents += extents;
	all->on_a += round(on_a);
	all->whole = all->whole && fabs(on_a - round(on_a)) < 1e-6;
}

int xnb_gate_count_extents(struct xnb_gate_extents *out,
                           const struct xnb_domain_infos *infos,
                           const struct xnb_placement *placement, struct xnb_error *err)
{
	*out = (struct xnb_gate_extents){.whole = true};
	out->deviations = calloc(infos->n + 1, sizeof(*out->deviations));
	if (!out->deviations)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < infos->n; i++)
		if (is_of(&infos->domains[i], placement))
			take(out, &infos->domains[i], placement);
	return 0;
}

static void say_locality(struct xnb_buf *text, const struct xnb_placement *placement)
{
	if (isnan(placement->min))
		return;
	xnb_buf_printf(text, "locality %.4g", placement->min);
	if (placement->max > placement->min)
		xnb_buf_printf(text, " to %.4g", placement->max);
}

void xnb_gate_say_extents(struct xnb_buf *text, const struct xnb_placement *placement,
                          const struct xnb_gate_extents *all)
{
	if (all->whole && all->extents > 0)
		xnb_buf_printf(text, "%.0f of %.0f extents on node A", all->on_a,
		               all->extents);
	else
		say_locality(text, placement);
	if (placement->n_domains > 1)
		xnb_buf_printf(text, " in %zu domains", placement->n_domains);
	if (placement->n_not_refused)
		xnb_buf_printf(text, "; %zu not refused memory",
		               placement->n_not_refused);
}
