/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is put together while a gate is judged. */
#include "analysis/check/judging.h"

#include "base/grow.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const xnb_gate_part_names[] = {
    [XNB_GATE_PLACEMENT] = "placement",
    [XNB_GATE_SEMANTICS] = "semantics",
    [XNB_GATE_PATHS] = "paths",
};

const char *xnb_gate_keep(struct xnb_gate *gate, const char *text, struct xnb_error *err)
{
	const char *kept = xnb_strings_intern(&gate->strings, text ? text : "");

	if (!kept)
		xnb_fail_nomem(err);
	return kept;
}

const char *xnb_gate_keep_buf(struct xnb_gate *gate, struct xnb_buf *text,
                              struct xnb_error *err)
{
	const char *kept = NULL;

	if (text->failed)
		xnb_fail_nomem(err);
	else
		kept = xnb_gate_keep(gate, xnb_buf_text(text), err);
	xnb_buf_free(text);
	return kept;
}

int xnb_gate_add(struct xnb_gate *gate, const struct xnb_gate_check *check,
                 struct xnb_error *err)
{
	struct xnb_gate_check *all =
	    xnb_grow(gate->checks, gate->n_checks, sizeof(*all), err);
	struct xnb_gate_check *one;

	if (!all)
		return -1;
	gate->checks = all;
	one = &all[gate->n_checks];
	*one = *check;
	one->box = xnb_gate_keep(gate, check->box, err);
	one->group = xnb_gate_keep(gate, check->group, err);
	one->variant = xnb_gate_keep(gate, check->variant, err);
	one->seen[XNB_BASE] = xnb_gate_keep(gate, check->seen[XNB_BASE], err);
	one->seen[XNB_NEW] = xnb_gate_keep(gate, check->seen[XNB_NEW], err);
	one->note = xnb_gate_keep(gate, check->note, err);
	one->shares = xnb_gate_keep(gate, check->shares, err);
	one->change.how = xnb_gate_keep(gate, check->change.how, err);
	one->change.why = xnb_gate_keep(gate, check->change.why, err);
	if (!one->box || !one->group || !one->variant || !one->seen[XNB_BASE] ||
	    !one->seen[XNB_NEW] || !one->note || !one->shares || !one->change.how ||
	    !one->change.why)
		return -1;
	gate->n_checks++;
	return 0;
}

int xnb_gate_warn(struct xnb_gate *gate, struct xnb_error *err, const char *format, ...)
{
	const char **all = xnb_grow(gate->warnings, gate->n_warnings, sizeof(*all), err);
	char text[512];
	va_list args;

	if (!all)
		return -1;
	gate->warnings = all;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	all[gate->n_warnings] = xnb_gate_keep(gate, text, err);
	return all[gate->n_warnings++] ? 0 : -1;
}

void xnb_gate_put_inside(struct xnb_buf *out, const char *text, const char *dir)
{
	size_t length = strlen(dir);

	for (const char *at; length && (at = strstr(text, dir)); text = at + length) {
		xnb_buf_append(out, text, (size_t)(at - text));
		if (at[length] == '/')
			at++;
	}
	xnb_buf_puts(out, text);
}

int xnb_gate_add_missing(struct xnb_gate *gate, const struct xnb_gate_box *box,
                         enum xnb_compare_side side, struct xnb_error *err)
{
	struct xnb_gate_missing *all =
	    xnb_grow(gate->missing, gate->n_missing, sizeof(*all), err);
	const struct xnb_gate_run *run = &box->runs[side];
	struct xnb_gate_missing *one;

	if (!all)
		return -1;
	gate->missing = all;
	one = &all[gate->n_missing];
	*one = (struct xnb_gate_missing){
	    .box = xnb_gate_keep(gate, box->name, err),
	    .side = side,
	    .parts = box->parts,
	    .why = xnb_gate_keep(gate, run->why ? run->why : "nobody says why", err),
	    .console = xnb_gate_keep(gate, run->console, err),
	    .exit = run->exit,
	};
	if (!one->box || !one->why || !one->console)
		return -1;
	gate->n_missing++;
	return 0;
}

size_t xnb_gate_count_part(const struct xnb_gate *gate, size_t first)
{
	const struct xnb_gate_check *checks = gate->checks;
	size_t end = first;

	while (end < gate->n_checks && checks[end].part == checks[first].part &&
	       strcmp(checks[end].box, checks[first].box) == 0)
		end++;
	return end - first;
}

void xnb_gate_free(struct xnb_gate *gate)
{
	if (!gate)
		return;
	free(gate->facts);
	free(gate->checks);
	free(gate->missing);
	free(gate->warnings);
	xnb_strings_free(&gate->strings);
	free(gate);
}

const char *xnb_gate_result_name(enum xnb_gate_result result)
{
	static const char *const names[] = {
	    [XNB_GATE_HOLDS] = "holds",       [XNB_GATE_UNCLAIMED] = "unclaimed",
	    [XNB_GATE_ONLY_NEW] = "only-new", [XNB_GATE_KNOWN] = "known",
	    [XNB_GATE_IMPROVED] = "improved", [XNB_GATE_UNTOLD] = "untold",
	    [XNB_GATE_WORSE] = "worse",       [XNB_GATE_DEVIATES] = "deviates",
	};

	return names[result];
}

const char *xnb_gate_verdict_word(enum xnb_gate_verdict verdict)
{
	static const char *const words[] = {
	    [XNB_GATE_CLEAN] = "CLEAN",
	    [XNB_GATE_IMPROVEMENT] = "IMPROVEMENT",
	    [XNB_GATE_INCONCLUSIVE] = "INCONCLUSIVE",
	    [XNB_GATE_REGRESSION] = "REGRESSION",
	    [XNB_GATE_NOT_RUN] = "NOT RUN",
	};

	return words[verdict];
}
