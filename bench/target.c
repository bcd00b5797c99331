/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/target.h"

#include <string.h>

const struct xnb_experiment *xnb_target_experiment(const struct xnb_target *target,
                                                   const char *name)
{
	for (size_t i = 0; target->experiments[i]; i++)
		if (strcmp(target->experiments[i]->name, name) == 0)
			return target->experiments[i];
	return NULL;
}

const struct xnb_scenario *xnb_target_scenario(const struct xnb_target *target,
                                               const char *name)
{
	for (const struct xnb_scenario *s = target->scenarios; s->name; s++)
		if (strcmp(s->name, name) == 0)
			return s;
	return NULL;
}

const struct xnb_preset *xnb_target_preset(const struct xnb_target *target,
                                           const char *name)
{
	for (const struct xnb_preset *p = target->presets; p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}
