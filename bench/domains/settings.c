/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/settings.h"

#include "bench/domains/tables.h"
#include "bench/settings_names.h"
#include "bench/timing.h"
#include "workloads/kernels.h"
#include "workloads/mailbox.h"
#include "xen/domain.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define EXTENT_BYTES ((uint64_t)2 << 20)

/* ---- orders of extents and types of domains ---- */

static const char *type_name(const void *table, size_t i)
{
	return i < XNB_N_DOMAIN_TYPES ? ((const char *const *)table)[i] : NULL;
}

static int add_type(struct xnb_amounts *amounts, const char *name, struct xnb_error *err)
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
		return xnb_settings_unknown(err, "type of domain", name, type_name,
		                            xnb_domain_type_names,
		                            "see xen-numabench run --help");
	for (unsigned i = 0; i < amounts->n_types; i++)
		if (amounts->types[i] == (enum xnb_domain_type)type)
			return xnb_settings_named_twice(err, "--type", name);
	amounts->types[amounts->n_types++] = (enum xnb_domain_type)type;
	return 0;
}

static int add_order(struct xnb_amounts *amounts, uint64_t order, struct xnb_error *err)
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
			return xnb_settings_named_twice(err, "--order", text);
		}
	if (amounts->n_orders == XNB_MOST_ORDERS)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--order: more than %d orders; choose fewer",
		                XNB_MOST_ORDERS);
	amounts->orders[amounts->n_orders++] = (unsigned)order;
	return 0;
}

static int take_axes(struct xnb_amounts *amounts, const struct xnb_run_request *request,
                     struct xnb_error *err)
{
	if (request->n_orders)
		amounts->n_orders = 0;
	for (size_t i = 0; i < request->n_orders; i++)
		if (add_order(amounts, request->orders[i], err))
			return -1;
	if (request->n_types)
		amounts->n_types = 0;
	for (size_t i = 0; i < request->n_types; i++)
		if (add_type(amounts, request->types[i], err))
			return -1;
	return 0;
}

/* ---- kernels ---- */

static size_t count_kernels(const struct xnb_amounts *amounts)
{
	size_t n = 0;

	while (amounts->kernels[n])
		n++;
	return n;
}

/* One that is bound by the cores has no bandwidth to speak of. */
static int add_kernel(struct xnb_amounts *amounts, const char *name,
                      struct xnb_error *err)
{
	const struct xnb_kernel *kernel = xnb_settings_kernel(name, err);
	const size_t n = count_kernels(amounts);

	if (!kernel)
		return -1;
	if (kernel->compute_bound || n == XNB_MOST_KERNELS)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%s: it moves no memory to speak of, or is one more than "
		                "%d kernels; leave it out",
		                name, XNB_MOST_KERNELS);
	for (size_t i = 0; i < n; i++)
		if (amounts->kernels[i] == kernel->name)
			return xnb_settings_named_twice(err, "kernels", name);
	amounts->kernels[n] = kernel->name;
	return 0;
}

/* The preset's, by the names of their table; or all. */
static int take_kernels(struct xnb_amounts *amounts, struct xnb_error *err)
{
	const struct xnb_amounts preset = *amounts;

	memset(amounts->kernels, 0, sizeof(amounts->kernels));
	for (size_t i = 0; preset.kernels[i]; i++)
		if (add_kernel(amounts, preset.kernels[i], err))
			return -1;
	for (uint32_t i = 0; !preset.kernels[0] && i < xnb_n_kernels; i++)
		if (!xnb_kernels[i].compute_bound &&
		    add_kernel(amounts, xnb_kernels[i].name, err))
			return -1;
	return 0;
}

/* ---- checks ---- */

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

static int check_shape(const struct xnb_amounts *amounts, struct xnb_error *err)
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
	return 0;
}

