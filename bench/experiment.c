/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/experiment.h"

#include <string.h>

const char *const xnb_direction_names[] = {
    [XNB_HIGHER_IS_BETTER] = "higher",
    [XNB_LOWER_IS_BETTER] = "lower",
    [XNB_EXACT] = "exact",
    [XNB_NOT_JUDGED] = "none",
};

const struct xnb_experiment *const xnb_experiments[] = {
    &xnb_experiment_placement, &xnb_experiment_bandwidth,
    &xnb_experiment_latency,   &xnb_experiment_hypercall,
    &xnb_experiment_creation,  &xnb_experiment_builds,
    &xnb_experiment_scrubbing, &xnb_experiment_semantics,
    &xnb_experiment_residency, NULL,
};

const struct xnb_experiment *xnb_experiment_find(const char *name)
{
	for (size_t i = 0; xnb_experiments[i]; i++)
		if (strcmp(xnb_experiments[i]->name, name) == 0)
			return xnb_experiments[i];
	return NULL;
}
