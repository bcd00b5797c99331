/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/metadata.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

struct word {
	const char *text;
	enum xnb_better better;
};

static const struct word directions[] = {
    {"higher", XNB_BETTER_HIGHER},
    {"lower", XNB_BETTER_LOWER},
    {"exact", XNB_BETTER_EXACT},
    {"none", XNB_BETTER_UNKNOWN},
};

/* What takes time, and how much is done in one. */
static const struct word timed_units[] = {
    {"B/s", XNB_BETTER_HIGHER},  {"1/s", XNB_BETTER_HIGHER},   {"ns", XNB_BETTER_LOWER},
    {"us", XNB_BETTER_LOWER},    {"ms", XNB_BETTER_LOWER},     {"s", XNB_BETTER_LOWER},
    {"ticks", XNB_BETTER_LOWER}, {"ratio", XNB_BETTER_HIGHER},
};

static const struct word counted_units[] = {
    {"1", XNB_BETTER_EXACT},
    {"pages", XNB_BETTER_EXACT},
    {"extents", XNB_BETTER_EXACT},
    {"errno", XNB_BETTER_EXACT},
    {"instructions", XNB_BETTER_EXACT},
};

static const struct word *look_up(const struct word *words, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(words[i].text, text))
			return &words[i];
	return NULL;
}

#define LOOK_UP(words, text) look_up(words, sizeof(words) / sizeof((words)[0]), text)

/* The object called `name` in an array of them, and its place; NULL where there is none.
 */
static const json_t *find(const json_t *array, const char *name, size_t *place)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *object = json_array_get(array, i);
		const char *own = json_string_value(json_object_get(object, "name"));

		*place = i;
		if (own && !strcmp(own, name))
			return object;
	}
	return NULL;
}

static const char *direction_of(const struct xnb_run *run, const char *experiment,
                                const char *metric)
{
	const json_t *object;
	const char *text;
	size_t place;

	object = find(json_object_get(run->meta, "experiments"), experiment, &place);
	object = find(json_object_get(object, "metrics"), metric, &place);
	text = json_string_value(json_object_get(object, "direction"));
	return text ? text : "";
}

enum xnb_better xnb_metadata_better(const struct xnb_run *run, const char *experiment,
                                    const char *metric, const char *unit)
{
	const struct word *word =
	    LOOK_UP(directions, direction_of(run, experiment, metric));

	if (!word)
		word = LOOK_UP(timed_units, unit);
	if (!word)
		word = LOOK_UP(counted_units, unit);
	return word ? word->better : XNB_BETTER_UNKNOWN;
}

bool xnb_metadata_is_record(const struct xnb_run *run, const char *experiment,
                            const char *metric)
{
	return strcmp(direction_of(run, experiment, metric), "none") == 0;
}

bool xnb_metadata_is_counted(const char *unit)
{
	return LOOK_UP(counted_units, unit) != NULL;
}

bool xnb_metadata_is_timed(const char *unit)
{
	return LOOK_UP(timed_units, unit) != NULL;
}

size_t xnb_metadata_scenario_rank(const struct xnb_run *run, const char *scenario)
{
	size_t place;

	if (find(json_object_get(run->meta, "scenarios"), scenario, &place))
		return place;
	return SIZE_MAX;
}

double xnb_metadata_expected_locality(const struct xnb_run *run, const char *scenario)
{
	const json_t *object, *expected;
	size_t place;

	object = find(json_object_get(run->meta, "scenarios"), scenario, &place);
	expected = json_object_get(object, "expected_locality");
	return json_is_number(expected) ? json_number_value(expected) : NAN;
}

const char *xnb_metadata_scenario_text(const struct xnb_run *run, const char *scenario,
                                       const char *key)
{
	const char *text;
	size_t place;

	text = json_string_value(json_object_get(
	    find(json_object_get(run->meta, "scenarios"), scenario, &place), key));
	return text ? text : "";
}

int xnb_metadata_expected_errno(const struct xnb_run *run, const char *scenario)
{
	json_int_t expected;
	size_t place;

	expected = json_integer_value(json_object_get(
	    find(json_object_get(run->meta, "scenarios"), scenario, &place),
	    "expected_errno"));
	return expected > 0 && expected < 4096 ? (int)expected : 0;
}
