/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/settings.h"

#include "base/nearest.h"
#include "bench/judge.h"
#include "bench/timing.h"
#include "workloads/kernels.h"
#include "workloads/mailbox.h"
#include "xen/domain.h"

#include <stddef.h>
#include <string.h>
#include <sys/random.h>

#define EXTENT_BYTES ((uint64_t)2 << 20)

/* ---- names ---- */

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
	                nearest ? "did you mean " : "see ", nearest ? nearest : where,
	                nearest ? "?" : "");
}

static int take_preset(struct xnb_settings *settings, const char *name,
                       struct xnb_error *err)
{
	settings->preset = xnb_preset_find(name);
	return settings->preset ? 0
	                        : unknown_name(err, "preset", name, preset_name,
	                                       xnb_presets, "xen-numabench run --help");
}

static int too_many(struct xnb_error *err, const char *name)
{
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "%s: more names than there are; name "
	                "each once",
	                name);
}

static int add_experiment(struct xnb_settings *settings, size_t *n, const char *name,
                          struct xnb_error *err)
{
	const struct xnb_experiment *found = xnb_experiment_find(name);

	if (!found)
		return unknown_name(err, "experiment", name, experiment_name,
		                    xnb_experiments, "xen-numabench list experiments");
	for (size_t i = 0; i < *n; i++)
		if (settings->experiments[i] == found)
			return 0;
	if (*n + 1 >= XNB_MOST_NAMES)
		return too_many(err, name);
	settings->experiments[(*n)++] = found;
	return 0;
}

static int add_scenario(struct xnb_settings *settings, size_t *n, const char *name,
                        struct xnb_error *err)
{
	const struct xnb_scenario *found = xnb_scenario_find(name);

	if (!found)
		return unknown_name(err, "scenario", name, scenario_name, xnb_scenarios,
		                    "xen-numabench list scenarios");
	for (size_t i = 0; i < *n; i++)
		if (settings->scenarios[i] == found)
			return 0;
	if (*n + 1 >= XNB_MOST_NAMES)
		return too_many(err, name);
	settings->scenarios[(*n)++] = found;
	return 0;
}

static const char *type_name(const void *table, size_t i)
{
	return i < XNB_N_DOMAIN_TYPES ? ((const char *const *)table)[i] : NULL;
}

static int add_type(struct xnb_amounts *amounts, const char *name, struct xnb_error *err)
{
	unsigned type = 0;

	while (type < XNB_N_DOMAIN_TYPES && strcmp(xnb_domain_type_names[type], name))
		type++;
	if (type == XNB_N_DOMAIN_TYPES)
		return unknown_name(err, "type of domain", name, type_name,
		                    xnb_domain_type_names, "xen-numabench run --help");
	for (unsigned i = 0; i < amounts->n_types; i++)
		if (amounts->types[i] == (enum xnb_domain_type)type)
			return 0;
	amounts->types[amounts->n_types++] = (enum xnb_domain_type)type;
	return 0;
}

static int add_order(struct xnb_amounts *amounts, uint64_t order, struct xnb_error *err)
{
	if (order > XNB_MAX_ORDER)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--order: %lu is beyond %d, the largest that Xen has "
		                "(1 GiB)",
		                order, XNB_MAX_ORDER);
	for (unsigned i = 0; i < amounts->n_orders; i++)
		if (amounts->orders[i] == order)
			return 0;
	if (amounts->n_orders == XNB_MOST_ORDERS)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--order: more than %d orders; choose fewer",
		                XNB_MOST_ORDERS);
	amounts->orders[amounts->n_orders++] = (unsigned)order;
	return 0;
}

/* The experiments where none is named. */
static const struct xnb_experiment *const *usual(const struct xnb_preset *preset,
                                                 const char *timing)
{
	static const struct xnb_experiment *const counted[] = {&xnb_experiment_hypercall,
	                                                       NULL};

	if (xnb_timing_is_counted(timing))
		return counted;
	return preset->experiments ? preset->experiments : xnb_experiments;
}

