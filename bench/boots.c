/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/boots.h"

#include "bench/environment.h"
#include "bench/prng.h"
#include "rundir/runjson.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

uint64_t xnb_boot_seed(uint64_t seed, int64_t index)
{
	struct xnb_prng prng = {.state = seed};
	uint64_t drawn = seed;

	/* 32 bits, as a seed that is drawn has: they survive every reader of JSON. */
	for (int64_t i = 0; i < index; i++)
		drawn = xnb_prng_next(&prng) >> 32;
	return drawn ? drawn : 1;
}

static json_t *plan_json(uint64_t seed, int64_t first_block, unsigned rounds)
{
	return json_pack("{s:I, s:I, s:I}", "seed", (json_int_t)seed, "first_block",
	                 (json_int_t)first_block, "rounds", (json_int_t)rounds);
}

json_t *xnb_boot_plans_json(uint64_t seed, unsigned rounds)
{
	return json_pack("[o]", plan_json(seed, 0, rounds));
}

static int read_member(const json_t *plan, const char *key, json_int_t *value,
                       struct xnb_error *err)
{
	const json_t *one = json_object_get(plan, key);

	*value = json_integer_value(one);
	if (json_is_integer(one) && *value >= 0 && *value <= INT32_MAX * (json_int_t)1000)
		return 0;
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "run.json: \"%s\" of \"plans\" is missing or makes no sense; the "
	                "run cannot be resumed, begin a new one",
	                key);
}

static json_t *last_plan(const json_t *record)
{
	const json_t *plans = json_object_get(record, "plans");
	size_t n = json_array_size(plans);

	return n ? json_array_get(plans, n - 1) : NULL;
}

int xnb_boot_plan_last(struct xnb_boot_plan *out, const json_t *record,
                       struct xnb_error *err)
{
	const json_t *plan = last_plan(record);
	json_int_t seed, first;

	if (read_member(plan, "first_block", &first, err))
		return -1;
	seed = json_integer_value(json_object_get(plan, "seed"));
	if (seed <= 0)
		return read_member(NULL, "seed", &seed, err);
	*out = (struct xnb_boot_plan){
	    .index = (int64_t)json_array_size(json_object_get(record, "plans")) - 1,
	    .first_block = first,
	    .seed = (uint64_t)seed,
	};
	return 0;
}

static bool has_boot(const json_t *record, const json_t *boot)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(record, "boots"), i, one)
	{
		if (strcmp(xnb_runjson_text(one, "id"), xnb_runjson_text(boot, "id")) ==
		    0)
			return true;
	}
	return false;
}

static int check_new(const json_t *record, struct xnb_error *err)
{
	json_t *boot = xnb_this_boot();
	int result = 0;

	if (!boot)
		return xnb_fail_nomem(err);
	if (has_boot(record, boot))
		result = xnb_fail(err, XNB_EXIT_USAGE, 0,
		                  "--another-boot: the run has this boot of the host "
		                  "already (%s); reboot it first",
		                  xnb_runjson_text(boot, "id"));
	json_decref(boot);
	return result;
}

int xnb_boot_plan_add(struct xnb_boot_plan *out, json_t *record, struct xnb_error *err)
{
	json_t *plans = json_object_get(record, "plans");
	json_int_t rounds, seed;

	if (check_new(record, err) || xnb_boot_plan_last(out, record, err) ||
	    read_member(last_plan(record), "rounds", &rounds, err))
		return -1;
	seed = json_integer_value(json_object_get(record, "seed"));
	out->index++;
	out->first_block += rounds;
	out->seed = xnb_boot_seed((uint64_t)seed, out->index);
	if (json_array_append_new(
	        plans, plan_json(out->seed, out->first_block, (unsigned)rounds)))
		return xnb_fail_nomem(err);
	return 0;
}

void xnb_boot_plan_set_rounds(json_t *record, unsigned rounds)
{
	json_object_set_new(last_plan(record), "rounds", json_integer(rounds));
}

/* Measured anew at each boot: never quite the same, and no setting. */
static bool is_measured(const char *key)
{
	return strcmp(key, "tsc_khz") == 0 || strcmp(key, "dom0_pages") == 0;
}

void xnb_boot_note_environment(json_t *record, int64_t boot, const json_t *environment,
                               struct xnb_warnings *warnings)
{
	const json_t *first = json_object_get(record, "environment");
	json_t *entry = json_array_get(json_object_get(record, "boots"), (size_t)boot);
	json_t *differs = json_object(), *value;
	const char *key;

	/* jansson's own loop wants what it does not change without const. */
	json_object_foreach((json_t *)environment, key, value)
	{
		if (json_equal(json_object_get(first, key), value))
			continue;
		json_object_set(differs, key, value);
		if (!is_measured(key))
			xnb_warn(
			    warnings,
			    "%s is another one than when the run was begun; \"boots\" "
			    "of run.json has it",
			    key);
	}
	if (json_object_size(differs))
		json_object_set(entry, "environment", differs);
	json_decref(differs);
}
