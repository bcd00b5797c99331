/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/judging.h"

#include "analysis/check/words.h"
#include "rundir/params.h"
#include "rundir/runjson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct paths {
	struct xnb_gate *gate;
	const char *box;
	struct xnb_compare *compare;
	json_t *const *metas; /* run.json of both */
	struct xnb_path_parts_table parts[XNB_N_SIDES];
};

/* The length that most calls have; that of single calls, and what else a run measured, is
 * no check. */
static bool is_length(const struct xnb_compare_key *key)
{
	return strcmp(key->experiment, "hypercall") == 0 &&
	       strcmp(key->metric, "path-mode") == 0;
}

static void say_length(struct xnb_buf *text, const struct xnb_compare_arm *arm)
{
	xnb_gate_say_instructions(text, arm->center, false);
	if (arm->max > arm->min) {
		xnb_buf_puts(text, " (");
		xnb_gate_say_instructions(text, arm->min, false);
		xnb_buf_puts(text, " to ");
		xnb_gate_say_instructions(text, arm->max, false);
		xnb_buf_puts(text, ")");
	}
	xnb_buf_puts(text, " instructions");
}

static struct xnb_gate_check begin(const struct paths *paths,
                                   const struct xnb_compare_key *key)
{
	return (struct xnb_gate_check){
	    .part = XNB_GATE_PATHS,
	    .box = paths->box,
	    .group = key->item,
	    .variant = key->params,
	    .values = {NAN, NAN},
	};
}

/* Where the length of the series lies, in its first round; NULL where that is of another
 * length, as of rounds that differ. */
static const struct xnb_path_parts *find_parts(const struct paths *paths,
                                               const struct xnb_compare_series *series,
                                               enum xnb_compare_side side)
{
	const struct xnb_path_parts *parts = xnb_path_parts_find(
	    &paths->parts[side], series->key.item, series->key.params, 0, 0);

	return parts && (double)parts->path == series->arms[side].center ? parts : NULL;
}

static void find_shares(char *text, size_t size, struct xnb_gate_check *check,
                        const struct paths *paths,
                        const struct xnb_compare_series *series)
{
	text[0] = '\0';
	check->shares = text;
	if (check->result == XNB_GATE_HOLDS ||
	    (paths->parts[XNB_BASE].n == 0 && paths->parts[XNB_NEW].n == 0))
		return;
	xnb_path_change(&check->change, find_parts(paths, series, XNB_BASE),
	                find_parts(paths, series, XNB_NEW));
	xnb_path_change_parts(text, size, &check->change);
}

static int add_judged(const struct paths *paths, const struct xnb_compare_series *series,
                      struct xnb_error *err)
{
	static const enum xnb_gate_result results[] = {
	    [XNB_VERDICT_EQUIVALENT] = XNB_GATE_HOLDS,
	    [XNB_VERDICT_IMPROVEMENT] = XNB_GATE_IMPROVED,
	    [XNB_VERDICT_INCONCLUSIVE] = XNB_GATE_UNTOLD,
	    [XNB_VERDICT_REGRESSION] = XNB_GATE_WORSE,
	};
	struct xnb_gate_check check = begin(paths, &series->key);
	struct xnb_buf seen[XNB_N_SIDES] = {{0}};
	char shares[160];
	int result;

	check.result = results[series->verdict];
	find_shares(shares, sizeof(shares), &check, paths, series);
	check.note = series->note;
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		say_length(&seen[side], &series->arms[side]);
		check.seen[side] = xnb_buf_text(&seen[side]);
		check.values[side] = series->arms[side].center;
	}
	result = xnb_gate_add(paths->gate, &check, err);
	xnb_buf_free(&seen[XNB_BASE]);
	xnb_buf_free(&seen[XNB_NEW]);
	return result;
}

/* Whether the program that measured NEW could have measured it: its table is in run.json.
 */
static bool knows(const json_t *meta, const char *operation)
{
	const json_t *table = json_object_get(meta, "hypercalls");

	for (size_t i = 0; i < json_array_size(table); i++)
		if (strcmp(xnb_runjson_text(json_array_get(table, i), "name"),
		           operation) == 0)
			return true;
	return false;
}

/* "populate, order=18;policy=any" is of all series with these parameters. */
static bool is_of(const char *what, const struct xnb_compare_key *key)
{
	size_t length = strlen(key->item);
	char one[256], value[128];

	if (strncmp(what, key->item, length) != 0)
		return false;
	for (what += length; strncmp(what, ", ", 2) == 0 || *what == ';';) {
		char *equals;

		what += *what == ';' ? 1 : 2;
		length = strcspn(what, ";,: ");
		snprintf(one, sizeof(one), "%.*s", (int)length, what);
		equals = strchr(one, '=');
		if (!equals)
			return false;
		*equals = '\0';
		if (!xnb_params_get(key->params, one, value, sizeof(value)) ||
		    strcmp(value, equals + 1) != 0)
			return false;
		what += length;
	}
	return !*what || *what == ':';
}

