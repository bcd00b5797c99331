/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The self-test as one JSON document; docs/self-test.schema.json says what is in it. */
#include "analysis/compare/self_test.h"

#include "analysis/compare/json_key.h"
#include "analysis/text/json_value.h"

#include <jansson.h>

enum { SCHEMA = 1 };

static json_t *share(const struct xnb_interval *share)
{
	return json_pack("{s:o, s:o, s:o}", "share", xnb_json_of_number(share->center),
	                 "low", xnb_json_of_number(share->low), "high",
	                 xnb_json_of_number(share->high));
}

static json_t *key(const struct xnb_compare_key *key)
{
	json_t *object = json_object();

	xnb_compare_json_set_key(object, key);
	return object;
}

static json_t *series_of(const struct xnb_self_series *one)
{
	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s?, s:s}",
	                 "key", key(&one->series->key), "level",
	                 xnb_unit_level_name(one->series->subject, one->series->level),
	                 "units_base", xnb_json_of_count(one->n_base), "units_new",
	                 xnb_json_of_count(one->n_new), "different_splits",
	                 xnb_json_of_number(one->possible), "alarms",
	                 xnb_json_of_count(one->n_alarms), "false_alarms",
	                 share(&one->alarms), "noise", xnb_json_of_number(one->noise),
	                 "smallest_loss", xnb_json_of_number(one->smallest), "why_not",
	                 one->why_not, "note", one->series->scope);
}

static json_t *all_series(const struct xnb_self_test *test)
{
	json_t *array = json_array();

	for (size_t i = 0; i < test->n; i++)
		json_array_append_new(array, series_of(&test->series[i]));
	return array;
}

static json_t *refused(const struct xnb_compare *compare)
{
	json_t *array = json_array();

	for (size_t i = 0; i < compare->n_refused; i++)
		json_array_append_new(
		    array, json_pack("{s:o, s:s, s:s}", "key",
		                     key(&compare->refused[i].key), "reason",
		                     xnb_compare_reason_name(compare->refused[i].reason),
		                     "why", compare->refused[i].why));
	return array;
}

static json_t *document(const struct xnb_self_test *test)
{
	const struct xnb_compare *compare = test->compare;
	const struct xnb_compare_arm_facts *arm = &compare->arms[XNB_BASE];

	return json_pack(
	    "{s:i, s:o, s:o, s:o, s:f, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "schema", SCHEMA, "runs", xnb_json_of_texts(arm->paths, arm->n_paths),
	    "boots", xnb_json_of_count(arm->n_boots), "timing",
	    xnb_json_of_text(arm->timing), "margin", compare->margin, "scope",
	    compare->within_boot ? "within-boot" : "boots", "splits",
	    xnb_json_of_count(test->n_splits), "seed", (json_int_t)test->seed,
	    "false_alarms", share(&test->alarms), "gate_fails", share(&test->failures),
	    "exact", xnb_json_of_count(test->n_exact), "exact_varying",
	    xnb_json_of_count(test->n_varying), "warnings",
	    xnb_json_of_texts(compare->warnings, compare->n_warnings), "refused",
	    refused(compare), "series", all_series(test));
}

int xnb_self_test_write_json(struct xnb_buf *out, const struct xnb_self_test *test,
                             struct xnb_error *err)
{
	if (xnb_json_write(out, document(test), err))
		return -1;
	return out->failed ? xnb_fail_nomem(err) : 0;
}