static int check_counted(const struct xnb_settings *settings, const char *timing,
                         struct xnb_error *err)
{
	for (size_t i = 0; settings->experiments[i]; i++)
		if (settings->experiments[i]->timed && xnb_timing_is_counted(timing))
			return xnb_fail(err, XNB_EXIT_USAGE, 0,
			                "--experiment: %s: its figures are times, and "
			                "there is none where instructions are counted; "
			                "run it without --count-instructions",
			                settings->experiments[i]->name);
	return 0;
}

static int take_names(struct xnb_settings *settings,
                      const struct xnb_run_request *request, const char *timing,
                      struct xnb_error *err)
{
	const struct xnb_experiment *const *preset = usual(settings->preset, timing);
	size_t n = 0;

	for (size_t i = 0; i < request->n_experiments; i++)
		if (add_experiment(settings, &n, request->experiments[i], err))
			return -1;
	for (size_t i = 0; !request->n_experiments && preset[i]; i++)
		if (add_experiment(settings, &n, preset[i]->name, err))
			return -1;
	n = 0;
	for (size_t i = 0; i < request->n_scenarios; i++)
		if (add_scenario(settings, &n, request->scenarios[i], err))
			return -1;
	for (size_t i = 0; !request->n_scenarios && xnb_scenarios[i].name; i++)
		if (add_scenario(settings, &n, xnb_scenarios[i].name, err))
			return -1;
	return check_counted(settings, timing, err);
}

/* ---- amounts ---- */

static int check_amounts(const struct xnb_amounts *amounts, struct xnb_error *err)
{
	if (amounts->memory_bytes % EXTENT_BYTES ||
	    amounts->memory_bytes < XNB_MIN_DOMAIN_BYTES ||
	    amounts->memory_bytes > XNB_MAX_DOMAIN_BYTES)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--memory: %lu bytes are not a multiple of 2 MiB between "
		                "%llu MiB and %llu GiB",
		                amounts->memory_bytes, XNB_MIN_DOMAIN_BYTES >> 20,
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

static int take_amounts(struct xnb_settings *settings,
                        const struct xnb_run_request *request, const char *timing,
                        struct xnb_error *err)
{
	struct xnb_amounts *amounts = &settings->amounts;

	*amounts = xnb_timing_is_emulated(timing) ? settings->preset->emulated
	                                          : settings->preset->real;
	if (request->memory_bytes) {
		amounts->memory_bytes = request->memory_bytes;
		amounts->workload_bytes = 0;
	}
	if (request->vcpus)
		amounts->vcpus = request->vcpus;
	if (request->rounds)
		amounts->rounds = request->rounds;
	if (request->samples)
		amounts->hypercall_samples = request->samples;
	/* Of what runs in a domain there cannot be more: check_samples() refuses. */
	if (request->samples && request->samples <= XNB_MAX_SAMPLES)
		amounts->samples = request->samples;
	if (request->watchdog_seconds)
		amounts->watchdog_seconds = request->watchdog_seconds;
	return take_axes(amounts, request, err) ? -1 : check_amounts(amounts, err);
}

/* A hypercall's samples need no room in a domain, all others do. */
static int check_samples(const struct xnb_settings *settings,
                         const struct xnb_run_request *request, struct xnb_error *err)
{
	if (request->samples <= XNB_MAX_SAMPLES)
		return 0;
	if (request->samples > XNB_MAX_HYPERCALL_SAMPLES)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--samples: %u: choose at most %d", request->samples,
		                XNB_MAX_HYPERCALL_SAMPLES);
	for (size_t i = 0; settings->experiments[i]; i++)
		if (settings->experiments[i]->timed)
			return xnb_fail(
			    err, XNB_EXIT_USAGE, 0,
			    "--samples: %u: %s takes at most %u; more are for "
			    "--experiment hypercall",
			    request->samples, settings->experiments[i]->name,
			    XNB_MAX_SAMPLES);
	return 0;
}

