/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/settings_names.h"

#include "base/nearest.h"
#include "bench/judge.h"
#include "xen/domain.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define EXTENT_BYTES ((uint64_t)2 << 20)

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

static int unknown_name(struct xnb_error *err, const char *what, const char *typed,
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

	settings->preset = xnb_preset_find(name);
	if (settings->preset)
		return 0;
	for (const struct xnb_preset *p = xnb_presets; p->name && n < sizeof(all); p++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s%s",
		                      n > first ? ", " : "", p->name);
	return unknown_name(err, "preset", name, preset_name, xnb_presets, all);
}

static int named_twice(struct xnb_error *err, const char *option, const char *name)
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
	const struct xnb_experiment *found = xnb_experiment_find(name);

	if (!found)
		return unknown_name(err, "experiment", name, experiment_name,
		                    xnb_experiments,
		                    "see xen-numabench list experiments");
	for (size_t i = 0; i < *n; i++)
		if (settings->experiments[i] == found)
			return named_twice(err, "--experiment", name);
	if (*n + 1 >= XNB_MOST_NAMES)
		return too_many(err, name);
	settings->experiments[(*n)++] = found;
	return 0;
}

int xnb_settings_add_scenario(struct xnb_settings *settings, size_t *n, const char *name,
                              struct xnb_error *err)
{
	const struct xnb_scenario *found = xnb_scenario_find(name);

	if (!found)
		return unknown_name(err, "scenario", name, scenario_name, xnb_scenarios,
		                    "see xen-numabench list scenarios");
	for (size_t i = 0; i < *n; i++)
		if (settings->scenarios[i] == found)
			return named_twice(err, "--scenario", name);
	if (*n + 1 >= XNB_MOST_NAMES)
		return too_many(err, name);
	settings->scenarios[(*n)++] = found;
	return 0;
}

static const char *type_name(const void *table, size_t i)
{
	return i < XNB_N_DOMAIN_TYPES ? ((const char *const *)table)[i] : NULL;
}

int xnb_settings_add_type(struct xnb_amounts *amounts, const char *name,
                          struct xnb_error *err)
{
	unsigned type = 0;

	while (type < XNB_N_DOMAIN_TYPES && strcmp(xnb_domain_type_names[type], name))
		type++;
	if (type == XNB_N_DOMAIN_TYPES && strcasecmp(name, "hvm") == 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%s: no such type of domain: HVM guests with emulated "
		                "devices are not built here; choose pvh or pv",
		                name);
	if (type == XNB_N_DOMAIN_TYPES)
		return unknown_name(err, "type of domain", name, type_name,
		                    xnb_domain_type_names,
		                    "see xen-numabench run --help");
	for (unsigned i = 0; i < amounts->n_types; i++)
		if (amounts->types[i] == (enum xnb_domain_type)type)
			return named_twice(err, "--type", name);
	amounts->types[amounts->n_types++] = (enum xnb_domain_type)type;
	return 0;
}

int xnb_settings_add_order(struct xnb_amounts *amounts, uint64_t order,
                           struct xnb_error *err)
{
	char text[32];

	if (order > XNB_MAX_ORDER)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--order: %lu is beyond %d, the largest that Xen has "
		                "(1 GiB)",
		                order, XNB_MAX_ORDER);
	for (unsigned i = 0; i < amounts->n_orders; i++)
		if (amounts->orders[i] == order) {
			snprintf(text, sizeof(text), "%lu", order);
			return named_twice(err, "--order", text);
		}
	if (amounts->n_orders == XNB_MOST_ORDERS)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--order: more than %d orders; choose fewer",
		                XNB_MOST_ORDERS);
	amounts->orders[amounts->n_orders++] = (unsigned)order;
	return 0;
}

/* In the largest unit that gives a whole number, as the user will have done. */
static void show_size(char *text, size_t size, uint64_t bytes)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
	size_t unit = 0;

	while (unit + 1 < sizeof(units) / sizeof(units[0]) && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	snprintf(text, size, "%lu %s", bytes, units[unit]);
}

int xnb_settings_check_amounts(const struct xnb_amounts *amounts, struct xnb_error *err)
{
	char memory[32];

	show_size(memory, sizeof(memory), amounts->memory_bytes);
	if (amounts->memory_bytes % EXTENT_BYTES ||
	    amounts->memory_bytes < XNB_MIN_DOMAIN_BYTES ||
	    amounts->memory_bytes > XNB_MAX_DOMAIN_BYTES)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--memory: %s are not a multiple of 2 MiB between "
		                "%llu MiB and %llu GiB",
		                memory, XNB_MIN_DOMAIN_BYTES >> 20,
		                XNB_MAX_DOMAIN_BYTES >> 30);
	if (amounts->vcpus < 1 || amounts->vcpus > XNB_MAX_VCPUS)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--vcpus: %u is not between 1 and %d", amounts->vcpus,
		                XNB_MAX_VCPUS);
	if (amounts->rounds < 1 || amounts->samples < 1 ||
	    amounts->samples > XNB_MAX_SAMPLES || amounts->warmups > XNB_MAX_WARMUPS ||
	    amounts->watchdog_seconds < 1)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%u rounds of %u samples, watchdog %u s: out of range",
		                amounts->rounds, amounts->samples,
		                amounts->watchdog_seconds);
	return 0;
}