/* What run.json says why it is not there; NULL: nothing. */
static const char *find_absent(const json_t *meta, const struct xnb_compare_key *key)
{
	static const char before[] = "hypercall ";
	const json_t *absent = json_object_get(meta, "absent");

	for (size_t i = 0; i < json_array_size(absent); i++) {
		const json_t *one = json_array_get(absent, i);
		const char *what = xnb_runjson_text(one, "what");

		if (strncmp(what, before, sizeof(before) - 1) == 0 &&
		    is_of(what + sizeof(before) - 1, key))
			return xnb_runjson_text(one, "why");
	}
	return NULL;
}

/* A run that was cut off has not said what it does not have. */
static bool is_complete(const json_t *meta)
{
	return strcmp(xnb_runjson_text(meta, "state"), XNB_STATE_COMPLETE) == 0;
}

static enum xnb_gate_result result_of(const struct paths *paths,
                                      const struct xnb_compare_refused *refused)
{
	if (refused->reason == XNB_REFUSED_ONLY_NEW)
		return is_complete(paths->metas[XNB_BASE]) ? XNB_GATE_ONLY_NEW
		                                           : XNB_GATE_UNTOLD;
	if (refused->reason == XNB_REFUSED_ONLY_BASE &&
	    !knows(paths->metas[XNB_NEW], refused->key.item))
		return XNB_GATE_UNCLAIMED;
	return XNB_GATE_UNTOLD;
}

static int add_refused(const struct paths *paths,
                       const struct xnb_compare_refused *refused, struct xnb_error *err)
{
	struct xnb_gate_check check = begin(paths, &refused->key);
	const char *absent = refused->reason == XNB_REFUSED_ONLY_BASE
	                         ? find_absent(paths->metas[XNB_NEW], &refused->key)
	                         : NULL;
	struct xnb_buf note = {0};
	int result;

	check.result = result_of(paths, refused);
	xnb_buf_puts(&note, refused->why);
	if (check.result == XNB_GATE_UNCLAIMED)
		xnb_buf_puts(&note,
		             ": what measured it there does not have the operation");
	if (absent)
		xnb_buf_printf(&note, ": %s", absent);
	if (check.result == XNB_GATE_UNTOLD && refused->reason == XNB_REFUSED_ONLY_NEW)
		xnb_buf_puts(&note, ", and the run of BASE is not complete");
	check.note = xnb_buf_text(&note);
	result = xnb_gate_add(paths->gate, &check, err);
	xnb_buf_free(&note);
	return result;
}

/* By operation, then variant, whatever came of it. */
static int compare_checks(const void *p, const void *q)
{
	const struct xnb_gate_check *a = p, *b = q;
	int order = strverscmp(a->group, b->group);

	return order ? order : strverscmp(a->variant, b->variant);
}

static int add_all(const struct paths *paths, struct xnb_error *err)
{
	const struct xnb_compare *compare = paths->compare;
	size_t first = paths->gate->n_checks;

	for (size_t i = 0; i < compare->n_series; i++)
		if (is_length(&compare->series[i].key) &&
		    add_judged(paths, &compare->series[i], err))
			return -1;
	for (size_t i = 0; i < compare->n_refused; i++)
		if (is_length(&compare->refused[i].key) &&
		    add_refused(paths, &compare->refused[i], err))
			return -1;
	if (paths->gate->n_checks > first)
		qsort(&paths->gate->checks[first], paths->gate->n_checks - first,
		      sizeof(*paths->gate->checks), compare_checks);
	return 0;
}

/* Where a difference lies is not what is judged. */
static int read_parts(struct paths *paths, const struct xnb_gate_box *box,
                      struct xnb_error *err)
{
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		const char *dir = box->runs[side].dir;
		struct xnb_buf text = {0};
		struct xnb_error why;
		int result;

		if (!xnb_path_parts_read(&paths->parts[side], dir, &why))
			continue;
		xnb_gate_put_inside(&text, why.text, dir);
		result = xnb_gate_warn(paths->gate, err, "%s: %s", box->name,
		                       xnb_buf_text(&text));
		xnb_buf_free(&text);
		if (result)
			return -1;
	}
	return 0;
}

int xnb_gate_judge_paths(const struct xnb_gate_pair *pair, const struct xnb_gate_box *box,
                         struct xnb_error *err)
{
	const char *base = box->runs[XNB_BASE].dir, *changed = box->runs[XNB_NEW].dir;
	const struct xnb_compare_request request = {
	    .arms = {[XNB_BASE] = {&base, 1}, [XNB_NEW] = {&changed, 1}}};
	struct paths paths = {.gate = pair->gate, .box = pair->box, .metas = pair->metas};
	int result = -1;

	if (!read_parts(&paths, box, err) && !xnb_compare(&paths.compare, &request, err))
		result = add_all(&paths, err);
	xnb_compare_free(paths.compare);
	xnb_path_parts_free(&paths.parts[XNB_BASE]);
	xnb_path_parts_free(&paths.parts[XNB_NEW]);
	return result;
}