/* Each vCPU of a kernel leaves a time for each repetition in a ring of fixed size. */
static int check_ring(const struct xnb_settings *settings, struct xnb_error *err)
{
	const struct xnb_amounts *a = &settings->amounts;
	uint64_t most = XNB_RING_ENTRIES / xnb_n_kernels / a->vcpus;
	bool is_bandwidth = false;

	for (size_t i = 0; settings->experiments[i]; i++)
		is_bandwidth |= settings->experiments[i] == &xnb_experiment_bandwidth;
	if (!is_bandwidth || (uint64_t)a->warmups + a->samples <= most)
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "--samples: %u of %u kernels on %u vCPUs are more than the %lu "
	                "times that a domain has room for; choose at most --samples %lu",
	                a->samples, xnb_n_kernels, a->vcpus, (uint64_t)XNB_RING_ENTRIES,
	                most - a->warmups);
}

/* 32 bits: they survive every reader of JSON. */
static uint64_t draw_seed(void)
{
	uint32_t seed = 0;

	while (seed == 0)
		if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
			seed = 1;
	return seed;
}

int xnb_settings_from_request(struct xnb_settings *settings,
                              const struct xnb_run_request *request, const char *timing,
                              struct xnb_error *err)
{
	*settings = (struct xnb_settings){
	    .cpu_node = request->cpu_node,
	    .mem_node = request->mem_node,
	    .seed = request->seed ? request->seed : draw_seed(),
	};
	if (take_preset(settings, request->preset, err) ||
	    take_names(settings, request, timing, err))
		return -1;
	if (take_amounts(settings, request, timing, err) ||
	    check_samples(settings, request, err))
		return -1;
	return check_ring(settings, err);
}

/* ---- run.json ---- */

/* The amounts as members of "parameters"; `wide` ones are uint64_t, else unsigned. */
static const struct amount_key {
	const char *key;
	size_t offset;
	bool wide;
} amount_keys[] = {
    {"rounds", offsetof(struct xnb_amounts, rounds), false},
    {"memory_bytes", offsetof(struct xnb_amounts, memory_bytes), true},
    {"workload_bytes", offsetof(struct xnb_amounts, workload_bytes), true},
    {"vcpus", offsetof(struct xnb_amounts, vcpus), false},
    {"samples", offsetof(struct xnb_amounts, samples), false},
    {"warmups", offsetof(struct xnb_amounts, warmups), false},
    {"passes", offsetof(struct xnb_amounts, passes), false},
    {"loads", offsetof(struct xnb_amounts, loads), true},
    {"hypercall_samples", offsetof(struct xnb_amounts, hypercall_samples), false},
    {"watchdog_seconds", offsetof(struct xnb_amounts, watchdog_seconds), false},
};
static const size_t n_amount_keys = sizeof(amount_keys) / sizeof(amount_keys[0]);

static uint64_t get_amount(const struct xnb_amounts *amounts, const struct amount_key *k)
{
	const char *at = (const char *)amounts + k->offset;
	unsigned narrow;
	uint64_t wide;

	if (k->wide) {
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, at, sizeof(narrow));
	return narrow;
}

static void set_amount(struct xnb_amounts *amounts, const struct amount_key *k,
                       uint64_t value)
{
	char *at = (char *)amounts + k->offset;
	unsigned narrow = (unsigned)value;

	memcpy(at, k->wide ? (const void *)&value : (const void *)&narrow,
	       k->wide ? sizeof(value) : sizeof(narrow));
}

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

