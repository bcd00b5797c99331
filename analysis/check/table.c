/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/table.h"

#include "analysis/check/words.h"
#include "analysis/text/utf8.h"
#include "analysis/text/wrap.h"
#include "rundir/params.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	RESULT = 11,
	OPERATION = 24,
	PATH = 8,
	VARIANTS = 10,
	INDENT = RESULT + 5, /* of a variant below its operation */
	MOST_VARIANTS = 3,   /* of one operation that are listed each */
};

/* What the variants of one operation have in common that differ in the same way. */
struct row {
	const struct xnb_gate_check *first;
	char path[32];
	size_t n, of; /* variants that differ so, of all that both have */
	double least, most;
	const struct xnb_gate_check *greatest; /* difference */
};

static void find_path(char path[32], const struct xnb_gate_check *check)
{
	if (!xnb_params_get(check->variant, "path", path, 32))
		path[0] = '\0';
}

static bool is_of(const struct row *row, const struct xnb_gate_check *check)
{
	char path[32];

	find_path(path, check);
	return check->part == XNB_GATE_PATHS && !isnan(xnb_gate_difference(check)) &&
	       strcmp(check->box, row->first->box) == 0 &&
	       strcmp(check->group, row->first->group) == 0 &&
	       strcmp(path, row->path) == 0;
}

static void take(struct row *row, const struct xnb_gate_check *check)
{
	double difference = xnb_gate_difference(check);

	if (!is_of(row, check))
		return;
	row->of++;
	if (check->result != row->first->result)
		return;
	row->n++;
	row->least = fmin(row->least, difference);
	row->most = fmax(row->most, difference);
	if (fabs(difference) > fabs(xnb_gate_difference(row->greatest)))
		row->greatest = check;
}

/* False where an earlier check stands for the row. */
static bool make_row(struct row *row, const struct xnb_gate *gate, size_t i)
{
	const struct xnb_gate_check *checks = gate->checks;

	*row = (struct row){.first = &checks[i],
	                    .least = xnb_gate_difference(&checks[i]),
	                    .most = xnb_gate_difference(&checks[i]),
	                    .greatest = &checks[i]};
	find_path(row->path, &checks[i]);
	for (size_t j = 0; j < i; j++)
		if (checks[j].result == checks[i].result && is_of(row, &checks[j]))
			return false;
	for (size_t j = 0; j < gate->n_checks; j++)
		take(row, &checks[j]);
	return true;
}

/* What names it beside operation and path. */
static void put_variant(struct xnb_buf *text, const struct xnb_gate_check *check,
                        const char *before)
{
	static const char *const path[] = {"path", NULL};
	struct xnb_buf words = {0};
	struct xnb_params variant;

	xnb_params_without(&variant, check->variant, path);
	xnb_buf_puts(&words, before);
	if (variant.text[0])
		xnb_buf_printf(&words, "%s: ", variant.text);
	xnb_gate_say_seen(&words, NULL, check);
	xnb_wrap_put(text, INDENT, xnb_buf_text(&words));
	xnb_buf_free(&words);
}

static void put_variants(struct xnb_buf *text, const struct xnb_gate *gate,
                         const struct row *row)
{
	if (row->n > MOST_VARIANTS) {
		put_variant(text, row->greatest, "the most: ");
		return;
	}
	for (size_t i = 0; i < gate->n_checks; i++)
		if (gate->checks[i].result == row->first->result &&
		    is_of(row, &gate->checks[i]))
			put_variant(text, &gate->checks[i], "");
}

static void put_row(struct xnb_buf *text, const struct xnb_gate *gate,
                    const struct row *row)
{
	char variants[48];

	snprintf(variants, sizeof(variants), "%zu of %zu", row->n, row->of);
	xnb_buf_puts(text, "  ");
	xnb_wrap_put_cell(text, RESULT, xnb_gate_result_word(row->first));
	xnb_wrap_put_cell(text, OPERATION, row->first->group);
	xnb_wrap_put_cell(text, PATH, row->path);
	xnb_wrap_put_cell(text, VARIANTS, variants);
	xnb_gate_say_instructions(text, row->least, true);
	if (row->most > row->least) {
		xnb_buf_puts(text, " to ");
		xnb_gate_say_instructions(text, row->most, true);
	}
	xnb_buf_puts(text, "\n");
	put_variants(text, gate, row);
}

