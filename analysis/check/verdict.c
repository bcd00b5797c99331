/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/judging.h"

#include <string.h>

enum { BISECT_GOOD = 0, BISECT_BAD = 1, BISECT_SKIP = 125 };

/* Results of one kind of checks. */
struct tally {
	size_t domains[XNB_N_GATE_RESULTS]; /* placement and semantics */
	size_t paths[XNB_N_GATE_RESULTS];
};

static void count(struct xnb_gate *gate, struct tally *tally)
{
	for (size_t i = 0; i < gate->n_checks; i++) {
		const struct xnb_gate_check *check = &gate->checks[i];

		gate->counts[check->result]++;
		if (check->part == XNB_GATE_PATHS)
			tally->paths[check->result]++;
		else
			tally->domains[check->result]++;
	}
}

/* Where several codes hold: 5, 3, 1, 4, 0. A code that no box ends with is an error. */
static unsigned weight(enum xnb_exit exit)
{
	static const enum xnb_exit order[] = {XNB_EXIT_OK, XNB_EXIT_INCONCLUSIVE,
	                                      XNB_EXIT_REGRESSION, XNB_EXIT_ENVIRONMENT};
	unsigned i = 0;

	while (i < sizeof(order) / sizeof(order[0]) && order[i] != exit)
		i++;
	return i;
}

static void raise(enum xnb_exit *exit, enum xnb_exit other)
{
	if (weight(other) > weight(*exit))
		*exit = weight(other) > weight(XNB_EXIT_ENVIRONMENT) ? XNB_EXIT_FAILED
		                                                     : other;
}

/* What was asked for by name and cannot be had with this Xen has not passed. */
static bool is_named_and_missing(const struct xnb_gate *gate, unsigned named)
{
	for (size_t i = 0; i < gate->n_missing; i++)
		if (gate->missing[i].parts & named)
			return true;
	return false;
}

static bool is_judged(const struct xnb_gate_check *check)
{
	return check->result != XNB_GATE_UNCLAIMED &&
	       check->result != XNB_GATE_ONLY_NEW && check->result != XNB_GATE_UNTOLD;
}

/* Whether one of these checks, all of a box and part, was judged: where neither Xen says
 * anything there is nothing to call clean. */
static bool is_any_judged(const struct xnb_gate_check *checks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_judged(&checks[i]))
			return true;
	return false;
}

/* Of what nothing could be judged: "paths, placement of nodes-4"; "" none. */
static void say_unjudged(struct xnb_buf *text, const struct xnb_gate *gate)
{
	size_t n;

	for (size_t i = 0; i < gate->n_checks; i += n) {
		const struct xnb_gate_check *first = &gate->checks[i];

		n = xnb_gate_count_part(gate, i);
		if (!is_any_judged(first, n))
			xnb_buf_printf(text, "%s%s of %s", text->length ? ", " : "",
			               xnb_gate_part_names[first->part], first->box);
	}
	if (!gate->n_checks)
		xnb_buf_puts(text, "any box");
}

static enum xnb_exit find_exit(const struct xnb_gate *gate,
                               const struct xnb_gate_request *request,
                               const struct xnb_buf *unjudged)
{
	enum xnb_exit exit = XNB_EXIT_OK;

	for (size_t i = 0; i < gate->n_missing; i++)
		raise(&exit, gate->missing[i].exit);
	if (gate->counts[XNB_GATE_WORSE] || gate->counts[XNB_GATE_DEVIATES])
		raise(&exit, XNB_EXIT_REGRESSION);
	if (gate->counts[XNB_GATE_UNTOLD] || unjudged->length ||
	    is_named_and_missing(gate, request->named))
		raise(&exit, XNB_EXIT_INCONCLUSIVE);
	return exit;
}

static enum xnb_gate_verdict find_verdict(const struct xnb_gate *gate)
{
	switch (gate->exit) {
	case XNB_EXIT_OK:
		return gate->counts[XNB_GATE_IMPROVED] ? XNB_GATE_IMPROVEMENT
		                                       : XNB_GATE_CLEAN;
	case XNB_EXIT_REGRESSION:
		return XNB_GATE_REGRESSION;
	case XNB_EXIT_INCONCLUSIVE:
		return XNB_GATE_INCONCLUSIVE;
	default:
		return XNB_GATE_NOT_RUN;
	}
}

/* "2 paths are longer", behind what is there already; nothing of none. */
static void say_number(struct xnb_buf *text, size_t n, const char *one, const char *many)
{
	if (n)
		xnb_buf_printf(text, "%s%zu %s", text->length ? ", " : "", n,
		               n == 1 ? one : many);
}