json_t *xnb_settings_parameters(const struct xnb_settings *settings)
{
	json_t *experiments = json_array(), *scenarios = json_array();
	json_t *out = json_pack(
	    "{s:s, s:o, s:o, s:o, s:o}", "preset", settings->preset->name, "experiments",
	    experiments, "scenarios", scenarios, "orders",
	    orders_json(&settings->amounts), "types", types_json(&settings->amounts));

	for (size_t i = 0; out && settings->experiments[i]; i++)
		json_array_append_new(experiments,
		                      json_string(settings->experiments[i]->name));
	for (size_t i = 0; out && settings->scenarios[i]; i++)
		json_array_append_new(scenarios,
		                      json_string(settings->scenarios[i]->name));
	for (size_t i = 0; out && i < n_amount_keys; i++)
		json_object_set_new(out, amount_keys[i].key,
		                    json_integer((json_int_t)get_amount(
		                        &settings->amounts, &amount_keys[i])));
	return out;
}

static int bad_record(struct xnb_error *err, const char *key)
{
	return xnb_fail(
	    err, XNB_EXIT_FAILED, 0,
	    "run.json: \"%s\" is missing or makes no sense; the run cannot be "
	    "resumed, begin a new one",
	    key);
}

static int read_names(struct xnb_settings *settings, const json_t *parameters,
                      struct xnb_error *err)
{
	size_t i, n = 0;
	json_t *one;

	json_array_foreach(json_object_get(parameters, "experiments"), i, one)
	{
		if (!json_is_string(one))
			return bad_record(err, "experiments");
		if (add_experiment(settings, &n, json_string_value(one), err))
			return -1;
	}
	n = 0;
	json_array_foreach(json_object_get(parameters, "scenarios"), i, one)
	{
		if (!json_is_string(one))
			return bad_record(err, "scenarios");
		if (add_scenario(settings, &n, json_string_value(one), err))
			return -1;
	}
	return 0;
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
			return bad_record(err, "orders");
		if (add_order(amounts, (uint64_t)json_integer_value(one), err))
			return -1;
	}
	json_array_foreach(json_object_get(parameters, "types"), i, one)
	{
		if (!json_is_string(one))
			return bad_record(err, "types");
		if (add_type(amounts, json_string_value(one), err))
			return -1;
	}
	if (!amounts->n_orders)
		return bad_record(err, "orders");
	return amounts->n_types ? 0 : bad_record(err, "types");
}

static int read_integer(const json_t *object, const char *key, uint64_t most,
                        uint64_t *value, struct xnb_error *err)
{
	const json_t *one = json_object_get(object, key);

	if (!json_is_integer(one) || json_integer_value(one) < 0 ||
	    (uint64_t)json_integer_value(one) > most)
		return bad_record(err, key);
	*value = (uint64_t)json_integer_value(one);
	return 0;
}

int xnb_settings_from_json(struct xnb_settings *settings, const json_t *meta,
                           struct xnb_error *err)
{
	const json_t *parameters = json_object_get(meta, "parameters");
	const char *preset = json_string_value(json_object_get(parameters, "preset"));
	uint64_t value;

	*settings = (struct xnb_settings){0};
	if (!preset)
		return bad_record(err, "preset");
	if (take_preset(settings, preset, err) || read_names(settings, parameters, err) ||
	    read_axes(&settings->amounts, parameters, err))
		return -1;
	for (size_t i = 0; i < n_amount_keys; i++) {
		const struct amount_key *k = &amount_keys[i];

		if (read_integer(parameters, k->key, k->wide ? INT64_MAX : UINT32_MAX,
		                 &value, err))
			return -1;
		set_amount(&settings->amounts, k, value);
	}
	if (read_integer(meta, "seed", INT64_MAX, &settings->seed, err) ||
	    read_integer(meta, "cpu_node", UINT32_MAX, &value, err))
		return -1;
	settings->cpu_node = (uint32_t)value;
	if (read_integer(meta, "mem_node", UINT32_MAX, &value, err))
		return -1;
	settings->mem_node = (uint32_t)value;
	return check_amounts(&settings->amounts, err);
}
