/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/table.h"

#include "analysis/check/words.h"
#include "analysis/text/utf8.h"
#include "analysis/text/wrap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RESULT = 11,
	OPERATION = 26,
	PATHS = 10,
	INDENT = 6, /* of what was seen below what it was seen of */
	FEW = 12,   /* paths of one result that are listed each, whoever asks */
};

/* Results of paths that are told, in this order, and of how many operations, where many
 * paths have it, more than the range is said. */
static const struct {
	enum xnb_gate_result result;
	size_t most;
} sections[] = {
    {XNB_GATE_WORSE, 6},    {XNB_GATE_UNTOLD, 6},    {XNB_GATE_IMPROVED, 3},
    {XNB_GATE_ONLY_NEW, 3}, {XNB_GATE_UNCLAIMED, 3},
};

enum { N_SECTIONS = sizeof(sections) / sizeof(sections[0]) };

/* The paths of one operation of one box with one result. */
struct row {
	const struct xnb_gate_check *first; /* of all of the operation's */
	size_t of;                          /* ... so many */
	enum xnb_gate_result result;
	size_t n;
	double least, most; /* differences; NAN: none is known */
	const struct xnb_gate_check *greatest;
};

struct rows {
	struct row *rows;
	size_t n;
	size_t paths; /* of all together */
};

static size_t count_operation(const struct xnb_gate *gate, size_t first)
{
	const struct xnb_gate_check *checks = gate->checks;
	size_t end = first;

	while (end < gate->n_checks && checks[end].part == checks[first].part &&
	       strcmp(checks[end].box, checks[first].box) == 0 &&
	       strcmp(checks[end].group, checks[first].group) == 0)
		end++;
	return end - first;
}

static double size_of(const struct xnb_gate_check *check)
{
	return fabs(xnb_gate_difference(check));
}

static struct row make_row(const struct xnb_gate_check *first, size_t of,
                           enum xnb_gate_result result)
{
	struct row row = {
	    .first = first, .of = of, .result = result, .least = NAN, .most = NAN};

	for (size_t i = 0; i < of; i++) {
		double difference = xnb_gate_difference(&first[i]);

		if (first[i].result != result)
			continue;
		row.n++;
		row.least = fmin(row.least, difference);
		row.most = fmax(row.most, difference);
		if (!row.greatest || size_of(&first[i]) > size_of(row.greatest))
			row.greatest = &first[i];
	}
	return row;
}

/* What is not known comes last; what is alike stays as it was. */
static int largest_first(const void *p, const void *q)
{
	const struct row *a = p, *b = q;
	double x = size_of(a->greatest), y = size_of(b->greatest);

	if (x > y || (isnan(y) && !isnan(x)))
		return -1;
	if (y > x || (isnan(x) && !isnan(y)))
		return 1;
	return (a->first > b->first) - (a->first < b->first);
}

static int find_rows(struct rows *out, const struct xnb_gate *gate,
                     enum xnb_gate_result result)
{
	size_t of;

	*out = (struct rows){.rows = calloc(gate->n_checks + 1, sizeof(*out->rows))};
	if (!out->rows)
		return -1;
	for (size_t i = 0; i < gate->n_checks; i += of) {
		struct row row;

		of = count_operation(gate, i);
		row = make_row(&gate->checks[i], of, result);
		if (row.first->part != XNB_GATE_PATHS || !row.n)
			continue;
		out->rows[out->n++] = row;
		out->paths += row.n;
	}
	qsort(out->rows, out->n, sizeof(*out->rows), largest_first);
	return 0;
}

static void put_path(struct xnb_buf *text, const struct xnb_gate *gate,
                     const struct xnb_gate_check *check, const char *before)
{
	struct xnb_buf words = {0};

	xnb_buf_puts(&words, before);
	if (check->variant[0])
		xnb_buf_printf(&words, "%s: ", check->variant);
	xnb_gate_say_seen(&words, gate, check);
	xnb_wrap_put(text, INDENT, xnb_buf_text(&words));
	xnb_buf_free(&words);
}

static void put_range(struct xnb_buf *text, double least, double most)
{
	if (isnan(least))
		return;
	xnb_gate_say_instructions(text, least, true);
	if (most <= least)
		return;
	xnb_buf_puts(text, " to ");
	xnb_gate_say_instructions(text, most, true);
}

static void put_row(struct xnb_buf *text, const struct row *row)
{
	char paths[48];

	snprintf(paths, sizeof(paths), "%zu of %zu", row->n, row->of);
	xnb_buf_puts(text, "  ");
	xnb_wrap_put_cell(text, RESULT, xnb_gate_result_word(row->greatest));
	xnb_wrap_put_cell(text, OPERATION, row->first->group);
	if (isnan(row->least)) {
		xnb_buf_puts(text, paths);
	} else {
		xnb_wrap_put_cell(text, PATHS, paths);
		put_range(text, row->least, row->most);
	}
	xnb_buf_puts(text, "\n");
}

static void put_each(struct xnb_buf *text, const struct xnb_gate *gate,
                     const struct row *row)
{
	for (size_t i = 0; i < row->of; i++)
		if (row->first[i].result == row->result)
			put_path(text, gate, &row->first[i], "");
}

/* Whether something was left out. */
static bool put_rows(struct xnb_buf *text, const struct xnb_gate *gate,
                     const struct rows *rows, size_t most, bool all)
{
	bool each = all || rows->paths <= FEW;

	for (size_t i = 0; i < rows->n; i++) {
		const struct row *row = &rows->rows[i];

		put_row(text, row);
		if (each)
			put_each(text, gate, row);
		else if (i < most)
			put_path(text, gate, row->greatest,
			         row->n > 1 ? "the most: " : "");
	}
	return !each;
}

static bool has_paths(const struct xnb_gate *gate)
{
	for (size_t i = 0; i < gate->n_checks; i++)
		if (gate->checks[i].part == XNB_GATE_PATHS &&
		    gate->checks[i].result != XNB_GATE_HOLDS)
			return true;
	return false;
}

static void put_paths(struct xnb_buf *text, const struct xnb_gate *gate, bool all)
{
	bool less = false;

	if (!has_paths(gate))
		return;
	xnb_buf_puts(text, "\n  ");
	xnb_wrap_put_cell(text, RESULT, "");
	xnb_wrap_put_cell(text, OPERATION, "OPERATION");
	xnb_wrap_put_cell(text, PATHS, "PATHS");
	xnb_buf_puts(text, "INSTRUCTIONS\n");
	for (size_t i = 0; i < N_SECTIONS; i++) {
		struct rows rows;

		if (find_rows(&rows, gate, sections[i].result))
			text->failed = true;
		else
			less |= put_rows(text, gate, &rows, sections[i].most, all);
		free(rows.rows);
	}
	if (less)
		xnb_buf_puts(text, "  not every path is shown: --all lists them all\n");
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
	static const bool differs[XNB_N_GATE_RESULTS] = {
	    [XNB_GATE_IMPROVED] = true,
	    [XNB_GATE_UNTOLD] = true,
	    [XNB_GATE_WORSE] = true,
	    [XNB_GATE_DEVIATES] = true,
	};

	return check->part != XNB_GATE_PATHS && differs[check->result];
}

void xnb_gate_put_table(struct xnb_buf *text, const struct xnb_gate *gate, bool all)
{
	bool any = has_paths(gate);

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
	put_paths(text, gate, all);
	put_ways(text, gate);
	put_untold(text, gate);
}