/* Those that are excused, or the others. */
static void say_missing(struct xnb_buf *text, const struct xnb_gate *gate, bool excused)
{
	for (size_t i = 0; i < gate->n_missing; i++) {
		const struct xnb_gate_missing *one = &gate->missing[i];

		if ((one->exit == XNB_EXIT_OK) == excused)
			xnb_buf_printf(text, "%s%s%s of %s: %s", text->length ? "; " : "",
			               excused ? "without " : "", one->box,
			               gate->xens[one->side], one->why);
	}
}

static void say_results(struct xnb_buf *text, const struct xnb_gate *gate,
                        const struct tally *tally)
{
	const size_t *counts = gate->counts;

	say_number(text, counts[XNB_GATE_DEVIATES], "new deviation", "new deviations");
	say_number(text, tally->domains[XNB_GATE_WORSE], "known deviation is worse",
	           "known deviations are worse");
	say_number(text, tally->paths[XNB_GATE_WORSE], "path is longer",
	           "paths are longer");
	say_number(text, counts[XNB_GATE_UNTOLD], "check could not be told",
	           "checks could not be told");
	say_number(text, tally->domains[XNB_GATE_IMPROVED], "deviation of BASE is mended",
	           "deviations of BASE are mended");
	say_number(text, tally->paths[XNB_GATE_IMPROVED], "path is shorter",
	           "paths are shorter");
	say_number(text, counts[XNB_GATE_KNOWN], "known deviation", "known deviations");
}

static void say_why(struct xnb_buf *text, const struct xnb_gate *gate,
                    const struct tally *tally, const struct xnb_buf *unjudged)
{
	struct xnb_buf results = {0};

	say_missing(text, gate, false);
	say_results(&results, gate, tally);
	if (unjudged->length)
		xnb_buf_printf(text, "%snothing could be judged of %s",
		               text->length ? "; " : "", unjudged->text);
	else if (gate->exit == XNB_EXIT_OK && !gate->counts[XNB_GATE_IMPROVED])
		xnb_buf_printf(text, "%snothing is worse than in %s",
		               text->length ? "; " : "", gate->xens[XNB_BASE]);
	if (results.length)
		xnb_buf_printf(text, "%s%s", text->length ? "; " : "",
		               xnb_buf_text(&results));
	say_missing(text, gate, true);
	text->failed = text->failed || results.failed;
	xnb_buf_free(&results);
}

/* What is not Xen's sources, and makes a path longer or shorter all the same: who judges
 * a tree against a release, or against runs of last year, would take it for the patch. */
static const struct {
	const char *fact, *warning;
} others[] = {
    {"environment.xen_compiler", "lengths also differ by the compiler; judge against a "
                                 "build of your own (--base DIR)"},
    {"tool.commit", "lengths also differ by the version of this tool; make the runs of "
                    "BASE again with this one"},
};

static bool is_told_apart(const struct xnb_compare_difference *fact)
{
	return fact->value[XNB_BASE][0] && fact->value[XNB_NEW][0] &&
	       strcmp(fact->value[XNB_BASE], fact->value[XNB_NEW]) != 0;
}

static int warn_of_others(struct xnb_gate *gate, const struct tally *tally,
                          struct xnb_error *err)
{
	if (!tally->paths[XNB_GATE_WORSE] && !tally->paths[XNB_GATE_IMPROVED])
		return 0;
	for (size_t i = 0; i < gate->n_facts; i++)
		for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++)
			if (strcmp(gate->facts[i].key, others[k].fact) == 0 &&
			    is_told_apart(&gate->facts[i]) &&
			    xnb_gate_warn(gate, err, "%s", others[k].warning))
				return -1;
	return 0;
}

int xnb_gate_decide(struct xnb_gate *gate, const struct xnb_gate_request *request,
                    struct xnb_error *err)
{
	struct tally tally = {.domains = {0}};
	struct xnb_buf why = {0}, unjudged = {0};

	count(gate, &tally);
	if (warn_of_others(gate, &tally, err))
		return -1;
	say_unjudged(&unjudged, gate);
	gate->exit = find_exit(gate, request, &unjudged);
	gate->verdict = find_verdict(gate);
	gate->bisect = gate->exit == XNB_EXIT_OK           ? BISECT_GOOD
	               : gate->exit == XNB_EXIT_REGRESSION ? BISECT_BAD
	                                                   : BISECT_SKIP;
	say_why(&why, gate, &tally, &unjudged);
	why.failed = why.failed || unjudged.failed;
	xnb_buf_free(&unjudged);
	gate->why = xnb_gate_keep_buf(gate, &why, err);
	return gate->why ? 0 : -1;
}
