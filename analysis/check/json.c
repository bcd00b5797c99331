/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The gate's judgement as one JSON document; docs/check.schema.json says what is in it.
 */
#include "analysis/check/format.h"

#include "analysis/check/words.h"
#include "analysis/text/json_value.h"

#include <jansson.h>

enum { SCHEMA = 1 };

static json_t *sides(const char *const texts[XNB_N_SIDES])
{
	return json_pack("{s:o, s:o}", "base", xnb_json_of_text(texts[XNB_BASE]), "new",
	                 xnb_json_of_text(texts[XNB_NEW]));
}

static json_t *facts(const struct xnb_gate *gate)
{
	json_t *array = json_array();

	for (size_t i = 0; i < gate->n_facts; i++) {
		const struct xnb_compare_difference *one = &gate->facts[i];

		json_array_append_new(
		    array,
		    json_pack("{s:o, s:o, s:o, s:o}", "name", xnb_json_of_text(one->name),
		              "key", xnb_json_of_text(one->key), "base",
		              xnb_json_of_text(one->value[XNB_BASE]), "new",
		              xnb_json_of_text(one->value[XNB_NEW])));
	}
	return array;
}

static json_t *seen(const struct xnb_gate_check *check, enum xnb_compare_side side)
{
	return json_pack("{s:o, s:o}", "seen", xnb_json_of_text(check->seen[side]),
	                 "value", xnb_json_of_number(check->values[side]));
}

static json_t *change(const struct xnb_part_change *part)
{
	return part->told ? json_integer(part->by) : json_null();
}

static json_t *shares(const struct xnb_gate_check *check)
{
	const struct xnb_path_change *all = &check->change;

	if (!all->how[0] && !all->why[0])
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "userland", change(&all->user),
	                 "kernel", change(&all->kernel), "xen", change(&all->xen), "rest",
	                 change(&all->rest), "how", xnb_json_of_text(all->how), "why",
	                 xnb_json_of_text(all->why));
}

static json_t *checks(const struct xnb_gate *gate)
{
	json_t *array = json_array();

	for (size_t i = 0; i < gate->n_checks; i++) {
		const struct xnb_gate_check *one = &gate->checks[i];

		json_array_append_new(
		    array,
		    json_pack("{s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "box",
		              xnb_json_of_text(one->box), "part",
		              xnb_gate_part_names[one->part], "group",
		              xnb_json_of_text(one->group), "variant",
		              xnb_json_of_text(one->variant), "result",
		              xnb_gate_result_name(one->result), "base",
		              seen(one, XNB_BASE), "new", seen(one, XNB_NEW),
		              "difference", xnb_json_of_number(xnb_gate_difference(one)),
		              "shares", shares(one), "note",
		              xnb_json_of_text(one->note)));
	}
	return array;
}

static json_t *parts(unsigned bits)
{
	json_t *array = json_array();

	for (unsigned part = 0; part < XNB_N_GATE_PARTS; part++)
		if (bits & 1u << part)
			json_array_append_new(array,
			                      json_string(xnb_gate_part_names[part]));
	return array;
}

static json_t *missing(const struct xnb_gate *gate)
{
	static const char *const sides[] = {[XNB_BASE] = "base", [XNB_NEW] = "new"};
	json_t *array = json_array();

	for (size_t i = 0; i < gate->n_missing; i++) {
		const struct xnb_gate_missing *one = &gate->missing[i];

		json_array_append_new(
		    array, json_pack("{s:o, s:s, s:o, s:o, s:o, s:b}", "box",
		                     xnb_json_of_text(one->box), "xen", sides[one->side],
		                     "parts", parts(one->parts), "why",
		                     xnb_json_of_text(one->why), "console",
		                     xnb_json_of_text(one->console), "excused",
		                     one->exit == XNB_EXIT_OK));
	}
	return array;
}

static json_t *counts(const struct xnb_gate *gate)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < XNB_N_GATE_RESULTS; i++)
		json_object_set_new(object, xnb_gate_result_name((enum xnb_gate_result)i),
		                    xnb_json_of_count(gate->counts[i]));
	return object;
}

static json_t *document(const struct xnb_gate *gate)
{
	return json_pack(
	    "{s:i, s:s, s:o, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
	    SCHEMA, "verdict", xnb_gate_verdict_word(gate->verdict), "why",
	    xnb_json_of_text(gate->why), "exit", (int)gate->exit, "bisect", gate->bisect,
	    "xens", sides(gate->xens), "directories", sides(gate->dirs), "facts",
	    facts(gate), "counts", counts(gate), "missing", missing(gate), "warnings",
	    xnb_json_of_texts(gate->warnings, gate->n_warnings), "checks", checks(gate));
}

int xnb_gate_write_json(struct xnb_buf *out, const struct xnb_gate *gate, bool all,
                        struct xnb_error *err)
{
	(void)all;
	if (xnb_json_write(out, document(gate), err))
		return -1;
	return out->failed ? xnb_fail_nomem(err) : 0;
}
