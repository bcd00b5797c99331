/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/check.h"

#include "analysis/check/judging.h"
#include "rundir/runjson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A run that cannot be read is none, for the reason that the reader has. */
static int add_unreadable(struct xnb_gate *gate, const struct xnb_gate_box *box,
                          enum xnb_compare_side side, const struct xnb_error *why,
                          struct xnb_error *err)
{
	struct xnb_gate_box unreadable = *box;
	struct xnb_buf text = {0};
	int result;

	xnb_gate_put_inside(&text, why->text, box->runs[side].dir);
	unreadable.runs[side] =
	    (struct xnb_gate_run){.why = xnb_buf_text(&text), .exit = why->exit};
	result = xnb_gate_add_missing(gate, &unreadable, side, err);
	xnb_buf_free(&text);
	return result;
}

static int check_state(struct xnb_gate *gate, const struct xnb_gate_box *box,
                       enum xnb_compare_side side, const json_t *meta,
                       struct xnb_error *err)
{
	static const char *const names[] = {[XNB_BASE] = "BASE", [XNB_NEW] = "NEW"};
	const char *state = xnb_runjson_text(meta, "state");

	if (strcmp(state, XNB_STATE_COMPLETE) == 0)
		return 0;
	return xnb_gate_warn(gate, err, "%s: the run of %s is not complete: %s",
	                     box->name, names[side], state);
}

/* Of the runs that the box has, where they can be read. */
static int read_metas(struct xnb_gate_pair *pair, const struct xnb_gate_box *box,
                      struct xnb_error *err)
{
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		const char *dir = box->runs[side].dir;
		struct xnb_error why = {.exit = XNB_EXIT_FAILED};
		struct xnb_buf path = {0};
		int result;

		if (!dir && xnb_gate_add_missing(pair->gate, box, side, err))
			return -1;
		if (!dir)
			continue;
		xnb_buf_printf(&path, "%s/run.json", dir);
		result = path.failed ? xnb_fail_nomem(&why)
		                     : xnb_runjson_read(&pair->metas[side],
		                                        xnb_buf_text(&path), &why);
		xnb_buf_free(&path);
		result = result
		             ? add_unreadable(pair->gate, box, side, &why, err)
		             : check_state(pair->gate, box, side, pair->metas[side], err);
		if (result)
			return -1;
	}
	return 0;
}

static int load_runs(struct xnb_gate_pair *pair, const struct xnb_gate_box *box,
                     struct xnb_error *err)
{
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		struct xnb_error why = {.exit = XNB_EXIT_FAILED};

		if (pair->metas[side] &&
		    xnb_run_load(&pair->runs[side], box->runs[side].dir, XNB_READ_LENIENT,
		                 &why) &&
		    add_unreadable(pair->gate, box, side, &why, err))
			return -1;
	}
	return 0;
}

/* A part that should have been measured, and left nothing to judge. */
static int check_part(struct xnb_gate *gate, const char *box, enum xnb_gate_part part,
                      size_t before, struct xnb_error *err)
{
	const struct xnb_gate_check check = {
	    .part = part,
	    .box = box,
	    .group = xnb_gate_part_names[part],
	    .result = XNB_GATE_UNTOLD,
	    .values = {NAN, NAN},
	    .note = "the run has nothing of it",
	};

	return gate->n_checks > before ? 0 : xnb_gate_add(gate, &check, err);
}

static int judge_domains(struct xnb_gate_pair *pair, const struct xnb_gate_box *box,
                         struct xnb_error *err)
{
	static int (*const judges[])(const struct xnb_gate_pair *, struct xnb_error *) = {
	    [XNB_GATE_PLACEMENT] = xnb_gate_judge_placement,
	    [XNB_GATE_SEMANTICS] = xnb_gate_judge_claims,
	};
	const unsigned domains = 1u << XNB_GATE_PLACEMENT | 1u << XNB_GATE_SEMANTICS;

	if (!(box->parts & domains))
		return 0;
	if (load_runs(pair, box, err))
		return -1;
	for (unsigned part = 0; part < 2 && pair->runs[XNB_NEW]; part++) {
		size_t before = pair->gate->n_checks;

		if ((box->parts & 1u << part) &&
		    (judges[part](pair, err) ||
		     check_part(pair->gate, pair->box, part, before, err)))
			return -1;
	}
	return 0;
}

static bool is_named(const char *text, const char *dir)
{
	size_t length = strlen(dir);

	for (const char *at = text; (at = strstr(at, dir)); at++)
		if (strchr("/:", at[length]))
			return true;
	return false;
}

/* The reader names the run that it could not read. */
static int blame(struct xnb_gate *gate, const struct xnb_gate_box *box,
                 const struct xnb_error *why, struct xnb_error *err)
{
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		if (is_named(why->text, box->runs[side].dir))
			return add_unreadable(gate, box, side, why, err);
	if (err)
		*err = *why;
	return -1;
}

static int judge_paths(struct xnb_gate_pair *pair, const struct xnb_gate_box *box,
                       struct xnb_error *err)
{
	struct xnb_error why = {.exit = XNB_EXIT_FAILED};
	size_t before = pair->gate->n_checks;

	if (!(box->parts & 1u << XNB_GATE_PATHS) || !pair->metas[XNB_BASE] ||
	    !pair->metas[XNB_NEW])
		return 0;
	if (xnb_gate_judge_paths(pair, box, &why))
		return blame(pair->gate, box, &why, err);
	return check_part(pair->gate, box->name, XNB_GATE_PATHS, before, err);
}

static int judge_box(struct xnb_gate *gate, const struct xnb_gate_box *box,
                     struct xnb_error *err)
{
	struct xnb_gate_pair pair = {.gate = gate, .box = box->name};
	int result = -1;

	if (!read_metas(&pair, box, err) && !xnb_gate_take_facts(&pair, err) &&
	    !judge_domains(&pair, box, err) && !judge_paths(&pair, box, err))
		result = 0;
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		xnb_run_free(pair.runs[side]);
		json_decref(pair.metas[side]);
	}
	return result;
}

static int judge(struct xnb_gate *gate, const struct xnb_gate_request *request,
                 struct xnb_error *err)
{
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		gate->xens[side] = xnb_gate_keep(gate, request->xens[side], err);
		gate->dirs[side] = xnb_gate_keep(gate, request->dirs[side], err);
		if (!gate->xens[side] || !gate->dirs[side])
			return -1;
	}
	if (request->is_same &&
	    xnb_gate_warn(gate, err, "NEW is BASE: %s is judged against itself",
	                  gate->xens[XNB_NEW]))
		return -1;
	for (size_t i = 0; i < request->n_boxes; i++)
		if (judge_box(gate, &request->boxes[i], err))
			return -1;
	return xnb_gate_decide(gate, request, err);
}

int xnb_gate_judge(struct xnb_gate **out, const struct xnb_gate_request *request,
                   struct xnb_error *err)
{
	struct xnb_gate *gate = calloc(1, sizeof(*gate));

	*out = NULL;
	if (!gate)
		return xnb_fail_nomem(err);
	if (judge(gate, request, err)) {
		xnb_gate_free(gate);
		return -1;
	}
	*out = gate;
	return 0;
}
