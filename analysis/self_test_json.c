/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The self-test as one JSON document; docs/self-test.schema.json says what is in it. */
#include "analysis/self_test.h"

#include "analysis/utf8.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

enum { SCHEMA = 1 };

/* Bytes that are not UTF-8 become U+FFFD: JSON has no other text. */
static json_t *text(const char *foreign)
{
	struct xnb_buf clean = {0};
	json_t *value;

	xnb_utf8_clean(&clean, foreign);
	value = json_string(xnb_buf_text(&clean));
	xnb_buf_free(&clean);
	return value;
}

static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *count(size_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *share(const struct xnb_interval *share)
{
	return json_pack("{s:o, s:o, s:o}", "share", number(share->center), "low",
	                 number(share->low), "high", number(share->high));
}

static json_t *key(const struct xnb_compare_key *key)
{
	const struct {
		const char *name, *value;
	} fields[] = {
	    {"experiment", key->experiment},
	    {"scenario", key->scenario},
	    {"item", key->item},
	    {"params", key->params},
	    {"cpu_node", key->cpu_node},
	    {"mem_node", key->mem_node},
	    {"metric", key->metric},
	    {"unit", key->unit},
	};
	json_t *object = json_object();

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		json_object_set_new(object, fields[i].name, text(fields[i].value));
	return object;
}

static json_t *series_of(const struct xnb_self_series *one)
{
	return json_pack(
	    "{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s?, s:s}", "key",
	    key(&one->series->key), "level", xnb_unit_level_name(one->series->level),
	    "units_base", count(one->n_base), "units_new", count(one->n_new),
	    "different_splits", number(one->possible), "alarms", count(one->n_alarms),
	    "false_alarms", share(&one->alarms), "smallest_loss", number(one->smallest),
	    "why_not", one->why_not, "note", one->series->note);
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

static json_t *texts(const char *const *all, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, text(all[i]));
	return array;
}

static json_t *document(const struct xnb_self_test *test)
{
	const struct xnb_compare *compare = test->compare;
	const struct xnb_compare_arm_facts *arm = &compare->arms[XNB_BASE];

	return json_pack(
	    "{s:i, s:o, s:o, s:o, s:f, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "schema", SCHEMA, "runs", texts(arm->paths, arm->n_paths), "boots",
	    count(arm->n_boots), "timing", text(arm->timing), "margin", compare->margin,
	    "scope", compare->within_boot ? "within-boot" : "boots", "splits",
	    count(test->n_splits), "seed", (json_int_t)test->seed, "false_alarms",
	    share(&test->alarms), "gate_fails", share(&test->failures), "exact",
	    count(test->n_exact), "exact_varying", count(test->n_varying), "warnings",
	    texts(compare->warnings, compare->n_warnings), "refused", refused(compare),
	    "series", all_series(test));
}

int xnb_self_test_write_json(struct xnb_buf *out, const struct xnb_self_test *test,
                             struct xnb_error *err)
{
	json_t *root = document(test);
	char *json = root ? json_dumps(root, JSON_INDENT(2)) : NULL;

	json_decref(root);
	if (!json)
		return xnb_fail_nomem(err);
	xnb_buf_puts(out, json);
	xnb_buf_puts(out, "\n");
	free(json);
	return out->failed ? xnb_fail_nomem(err) : 0;
}
