/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The gate's judgement for a terminal: box by box what holds, in few words, and what does
 * not, a line each; the table of what differs; the verdict. */
#include "analysis/check/format.h"

#include "analysis/check/table.h"
#include "analysis/check/words.h"
#include "analysis/text/utf8.h"
#include "analysis/text/wrap.h"

#include <string.h>

enum { NAME = 16 };

static void put_fact(struct xnb_buf *text, const struct xnb_compare_difference *fact)
{
	const char *base = fact->value[XNB_BASE], *changed = fact->value[XNB_NEW];
	struct xnb_buf words = {0};

	if (!base[0] || !changed[0] || strcmp(base, changed) == 0)
		return;
	xnb_buf_printf(&words, "%s: %s -> %s", fact->name, base, changed);
	xnb_wrap_put(text, 2, xnb_buf_text(&words));
	xnb_buf_free(&words);
}

static void put_xen(struct xnb_buf *text, const char *side, const struct xnb_gate *gate,
                    enum xnb_compare_side which)
{
	xnb_buf_printf(text, "%-6s", side);
	xnb_utf8_clean(text, gate->xens[which]);
	if (gate->dirs[which][0]) {
		xnb_buf_puts(text, " (");
		xnb_utf8_clean(text, gate->dirs[which]);
		xnb_buf_puts(text, ")");
	}
	xnb_buf_puts(text, "\n");
}

static void put_head(struct xnb_buf *text, const struct xnb_gate *gate)
{
	put_xen(text, "NEW", gate, XNB_NEW);
	put_xen(text, "BASE", gate, XNB_BASE);
	for (size_t i = 0; i < gate->n_facts; i++)
		put_fact(text, &gate->facts[i]);
	for (size_t i = 0; i < gate->n_warnings; i++)
		xnb_wrap_put(text, 2, gate->warnings[i]);
}

static size_t count_group(const struct xnb_gate_check *checks, size_t n)
{
	size_t end = 1;

	while (end < n && strcmp(checks[end].group, checks[0].group) == 0)
		end++;
	return end;
}

static size_t count_result(const struct xnb_gate_check *checks, size_t n,
                           enum xnb_gate_result result)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += checks[i].result == result;
	return found;
}

/* What is known, or not judged, is said here in full: it is no difference, and not in the
 * table. */
static void put_no_differences(struct xnb_buf *text, const struct xnb_gate *gate,
                               const struct xnb_gate_check *checks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct xnb_buf words = {0};

		if (checks[i].result != XNB_GATE_KNOWN &&
		    checks[i].result != XNB_GATE_UNCLAIMED)
			continue;
		xnb_buf_printf(&words, "%s ", xnb_gate_result_word(&checks[i]));
		xnb_gate_say_name(&words, &checks[i]);
		xnb_buf_puts(&words, ": ");
		xnb_gate_say_seen(&words, gate, &checks[i]);
		xnb_wrap_put(text, 4, xnb_buf_text(&words));
		xnb_buf_free(&words);
	}
}

/* "3 of 4 hold, 1 known" */
static void put_numbers(struct xnb_buf *text, const struct xnb_gate_check *checks,
                        size_t n)
{
	static const struct {
		enum xnb_gate_result result;
		const char *one, *many;
	} others[] = {
	    {XNB_GATE_DEVIATES, "deviates", "deviate"},
	    {XNB_GATE_WORSE, "is worse", "are worse"},
	    {XNB_GATE_UNTOLD, "not told", "not told"},
	    {XNB_GATE_IMPROVED, "improved", "improved"},
	    {XNB_GATE_KNOWN, "known", "known"},
	    {XNB_GATE_UNCLAIMED, "not judged", "not judged"},
	};
	size_t hold = count_result(checks, n, XNB_GATE_HOLDS);
	const char *before = "";

	if (hold == n)
		xnb_buf_printf(text, "%zu hold%s", n, n == 1 ? "s" : "");
	else if (hold)
		xnb_buf_printf(text, "%zu of %zu hold%s", hold, n, hold == 1 ? "s" : "");
	if (hold)
		before = ", ";
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t found = count_result(checks, n, others[i].result);

		if (!found)
			continue;
		xnb_buf_printf(text, "%s%zu %s", before, found,
		               found == 1 ? others[i].one : others[i].many);
		before = ", ";
	}
	xnb_buf_puts(text, "\n");
}

