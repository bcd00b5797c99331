/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/settings.h"
#include "bench/settings_names.h"
#include "bench/target.h"
#include "rundir/runjson.h"

#include <stddef.h>
#include <string.h>

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

json_t *xnb_settings_parameters(const struct xnb_settings *settings)
{
	json_t *experiments = json_array(), *scenarios = json_array();
	json_t *out = json_pack("{s:s, s:o, s:o}", "preset", settings->preset->name,
	                        "experiments", experiments, "scenarios", scenarios);

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
	if (out && settings->stop.until > 0) {
		json_object_set_new(out, "until", json_real(settings->stop.until));
		json_object_set_new(out, "most_rounds",
		                    json_integer(settings->stop.most_rounds));
	}
	if (out && settings->stop.max_seconds)
		json_object_set_new(out, "max_time_seconds",
		                    json_integer(settings->stop.max_seconds));
	if (out && settings->target->write &&
	    settings->target->write(settings, out, NULL)) {
		json_decref(out);
		return NULL;
	}
	return out;
}

int xnb_settings_bad_record(struct xnb_error *err, const char *key)
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
			return xnb_settings_bad_record(err, "experiments");
		if (xnb_settings_add_experiment(settings, &n, json_string_value(one),
		                                err))
			return -1;
	}
	n = 0;
	json_array_foreach(json_object_get(parameters, "scenarios"), i, one)
	{
		if (!json_is_string(one))
			return xnb_settings_bad_record(err, "scenarios");
		if (xnb_settings_add_scenario(settings, &n, json_string_value(one), err))
			return -1;
	}
	return 0;
}

static int read_integer(const json_t *object, const char *key, uint64_t most,
                        uint64_t *value, struct xnb_error *err)
{
	const json_t *one = json_object_get(object, key);

	if (!json_is_integer(one) || json_integer_value(one) < 0 ||
	    (uint64_t)json_integer_value(one) > most)
		return xnb_settings_bad_record(err, key);
	*value = (uint64_t)json_integer_value(one);
	return 0;
}

/* Members that are there only where they were asked for. */
static int read_stop(struct xnb_settings *settings, const json_t *parameters,
                     struct xnb_error *err)
{
	const json_t *until = json_object_get(parameters, "until");
	uint64_t seconds = 0, rounds = settings->amounts.rounds;

	if (json_object_get(parameters, "max_time_seconds") &&
	    read_integer(parameters, "max_time_seconds", UINT32_MAX, &seconds, err))
		return -1;
	if (until && (!json_is_real(until) || !(json_real_value(until) > 0)))
		return xnb_settings_bad_record(err, "until");
	if (until && read_integer(parameters, "most_rounds", UINT32_MAX, &rounds, err))
		return -1;
	settings->stop = (struct xnb_stop_rule){.until = json_real_value(until),
	                                        .max_seconds = (unsigned)seconds,
	                                        .most_rounds = (unsigned)rounds};
	return 0;
}

int xnb_settings_from_json(struct xnb_settings *settings, const struct xnb_target *target,
                           const json_t *meta, struct xnb_error *err)
{
	const json_t *parameters = json_object_get(meta, "parameters");
	const char *preset = json_string_value(json_object_get(parameters, "preset"));
	uint64_t value;

	*settings = (struct xnb_settings){.target = target};
	if (!preset)
		return xnb_settings_bad_record(err, "preset");
	if (xnb_settings_take_preset(settings, preset, err) ||
	    read_names(settings, parameters, err))
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
	if (read_stop(settings, parameters, err))
		return -1;
	if (xnb_settings_check_amounts(&settings->amounts, err))
		return -1;
	return target->read ? target->read(settings, parameters, err) : 0;
}
