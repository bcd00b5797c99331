/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gate's judgement as JUnit XML: a suite for each part of each box, a case for each
 * check. What deviates anew or is worse has failed; what is known, or could not be told,
 * is skipped with the reason; a box without a run is an error.
 */
#include "analysis/check/format.h"

#include "analysis/check/words.h"
#include "analysis/text/junit.h"

/* "nodes-2.placement" */
static void say_suite(struct xnb_buf *name, const char *box, unsigned part)
{
	xnb_buf_printf(name, "%s.%s", box, xnb_gate_part_names[part]);
}

static void count(struct xnb_junit_counts *counts, const struct xnb_gate_check *check)
{
	switch (check->result) {
	case XNB_GATE_WORSE:
	case XNB_GATE_DEVIATES:
		counts->failures++;
		break;
	case XNB_GATE_HOLDS:
	case XNB_GATE_IMPROVED:
		break;
	default:
		counts->skipped++;
		break;
	}
	counts->tests++;
}

/* What cannot be had with this Xen is skipped. */
static void count_missing(struct xnb_junit_counts *counts,
                          const struct xnb_gate_missing *missing)
{
	counts->tests++;
	if (missing->exit == XNB_EXIT_OK)
		counts->skipped++;
	else
		counts->errors++;
}

static void put_sides(struct xnb_buf *xml, const char *name,
                      const char *const values[XNB_N_SIDES])
{
	static const char *const sides[] = {[XNB_BASE] = "BASE", [XNB_NEW] = "NEW"};

	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		struct xnb_buf whole = {0};

		xnb_buf_printf(&whole, "%s %s", sides[side], name);
		if (values[side][0])
			xnb_junit_property(xml, xnb_buf_text(&whole), values[side]);
		xnb_buf_free(&whole);
	}
}

static void put_properties(struct xnb_buf *xml, const struct xnb_gate *gate)
{
	xnb_junit_property(xml, "verdict of all checks",
	                   xnb_gate_verdict_word(gate->verdict));
	xnb_junit_property(xml, "why", gate->why);
	put_sides(xml, "Xen", gate->xens);
	put_sides(xml, "directory", gate->dirs);
	for (size_t i = 0; i < gate->n_facts; i++)
		put_sides(xml, gate->facts[i].name, gate->facts[i].value);
	for (size_t i = 0; i < gate->n_warnings; i++)
		xnb_junit_property(xml, "warning", gate->warnings[i]);
}

static void put_result(struct xnb_buf *xml, const struct xnb_gate_check *check,
                       const char *message)
{
	struct xnb_junit_counts counts = {0};

	count(&counts, check);
	if (counts.failures)
		xnb_junit_failure(xml, xnb_gate_result_word(check), message);
	else if (counts.skipped)
		xnb_junit_skipped(xml, message);
	xnb_junit_output(xml, message);
}

/* How it was told where a difference lies, or why it was not. */
static void say_told(struct xnb_buf *message, const struct xnb_path_change *change)
{
	if (change->how[0])
		xnb_buf_printf(message, "; told %s", xnb_path_parts_way(change->how));
	else if (change->why[0])
		xnb_buf_printf(message, "; where it lies is not told: %s", change->why);
}

static void put_check(struct xnb_buf *xml, const struct xnb_gate *gate,
                      const struct xnb_gate_check *check)
{
	struct xnb_buf suite = {0}, name = {0}, message = {0};

	say_suite(&suite, check->box, check->part);
	xnb_gate_say_name(&name, check);
	xnb_buf_printf(&message, "%s: ", xnb_gate_result_word(check));
	xnb_gate_say_seen(&message, gate, check);
	say_told(&message, &check->change);
	xnb_junit_open_case(xml, xnb_buf_text(&suite), xnb_buf_text(&name));
	put_result(xml, check, xnb_buf_text(&message));
	xnb_junit_close_case(xml);
	xml->failed = xml->failed || suite.failed || name.failed || message.failed;
	xnb_buf_free(&suite);
	xnb_buf_free(&name);
	xnb_buf_free(&message);
}

static size_t put_suite(struct xnb_buf *xml, const struct xnb_gate *gate, size_t first)
{
	const struct xnb_gate_check *checks = gate->checks;
	struct xnb_junit_counts counts = {0};
	struct xnb_buf name = {0};
	size_t end = first + xnb_gate_count_part(gate, first);

	for (size_t i = first; i < end; i++)
		count(&counts, &checks[i]);
	say_suite(&name, checks[first].box, checks[first].part);
	xnb_junit_open_suite(xml, xnb_buf_text(&name), &counts);
	put_properties(xml, gate);
	xnb_junit_open_cases(xml);
	for (size_t i = first; i < end; i++)
		put_check(xml, gate, &checks[i]);
	xnb_junit_close_suite(xml);
	xnb_buf_free(&name);
	return end;
}

static void put_missing(struct xnb_buf *xml, const struct xnb_gate *gate,
                        const struct xnb_gate_missing *missing)
{
	static const char *const sides[] = {[XNB_BASE] = "BASE", [XNB_NEW] = "NEW"};
	struct xnb_buf message = {0}, name = {0}, details = {0};

	xnb_buf_printf(&name, "%s %s", missing->box, sides[missing->side]);
	xnb_gate_say_missing(&message, gate, missing);
	xnb_buf_printf(&details, "%s\n%s", xnb_buf_text(&message), missing->console);
	xnb_junit_open_case(xml, "boxes", xnb_buf_text(&name));
	if (missing->exit == XNB_EXIT_OK)
		xnb_junit_skipped(xml, xnb_buf_text(&message));
	else
		xnb_junit_error(xml, "NOT RUN", xnb_buf_text(&message),
		                xnb_buf_text(&details));
	xnb_junit_close_case(xml);
	xml->failed = xml->failed || message.failed || name.failed || details.failed;
	xnb_buf_free(&message);
	xnb_buf_free(&name);
	xnb_buf_free(&details);
}

static void put_boxes(struct xnb_buf *xml, const struct xnb_gate *gate)
{
	struct xnb_junit_counts counts = {0};

	if (gate->n_missing == 0)
		return;
	for (size_t i = 0; i < gate->n_missing; i++)
		count_missing(&counts, &gate->missing[i]);
	xnb_junit_open_suite(xml, "boxes", &counts);
	put_properties(xml, gate);
	xnb_junit_open_cases(xml);
	for (size_t i = 0; i < gate->n_missing; i++)
		put_missing(xml, gate, &gate->missing[i]);
	xnb_junit_close_suite(xml);
}

int xnb_gate_write_junit(struct xnb_buf *xml, const struct xnb_gate *gate, bool all,
                         struct xnb_error *err)
{
	struct xnb_junit_counts counts = {0};

	(void)all;
	for (size_t i = 0; i < gate->n_checks; i++)
		count(&counts, &gate->checks[i]);
	for (size_t i = 0; i < gate->n_missing; i++)
		count_missing(&counts, &gate->missing[i]);
	xnb_junit_begin(xml, "xen-numabench check", &counts);
	put_boxes(xml, gate);
	for (size_t i = 0; i < gate->n_checks;)
		i = put_suite(xml, gate, i);
	xnb_junit_end(xml);
	return xml->failed ? xnb_fail_nomem(err) : 0;
}