/* Each vCPU of a kernel leaves a time for each repetition in a ring of fixed size. */
static int check_ring(const struct xnb_settings *settings, struct xnb_error *err)
{
	const struct xnb_amounts *a = &settings->amounts;
	const size_t kernels = count_kernels(a);
	const uint64_t most = XNB_RING_ENTRIES / kernels / a->vcpus;
	bool is_bandwidth = false;

	for (size_t i = 0; settings->experiments[i]; i++)
		is_bandwidth |= settings->experiments[i] == &xnb_experiment_bandwidth;
	if (!is_bandwidth || (uint64_t)a->warmups + a->samples <= most)
		return 0;
	if (most <= a->warmups)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--vcpus: %zu kernels on %u vCPUs leave more times than "
		                "the %lu that a domain has room for; choose fewer",
		                kernels, a->vcpus, (uint64_t)XNB_RING_ENTRIES);
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "--samples: %u of %zu kernels on %u vCPUs are more than the %lu "
	                "times that a domain has room for; choose at most --samples %lu",
	                a->samples, kernels, a->vcpus, (uint64_t)XNB_RING_ENTRIES,
	                most - a->warmups);
}

int xnb_domain_settings_take(struct xnb_settings *settings,
                             const struct xnb_run_request *request, const char *timing,
                             struct xnb_error *err)
{
	(void)timing;
	if (take_axes(&settings->amounts, request, err) ||
	    take_kernels(&settings->amounts, err) || check_shape(&settings->amounts, err))
		return -1;
	return check_ring(settings, err);
}

/* ---- run.json ---- */

static json_t *orders_json(const struct xnb_amounts *amounts)
{
	json_t *list = json_array();

	for (unsigned i = 0; list && i < amounts->n_orders; i++)
		json_array_append_new(list, json_integer(amounts->orders[i]));
	return list;
}

static json_t *types_json(const struct xnb_amounts *amounts)
{
	json_t *list = json_array();

	for (unsigned i = 0; list && i < amounts->n_types; i++)
		json_array_append_new(
		    list, json_string(xnb_domain_type_names[amounts->types[i]]));
	return list;
}

static json_t *kernels_json(const struct xnb_amounts *amounts)
{
	json_t *list = json_array();

	for (size_t i = 0; list && amounts->kernels[i]; i++)
		json_array_append_new(list, json_string(amounts->kernels[i]));
	return list;
}

int xnb_domain_settings_write(const struct xnb_settings *settings, json_t *parameters,
                              struct xnb_error *err)
{
	if (json_object_set_new(parameters, "orders", orders_json(&settings->amounts)) ||
	    json_object_set_new(parameters, "types", types_json(&settings->amounts)) ||
	    json_object_set_new(parameters, "kernels", kernels_json(&settings->amounts)))
		return xnb_fail_nomem(err);
	return 0;
}

typedef int add_name_fn(struct xnb_amounts *amounts, const char *name,
                        struct xnb_error *err);

static int read_names(struct xnb_amounts *amounts, const json_t *parameters,
                      const char *key, add_name_fn *add, struct xnb_error *err)
{
	const json_t *list = json_object_get(parameters, key);
	size_t i;
	json_t *one;

	json_array_foreach(list, i, one)
	{
		if (!json_is_string(one))
			return xnb_settings_bad_record(err, key);
		if (add(amounts, json_string_value(one), err))
			return -1;
	}
	return json_array_size(list) ? 0 : xnb_settings_bad_record(err, key);
}

/* At least one of each: a unit has an order and a type, whatever it is. */
static int read_axes(struct xnb_amounts *amounts, const json_t *parameters,
                     struct xnb_error *err)
{
	size_t i;
	json_t *one;

	json_array_foreach(json_object_get(parameters, "orders"), i, one)
	{
		if (!json_is_integer(one) || json_integer_value(one) < 0)
			return xnb_settings_bad_record(err, "orders");
		if (add_order(amounts, (uint64_t)json_integer_value(one), err))
			return -1;
	}
	if (!amounts->n_orders)
		return xnb_settings_bad_record(err, "orders");
	return read_names(amounts, parameters, "types", add_type, err);
}

int xnb_domain_settings_read(struct xnb_settings *settings, const json_t *parameters,
                             struct xnb_error *err)
{
	if (read_axes(&settings->amounts, parameters, err) ||
	    read_names(&settings->amounts, parameters, "kernels", add_kernel, err))
		return -1;
	return check_shape(&settings->amounts, err);
}
