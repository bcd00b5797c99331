/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/words.h"

#include <math.h>
#include <string.h>

void xnb_gate_say_name(struct xnb_buf *text, const struct xnb_gate_check *check)
{
	xnb_buf_printf(text, "%s%s%s", check->group, check->variant[0] ? " " : "",
	               check->variant);
}

const char *xnb_gate_result_word(const struct xnb_gate_check *check)
{
	static const char *const words[] = {
	    [XNB_GATE_HOLDS] = "HOLDS",          [XNB_GATE_UNCLAIMED] = "NOT JUDGED",
	    [XNB_GATE_ONLY_NEW] = "ONLY NEW",    [XNB_GATE_KNOWN] = "KNOWN",
	    [XNB_GATE_IMPROVED] = "IMPROVEMENT", [XNB_GATE_UNTOLD] = "NOT TOLD",
	    [XNB_GATE_WORSE] = "WORSE",          [XNB_GATE_DEVIATES] = "DEVIATES",
	};

	if (check->part == XNB_GATE_PATHS && check->result == XNB_GATE_WORSE)
		return "LONGER";
	if (check->part == XNB_GATE_PATHS && check->result == XNB_GATE_IMPROVED)
		return "SHORTER";
	return words[check->result];
}

double xnb_gate_difference(const struct xnb_gate_check *check)
{
	if (check->part != XNB_GATE_PATHS)
		return NAN;
	return check->values[XNB_NEW] - check->values[XNB_BASE];
}

void xnb_gate_say_instructions(struct xnb_buf *text, double n, bool is_difference)
{
	int digits = n == round(n) ? 0 : 2;

	xnb_buf_printf(text, is_difference ? "%+.*f" : "%.*f", digits, n);
}

static void say_lengths(struct xnb_buf *text, const struct xnb_gate_check *check)
{
	double base = check->values[XNB_BASE], difference = xnb_gate_difference(check);

	xnb_gate_say_instructions(text, base, false);
	xnb_buf_puts(text, " -> ");
	xnb_gate_say_instructions(text, check->values[XNB_NEW], false);
	xnb_buf_puts(text, " instructions, ");
	xnb_gate_say_instructions(text, difference, true);
	if (base > 0)
		xnb_buf_printf(text, " (%+.2g %%)", 100 * difference / base);
	if (check->shares[0])
		xnb_buf_printf(text, ": %s", check->shares);
}

static void say_both(struct xnb_buf *text, const struct xnb_gate *gate,
                     const struct xnb_gate_check *check)
{
	const char *base = check->seen[XNB_BASE], *changed = check->seen[XNB_NEW];

	xnb_buf_puts(text, changed[0] ? changed : "not there");
	if (!base[0])
		xnb_buf_printf(text, ", nothing of it in %s", gate->xens[XNB_BASE]);
	else if (strcmp(base, changed) == 0)
		xnb_buf_printf(text, ", %s alike", gate->xens[XNB_BASE]);
	else
		xnb_buf_printf(text, ", in %s %s", gate->xens[XNB_BASE], base);
}

void xnb_gate_say_seen(struct xnb_buf *text, const struct xnb_gate *gate,
                       const struct xnb_gate_check *check)
{
	size_t before = text->length;

	if (!isnan(xnb_gate_difference(check)))
		say_lengths(text, check);
	else if (check->seen[XNB_BASE][0] || check->seen[XNB_NEW][0])
		say_both(text, gate, check);
	if (check->note[0])
		xnb_buf_printf(text, "%s%s", text->length > before ? "; " : "",
		               check->note);
}

static void say_parts(struct xnb_buf *text, unsigned parts)
{
	const char *before = "";

	for (unsigned part = 0; part < XNB_N_GATE_PARTS; part++) {
		if (!(parts & 1u << part))
			continue;
		xnb_buf_printf(text, "%s%s", before, xnb_gate_part_names[part]);
		before = " and ";
	}
}

void xnb_gate_say_missing(struct xnb_buf *text, const struct xnb_gate *gate,
                          const struct xnb_gate_missing *missing)
{
	xnb_buf_printf(text, "%s of %s (", missing->box, gate->xens[missing->side]);
	say_parts(text, missing->parts);
	xnb_buf_printf(text, "): %s", missing->why);
}