/* A line for each scenario. */
static void put_placement(struct xnb_buf *text, const struct xnb_gate *gate,
                          const struct xnb_gate_check *checks, size_t n)
{
	size_t length;

	for (size_t i = 0; i < n; i += length) {
		length = count_group(&checks[i], n - i);
		xnb_buf_puts(text, "  ");
		xnb_wrap_put_cell(text, NAME, checks[i].group);
		put_numbers(text, &checks[i], length);
		put_no_differences(text, gate, &checks[i], length);
	}
}

static void put_claims(struct xnb_buf *text, const struct xnb_gate *gate,
                       const struct xnb_gate_check *checks, size_t n)
{
	xnb_buf_puts(text, "  ");
	xnb_wrap_put_cell(text, NAME, "claims");
	put_numbers(text, checks, n);
	put_no_differences(text, gate, checks, n);
}

/* What is longer or shorter is in the table. */
static void put_paths(struct xnb_buf *text, const struct xnb_gate *gate,
                      const struct xnb_gate_check *checks, size_t n)
{
	static const struct {
		enum xnb_gate_result result;
		const char *what;
	} kinds[] = {
	    {XNB_GATE_HOLDS, "as long as in BASE"},
	    {XNB_GATE_WORSE, "longer"},
	    {XNB_GATE_IMPROVED, "shorter"},
	    {XNB_GATE_UNTOLD, "could not be told"},
	    {XNB_GATE_ONLY_NEW, "only in NEW"},
	    {XNB_GATE_UNCLAIMED, "only in BASE"},
	};

	(void)gate;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t found = count_result(checks, n, kinds[i].result);

		if (found)
			xnb_buf_printf(text, "  %zu of %zu %s\n", found, n,
			               kinds[i].what);
	}
}

static void put_boxes(struct xnb_buf *text, const struct xnb_gate *gate)
{
	static void (*const put[])(struct xnb_buf *, const struct xnb_gate *,
	                           const struct xnb_gate_check *, size_t) = {
	    [XNB_GATE_PLACEMENT] = put_placement,
	    [XNB_GATE_SEMANTICS] = put_claims,
	    [XNB_GATE_PATHS] = put_paths,
	};
	size_t n;

	for (size_t i = 0; i < gate->n_checks; i += n) {
		const struct xnb_gate_check *first = &gate->checks[i];

		n = xnb_gate_count_part(gate, i);
		xnb_buf_puts(text, "\n== ");
		xnb_utf8_clean(text, first->box);
		if (strcmp(first->box, xnb_gate_part_names[first->part]) != 0)
			xnb_buf_printf(text, ": %s", xnb_gate_part_names[first->part]);
		xnb_buf_puts(text, "\n");
		put[first->part](text, gate, first, n);
	}
}

static void put_console(struct xnb_buf *text, const char *console)
{
	while (*console) {
		size_t length = strcspn(console, "\n");
		struct xnb_buf line = {0};

		xnb_buf_append(&line, console, length);
		xnb_buf_puts(text, "    | ");
		xnb_utf8_clean(text, xnb_buf_text(&line));
		xnb_buf_puts(text, "\n");
		xnb_buf_free(&line);
		console += length + (console[length] == '\n');
	}
}

static void put_missing(struct xnb_buf *text, const struct xnb_gate *gate)
{
	if (gate->n_missing)
		xnb_buf_puts(text, "\n== not run\n");
	for (size_t i = 0; i < gate->n_missing; i++) {
		struct xnb_buf words = {0};

		xnb_gate_say_missing(&words, gate, &gate->missing[i]);
		xnb_wrap_put(text, 2, xnb_buf_text(&words));
		xnb_buf_free(&words);
		put_console(text, gate->missing[i].console);
	}
}

static void put_end(struct xnb_buf *text, const struct xnb_gate *gate)
{
	xnb_buf_printf(text, "\n%s: ", xnb_gate_verdict_word(gate->verdict));
	xnb_utf8_clean(text, gate->why);
	xnb_buf_puts(text, "\n");
}

int xnb_gate_write_text(struct xnb_buf *text, const struct xnb_gate *gate, bool all,
                        struct xnb_error *err)
{
	put_head(text, gate);
	put_boxes(text, gate);
	put_missing(text, gate);
	xnb_gate_put_table(text, gate, all);
	put_end(text, gate);
	return text->failed ? xnb_fail_nomem(err) : 0;
}
