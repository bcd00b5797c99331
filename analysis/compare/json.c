/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The comparison as one JSON document; docs/compare.schema.json says what is in it. */
#include "analysis/compare/format.h"

#include "analysis/compare/json_key.h"
#include "analysis/text/json_value.h"

#include <jansson.h>
#include <math.h>

enum { SCHEMA = 1 };

static const char *const side_names[] = {[XNB_BASE] = "base", [XNB_NEW] = "new"};

static const char *const better_names[] = {
    [XNB_BETTER_UNKNOWN] = "unknown",
    [XNB_BETTER_HIGHER] = "higher",
    [XNB_BETTER_LOWER] = "lower",
    [XNB_BETTER_EXACT] = "exact",
};

static json_t *arm_facts(const struct xnb_compare_arm_facts *arm)
{
	return json_pack("{s:o, s:o, s:o}", "runs",
	                 xnb_json_of_texts(arm->paths, arm->n_paths), "boots",
	                 xnb_json_of_count(arm->n_boots), "timing",
	                 xnb_json_of_text(arm->timing));
}

static json_t *differences(const struct xnb_compare *compare)
{
	json_t *array = json_array();

	for (size_t i = 0; i < compare->n_differences; i++) {
		const struct xnb_compare_difference *one = &compare->differences[i];

		json_array_append_new(
		    array,
		    json_pack("{s:o, s:o, s:o, s:o}", "name", xnb_json_of_text(one->name),
		              "key", xnb_json_of_text(one->key), "base",
		              xnb_json_of_text(one->value[XNB_BASE]), "new",
		              xnb_json_of_text(one->value[XNB_NEW])));
	}
	return array;
}

static json_t *refused(const struct xnb_compare *compare)
{
	json_t *array = json_array();

	for (size_t i = 0; i < compare->n_refused; i++) {
		const struct xnb_compare_refused *one = &compare->refused[i];
		json_t *object = json_object();

		xnb_compare_json_set_key(object, &one->key);
		json_object_set_new(object, "reason",
		                    json_string(xnb_compare_reason_name(one->reason)));
		json_object_set_new(object, "why", xnb_json_of_text(one->why));
		json_object_set_new(object, "lost", json_boolean(one->lost));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *arm(const struct xnb_compare_arm *arm)
{
	json_t *units = json_array(), *object;

	for (size_t i = 0; i < arm->n_units; i++)
		json_array_append_new(units, xnb_json_of_number(arm->units[i]));
	object = json_pack(
	    "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "units", units, "boots",
	    xnb_json_of_count(arm->n_boots), "samples", xnb_json_of_count(arm->n_samples),
	    "left_out", xnb_json_of_count(arm->n_left_out), "center",
	    xnb_json_of_number(arm->center), "min", xnb_json_of_number(arm->min), "max",
	    xnb_json_of_number(arm->max), "ideal", xnb_json_of_number(arm->ideal));
	if (arm->evidence[0])
		json_object_set_new(object, "evidence", xnb_json_of_text(arm->evidence));
	return object;
}

static json_t *interval(double low, double high)
{
	if (!isfinite(low) || !isfinite(high))
		return json_null();
	return json_pack("[f, f]", low, high);
}

static json_t *further(const struct xnb_compare_series *series)
{
	if (series->further == 0)
		return json_null();
	return json_pack("{s:o, s:b}", "units", xnb_json_of_count(series->further),
	                 "at_least", series->further_at_least);
}

static json_t *judged(const struct xnb_compare_series *one)
{
	json_t *object = json_object();
	const struct {
		const char *name;
		json_t *value;
	} members[] = {
	    {"rule", json_string(one->exact ? "exact" : "timed")},
	    {"better", json_string(better_names[one->better])},
	    {"level", json_string(xnb_unit_level_name(one->subject, one->level))},
	    {"paired", json_boolean(one->paired)},
	    {side_names[XNB_BASE], arm(&one->arms[XNB_BASE])},
	    {side_names[XNB_NEW], arm(&one->arms[XNB_NEW])},
	    {"ratio", xnb_json_of_number(one->ratio.center)},
	    {"interval95", interval(one->ratio.low, one->ratio.high)},
	    {"interval90", interval(one->ratio90.low, one->ratio90.high)},
	    {"p_worse", xnb_json_of_number(one->p_worse)},
	    {"p_better", xnb_json_of_number(one->p_better)},
	    {"adjusted_p_worse", xnb_json_of_number(one->adjusted_worse)},
	    {"adjusted_p_better", xnb_json_of_number(one->adjusted_better)},
	    {"verdict", json_string(xnb_verdict_word(one->verdict))},
	    {"verdict_alone", json_string(xnb_verdict_word(one->alone))},
	    {"further", further(one)},
	    {"scope", xnb_json_of_text(one->scope)},
	    {"note", xnb_json_of_text(one->note)},
	};

	xnb_compare_json_set_key(object, &one->key);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		json_object_set_new(object, members[i].name, members[i].value);
	return object;
}

static json_t *series(const struct xnb_compare *compare)
{
	json_t *array = json_array();

	for (size_t i = 0; i < compare->n_series; i++)
		json_array_append_new(array, judged(&compare->series[i]));
	return array;
}

static json_t *counts(const struct xnb_compare *compare)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < XNB_N_VERDICTS; i++)
		json_object_set_new(object, xnb_verdict_word((enum xnb_verdict)i),
		                    xnb_json_of_count(compare->counts[i]));
	return object;
}

static json_t *document(const struct xnb_compare *compare)
{
	return json_pack(
	    "{s:i, s:s, s:s, s:i, s:f, s:s, s:{s:o, s:o}, s:o, s:o, s:o, s:o, s:o}",
	    "schema", SCHEMA, "verdict", xnb_verdict_word(compare->verdict), "why",
	    compare->why, "exit", compare->exit, "margin", compare->margin, "scope",
	    compare->within_boot ? "within-boot" : "boots", "arms", side_names[XNB_BASE],
	    arm_facts(&compare->arms[XNB_BASE]), side_names[XNB_NEW],
	    arm_facts(&compare->arms[XNB_NEW]), "differences", differences(compare),
	    "warnings", xnb_json_of_texts(compare->warnings, compare->n_warnings),
	    "counts", counts(compare), "refused", refused(compare), "series",
	    series(compare));
}

int xnb_compare_write_json(struct xnb_buf *out, const struct xnb_compare *compare,
                           struct xnb_error *err)
{
	if (xnb_json_write(out, document(compare), err))
		return -1;
	return out->failed ? xnb_fail_nomem(err) : 0;
}
