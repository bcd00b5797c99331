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

static const struct word units[] = {
    {"B/s", XNB_BETTER_HIGHER},
    {"1/s", XNB_BETTER_HIGHER},
    {"ns", XNB_BETTER_LOWER},
    {"us", XNB_BETTER_LOWER},
    {"ms", XNB_BETTER_LOWER},
    {"s", XNB_BETTER_LOWER},
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
	    look_up(directions, sizeof(directions) / sizeof(directions[0]),
	            direction_of(run, experiment, metric));

	if (!word)
		word = look_up(units, sizeof(units) / sizeof(units[0]), unit);
	return word ? word->better : XNB_BETTER_UNKNOWN;
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
