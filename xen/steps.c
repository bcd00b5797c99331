/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/steps.h"

const char *const xnb_step_names[XNB_N_STEPS] = {
    [XNB_STEP_LIBXL] = "libxl",         [XNB_STEP_CREATE] = "create",
    [XNB_STEP_PLACEMENT] = "placement", [XNB_STEP_AFFINITY] = "affinity",
    [XNB_STEP_POPULATE] = "populate",   [XNB_STEP_LOAD] = "load",
    [XNB_STEP_XENSTORE] = "xenstore",   [XNB_STEP_START] = "start",
    [XNB_STEP_WAIT] = "wait",
};

void xnb_steps_begin(struct xnb_steps *steps, enum xnb_step step, uint64_t ns)
{
	*steps = (struct xnb_steps){.now = step, .since = ns};
}

enum xnb_step xnb_steps_enter(struct xnb_steps *steps, enum xnb_step step, uint64_t ns)
{
	enum xnb_step before = steps->now;

	xnb_steps_end(steps, ns);
	steps->now = step;
	return before;
}

void xnb_steps_end(struct xnb_steps *steps, uint64_t ns)
{
	steps->ns[steps->now] += ns - steps->since;
	steps->since = ns;
}

void xnb_steps_add(struct xnb_steps *steps, const struct xnb_steps *more)
{
	for (int i = 0; i < XNB_N_STEPS; i++)
		steps->ns[i] += more->ns[i];
}

uint64_t xnb_steps_total(const struct xnb_steps *steps)
{
	uint64_t total = 0;

	for (int i = 0; i < XNB_N_STEPS; i++)
		total += steps->ns[i];
	return total;
}