static bool is_in_rows(const struct xnb_gate_check *check)
{
	return check->part == XNB_GATE_PATHS && !isnan(xnb_gate_difference(check));
}

static void put_line(struct xnb_buf *text, const struct xnb_gate *gate,
                     const struct xnb_gate_check *check)
{
	struct xnb_buf words = {0};

	xnb_buf_puts(text, "  ");
	xnb_wrap_put_cell(text, RESULT, xnb_gate_result_word(check));
	xnb_buf_printf(&words, "%s: ", check->box);
	xnb_gate_say_name(&words, check);
	xnb_utf8_clean(text, xnb_buf_text(&words));
	xnb_buf_puts(text, "\n");
	xnb_buf_clear(&words);
	xnb_gate_say_seen(&words, gate, check);
	xnb_wrap_put(text, INDENT, xnb_buf_text(&words));
	xnb_buf_free(&words);
}

static bool has_lengths(const struct xnb_gate *gate)
{
	for (size_t i = 0; i < gate->n_checks; i++)
		if (is_in_rows(&gate->checks[i]) && xnb_gate_differs(&gate->checks[i]))
			return true;
	return false;
}

static void put_lengths(struct xnb_buf *text, const struct xnb_gate *gate)
{
	struct row row;

	if (!has_lengths(gate))
		return;
	xnb_buf_puts(text, "\n  ");
	xnb_wrap_put_cell(text, RESULT, "");
	xnb_wrap_put_cell(text, OPERATION, "OPERATION");
	xnb_wrap_put_cell(text, PATH, "PATH");
	xnb_wrap_put_cell(text, VARIANTS, "VARIANTS");
	xnb_buf_puts(text, "INSTRUCTIONS\n");
	for (size_t i = 0; i < gate->n_checks; i++)
		if (is_in_rows(&gate->checks[i]) && xnb_gate_differs(&gate->checks[i]) &&
		    make_row(&row, gate, i))
			put_row(text, gate, &row);
}

/* Each way in which it was told where differences lie, once. */
static void put_ways(struct xnb_buf *text, const struct xnb_gate *gate)
{
	for (size_t i = 0; i < gate->n_checks; i++) {
		const char *how = gate->checks[i].change.how;
		bool said = false;

		for (size_t j = 0; j < i && !said; j++)
			said = strcmp(gate->checks[j].change.how, how) == 0;
		if (how[0] && !said)
			xnb_buf_printf(text,
			               "  whose instructions they are was told %s\n",
			               xnb_path_parts_way(how));
	}
}

static void put_untold(struct xnb_buf *text, const struct xnb_gate *gate)
{
	const char *first = "";
	struct xnb_buf words = {0};
	size_t n = 0;

	for (size_t i = 0; i < gate->n_checks; i++) {
		const char *why = gate->checks[i].change.why;

		first = first[0] ? first : why;
		n += why[0] != '\0';
	}
	if (n) {
		xnb_buf_printf(&words, "of %zu it was not told: %s%s", n, first,
		               n > 1 ? ", or the like" : "");
		xnb_wrap_put(text, 2, xnb_buf_text(&words));
	}
	xnb_buf_free(&words);
}

/* What deviates in both has been said, and is no difference. */
static bool is_line(const struct xnb_gate_check *check)
{
	return xnb_gate_differs(check) && check->result != XNB_GATE_KNOWN &&
	       !is_in_rows(check);
}

void xnb_gate_put_table(struct xnb_buf *text, const struct xnb_gate *gate)
{
	bool any = has_lengths(gate);

	for (size_t i = 0; i < gate->n_checks && !any; i++)
		any = is_line(&gate->checks[i]);
	if (!any)
		return;
	xnb_buf_puts(text, "\n== what differs from ");
	xnb_utf8_clean(text, gate->xens[XNB_BASE]);
	xnb_buf_puts(text, "\n");
	for (size_t i = 0; i < gate->n_checks; i++)
		if (is_line(&gate->checks[i]))
			put_line(text, gate, &gate->checks[i]);
	put_lengths(text, gate);
	put_ways(text, gate);
	put_untold(text, gate);
}
