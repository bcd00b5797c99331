/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Automatic affinity, deduced from the vCPUs', what ends it, and the way back to it. */
#include "bench/semantics/checks.h"
#include "bench/semantics/steps.h"

/* The vCPU to each of two nodes in turn: the affinity and the memory follow. */
static int follows(struct xnb_checking *c, unsigned which, struct xnb_error *err)
{
	const uint32_t nodes[] = {c->a, c->b};

	if (xnb_step_create(c, err))
		return -1;
	for (size_t i = 0; i < 2; i++) {
		struct xnb_set wanted = xnb_only(nodes[i]);

		if (xnb_step_pin(c, nodes[i], which, err) ||
		    xnb_step_read(c, &wanted, err) || xnb_step_land(c, nodes[i], err))
			return -1;
	}
	return 0;
}

int xnb_judge_follows_hard(struct xnb_checking *c, struct xnb_error *err)
{
	return follows(c, XNB_AFFINITY_HARD, err);
}

int xnb_judge_follows_soft(struct xnb_checking *c, struct xnb_error *err)
{
	return follows(c, XNB_AFFINITY_SOFT, err);
}

/* Where the two share no CPU, hard affinity alone counts. */
int xnb_judge_hard_before_soft(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set wanted = xnb_only(c->a);

	if (xnb_step_create(c, err) || xnb_step_pin(c, c->a, XNB_AFFINITY_HARD, err) ||
	    xnb_step_pin(c, c->b, XNB_AFFINITY_SOFT, err) ||
	    xnb_step_read(c, &wanted, err))
		return -1;
	return xnb_step_land(c, c->a, err);
}

int xnb_judge_explicit_ends_automatic(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b);

	if (xnb_step_create(c, err) || xnb_step_set(c, &set, err) ||
	    xnb_step_pin(c, c->a, XNB_AFFINITY_SOFT, err) ||
	    xnb_step_read(c, &set, err) ||
	    xnb_step_pin(c, c->a, XNB_AFFINITY_HARD, err) || xnb_step_read(c, &set, err))
		return -1;
	return xnb_step_land(c, c->b, err);
}

/* A map of all bits would read back as set if it were explicit; on one node that is all
 * that there is to see. */
int xnb_judge_full_map_resets(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b), full = xnb_full_map(c),
	                     online = xnb_online_nodes(c), deduced = xnb_only(c->a);

	if (xnb_step_create(c, err) || xnb_step_set(c, &set, err) ||
	    xnb_step_set(c, &full, err) || xnb_step_read(c, &online, err))
		return -1;
	if (c->a == c->b)
		return 0;
	if (xnb_step_pin(c, c->a, XNB_AFFINITY_HARD, err) ||
	    xnb_step_read(c, &deduced, err))
		return -1;
	return xnb_step_land(c, c->a, err);
}

int xnb_judge_all_online_is_explicit(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set online = xnb_online_nodes(c);

	if (xnb_step_create(c, err) || xnb_step_set(c, &online, err) ||
	    xnb_step_pin(c, c->a, XNB_AFFINITY_HARD, err) ||
	    xnb_step_read(c, &online, err))
		return -1;
	return xnb_step_stripe(c, err);
}

int xnb_judge_reset_without_vcpus(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b), full = xnb_full_map(c),
	                     online = xnb_online_nodes(c);

	if (xnb_step_create_bare(c, err) || xnb_step_set(c, &set, err) ||
	    xnb_step_set(c, &full, err) || xnb_step_read(c, &set, err) ||
	    xnb_step_make_vcpus(c, err) || xnb_step_read(c, &online, err))
		return -1;
	return 0;
}
