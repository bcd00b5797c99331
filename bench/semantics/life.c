/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When in the life of a domain the call is made. */
#include "bench/semantics/checks.h"
#include "bench/semantics/steps.h"

int xnb_judge_new_domain(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set full = xnb_full_map(c), online = xnb_online_nodes(c);

	if (xnb_step_create_bare(c, err) || xnb_step_read(c, &full, err) ||
	    xnb_step_make_vcpus(c, err))
		return -1;
	return xnb_step_read(c, &online, err);
}

int xnb_judge_before_vcpus(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b);

	if (xnb_step_create_bare(c, err) || xnb_step_set(c, &set, err) ||
	    xnb_step_read(c, &set, err) || xnb_step_make_vcpus(c, err) ||
	    xnb_step_read(c, &set, err))
		return -1;
	return xnb_step_land(c, c->b, err);
}

int xnb_judge_after_vcpus(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b);

	if (xnb_step_create_bare(c, err) || xnb_step_make_vcpus(c, err) ||
	    xnb_step_set(c, &set, err) || xnb_step_read(c, &set, err))
		return -1;
	return xnb_step_land(c, c->b, err);
}

int xnb_judge_before_vcpu_affinity(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b);

	if (xnb_step_create(c, err) || xnb_step_set(c, &set, err) ||
	    xnb_step_pin(c, c->a, XNB_AFFINITY_HARD | XNB_AFFINITY_SOFT, err) ||
	    xnb_step_read(c, &set, err))
		return -1;
	return xnb_step_land(c, c->b, err);
}

int xnb_judge_after_vcpu_affinity(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set deduced = xnb_only(c->a), set = xnb_only(c->b);

	if (xnb_step_create(c, err) ||
	    xnb_step_pin(c, c->a, XNB_AFFINITY_HARD | XNB_AFFINITY_SOFT, err) ||
	    xnb_step_read(c, &deduced, err) || xnb_step_set(c, &set, err) ||
	    xnb_step_read(c, &set, err))
		return -1;
	return xnb_step_land(c, c->b, err);
}

int xnb_judge_while_running(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set first = xnb_only(c->a), second = xnb_only(c->b);

	if (xnb_step_create(c, err) || xnb_step_set(c, &first, err) ||
	    xnb_step_land(c, c->a, err) || xnb_step_spin(c, err) ||
	    xnb_step_set(c, &second, err) || xnb_step_read(c, &second, err))
		return -1;
	return xnb_step_land(c, c->b, err);
}
