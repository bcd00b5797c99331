/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/settings_names.h"

#include "base/nearest.h"
#include "bench/judge.h"
#include "bench/target.h"

#include <stdio.h>
#include <string.h>

static const char *preset_name(const void *table, size_t i)
{
	return ((const struct xnb_preset *)table)[i].name;
}

static const char *scenario_name(const void *table, size_t i)
{
	return ((const struct xnb_scenario *)table)[i].name;
}

static const char *experiment_name(const void *table, size_t i)
{
	const struct xnb_experiment *e = ((const struct xnb_experiment *const *)table)[i];

	return e ? e->name : NULL;
}

static const char *kernel_name(const void *table, size_t i)
{
	return i < xnb_n_kernels ? ((const struct xnb_kernel *)table)[i].name : NULL;
}

int xnb_settings_unknown(struct xnb_error *err, const char *what, const char *typed,
                         xnb_name_fn *name, const void *table, const char *where)
{
	const char *nearest = xnb_nearest(typed, name, table);

	return xnb_fail(err, XNB_EXIT_USAGE, 0, "%s: no such %s; %s%s%s", typed, what,
	                nearest ? "did you mean " : "", nearest ? nearest : where,
	                nearest ? "?" : "");
}

int xnb_settings_take_preset(struct xnb_settings *settings, const char *name,
                             struct xnb_error *err)
{
	char all[128] = "choose ";
	size_t n = strlen(all), first = n;

	settings->preset = xnb_target_preset(settings->target, name);
	if (settings->preset)
		return 0;
	for (const struct xnb_preset *p = settings->target->presets;
	     p->name && n < sizeof(all); p++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s%s",
		                      n > first ? ", " : "", p->name);
	return xnb_settings_unknown(err, "preset", name, preset_name,
	                            settings->target->presets, all);
}

const struct xnb_kernel *xnb_settings_kernel(const char *name, struct xnb_error *err)
{
	const struct xnb_kernel *kernel = xnb_kernel_find(name);

	if (!kernel)
		xnb_settings_unknown(err, "kernel", name, kernel_name, xnb_kernels,
		                     "see xen-numabench list kernels");
	return kernel;
}

int xnb_settings_named_twice(struct xnb_error *err, const char *option, const char *name)
{
	return xnb_fail(err, XNB_EXIT_USAGE, 0, "%s: %s is named twice; name it once",
	                option, name);
}

static int too_many(struct xnb_error *err, const char *name)
{
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "%s: more names than there are; name "
	                "each once",
	                name);
}

int xnb_settings_add_experiment(struct xnb_settings *settings, size_t *n,
                                const char *name, struct xnb_error *err)
{
	const struct xnb_experiment *found =
	    xnb_target_experiment(settings->target, name);

	if (!found)
		return xnb_settings_unknown(err, "experiment", name, experiment_name,
		                            settings->target->experiments,
		                            "see xen-numabench list experiments");
	for (size_t i = 0; i < *n; i++)
		if (settings->experiments[i] == found)
			return xnb_settings_named_twice(err, "--experiment", name);
	if (*n + 1 >= XNB_MOST_NAMES)
		return too_many(err, name);
	settings->experiments[(*n)++] = found;
	return 0;
}

int xnb_settings_add_scenario(struct xnb_settings *settings, size_t *n, const char *name,
                              struct xnb_error *err)
{
	const struct xnb_scenario *found = xnb_target_scenario(settings->target, name);

	if (!found)
		return xnb_settings_unknown(err, "scenario", name, scenario_name,
		                            settings->target->scenarios,
		                            "see xen-numabench list scenarios");
	for (size_t i = 0; i < *n; i++)
		if (settings->scenarios[i] == found)
			return xnb_settings_named_twice(err, "--scenario", name);
	if (*n + 1 >= XNB_MOST_NAMES)
		return too_many(err, name);
	settings->scenarios[(*n)++] = found;
	return 0;
}

int xnb_settings_check_amounts(const struct xnb_amounts *amounts, struct xnb_error *err)
{
	if (amounts->rounds < 1 || amounts->samples < 1 ||
	    amounts->samples > XNB_MAX_SAMPLES || amounts->warmups > XNB_MAX_WARMUPS ||
	    amounts->watchdog_seconds < 1)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%u rounds of %u samples, watchdog %u s: out of range",
		                amounts->rounds, amounts->samples,
		                amounts->watchdog_seconds);
	return 0;
}
