/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/csv_split.h"

#include <endian.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum state {
	CELL_START, /* nothing of the cell seen */
	BARE,
	QUOTED,
	QUOTE,    /* a quote within a quoted cell: its end, or the first of two */
	AFTER_CR, /* a line feed must follow */
	N_STATES,
};

enum letter {
	OTHER,
	COMMA,
	QUOTE_MARK,
	CR,
	LF,
	NUL,
	N_LETTERS,
};

enum action {
	SKIP,
	KEEP,
	END_CELL,
	END_RECORD,
	STRAY_QUOTE,
	STRAY_TEXT,
	LONE_CR,
	NUL_BYTE,
	N_ACTIONS,
};

struct step {
	enum state next;
	enum action action;
};

#define AFTER_ANY_CELL                                             \
	[COMMA] = {CELL_START, END_CELL}, [CR] = {AFTER_CR, SKIP}, \
	[LF] = {CELL_START, END_RECORD}, [NUL] = {CELL_START, NUL_BYTE}

static const struct step steps[N_STATES][N_LETTERS] = {
    [CELL_START] =
        {AFTER_ANY_CELL, [OTHER] = {BARE, KEEP}, [QUOTE_MARK] = {QUOTED, SKIP}},
    [BARE] = {AFTER_ANY_CELL, [OTHER] = {BARE, KEEP}, [QUOTE_MARK] = {BARE, STRAY_QUOTE}},
    [QUOTED] = {[OTHER] = {QUOTED, KEEP},
                [COMMA] = {QUOTED, KEEP},
                [QUOTE_MARK] = {QUOTE, SKIP},
                [CR] = {QUOTED, KEEP},
                [LF] = {QUOTED, KEEP},
                [NUL] = {QUOTED, NUL_BYTE}},
    [QUOTE] =
        {AFTER_ANY_CELL, [OTHER] = {QUOTE, STRAY_TEXT}, [QUOTE_MARK] = {QUOTED, KEEP}},
    [AFTER_CR] = {[OTHER] = {AFTER_CR, LONE_CR},
                  [COMMA] = {AFTER_CR, LONE_CR},
                  [QUOTE_MARK] = {AFTER_CR, LONE_CR},
                  [CR] = {AFTER_CR, LONE_CR},
                  [LF] = {CELL_START, END_RECORD},
                  [NUL] = {AFTER_CR, NUL_BYTE}},
};

/* What is wrong with the byte; NULL for actions that are not errors. */
static const char *const complaints[N_ACTIONS] = {
    [STRAY_QUOTE] = "a quote within a cell that does not start with one",
    [STRAY_TEXT] = "text behind the closing quote of a cell",
    [LONE_CR] = "a carriage return without a line feed",
    [NUL_BYTE] = "a NUL byte, so this is no text",
};

static const unsigned char letters[256] = {
    [','] = COMMA, ['"'] = QUOTE_MARK, ['\r'] = CR, ['\n'] = LF, ['\0'] = NUL};

static int make_room(struct xnb_csv *csv, struct xnb_error *err)
{
	size_t most = csv->most_cells ? 2 * csv->most_cells : 64;
	struct xnb_csv_cell *cells = realloc(csv->cells, most * sizeof(*cells));

	if (!cells)
		return xnb_fail_nomem(err);
	csv->cells = cells;
	csv->most_cells = most;
	return 0;
}

static int add_cell(struct xnb_csv *csv, size_t at, size_t end, struct xnb_error *err)
{
	if (csv->n_cells == csv->most_cells && make_room(csv, err))
		return -1;
	csv->cells[csv->n_cells++] =
	    (struct xnb_csv_cell){(uint32_t)at, (uint32_t)(end - at)};
	return 0;
}

enum { WORD = sizeof(uint64_t) };

/* The record is `length` bytes of the window. */
static void take(struct xnb_csv *csv, char *text, size_t length, uint64_t lines)
{
	csv->text = text;
	for (size_t i = 0; i < csv->n_cells; i++)
		text[csv->cells[i].at + csv->cells[i].length] = '\0';
	csv->at += length;
	csv->next_offset += length;
	csv->next_line += lines;
}

/* The bytes of a word that are below '-', by their highest bits, as all that matter to
 * CSV are: "Determine if a word has a byte less than n" of
 * https://graphics.stanford.edu/~seander/bithacks.html. The byte behind such a one may be
 * marked, too. */
static uint64_t marks_in(const char *at)
{
	const uint64_t ones = UINT64_MAX / 255;
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	word = le64toh(word);
	return (word - ones * '-') & ~word & ones * 0x80;
}

/* Takes the byte at `i`, which may end the cell that starts at *start, or the record. */
static enum xnb_csv_outcome take_mark(struct xnb_csv *csv, size_t i, size_t *start,
                                      struct xnb_error *err)
{
	char *record = csv->window + csv->at;
	const bool is_break =
	    record[i] == '\n' || (record[i] == '\r' && record[i + 1] == '\n');

	if (record[i] != ',' && !is_break)
		return letters[(unsigned char)record[i]] == OTHER ? XNB_CSV_GOES_ON
		                                                  : XNB_CSV_ODD;
	if (add_cell(csv, *start, i, err))
		return XNB_CSV_BAD;
	*start = i + 1;
	if (!is_break)
		return XNB_CSV_GOES_ON;
	take(csv, record, i + 1 + (record[i] == '\r'), 1);
	return XNB_CSV_WHOLE;
}

/* The common case: no quotes, one line. */
static enum xnb_csv_outcome split_plain(struct xnb_csv *csv, struct xnb_error *err)
{
	const size_t length = csv->end - csv->at;
	enum xnb_csv_outcome outcome = XNB_CSV_GOES_ON;
	size_t start = 0;

	csv->n_cells = 0;
	for (size_t word = 0; word < length && outcome == XNB_CSV_GOES_ON; word += WORD) {
		uint64_t marks = marks_in(csv->window + csv->at + word);

		for (; marks && outcome == XNB_CSV_GOES_ON; marks &= marks - 1) {
			size_t i = word + (size_t)__builtin_ctzll(marks) / 8;

			if (i >= length)
				return XNB_CSV_GOES_ON;
			outcome = take_mark(csv, i, &start, err);
		}
	}
	return outcome;
}

static enum xnb_csv_outcome complain(const struct xnb_csv *csv, const char *complaint,
                                     uint64_t lines, struct xnb_error *err)
{
	xnb_fail(err, XNB_EXIT_FAILED, 0,
	         "%s:%" PRIu64 ": cell %zu: %s; mend or delete the line", csv->path,
	         csv->line + lines, csv->n_cells + 1, complaint);
	return XNB_CSV_BAD;
}

/* Any record, byte by byte. */
static enum xnb_csv_outcome split_any(struct xnb_csv *csv, struct xnb_error *err)
{
	const char *record = csv->window + csv->at;
	enum state state = CELL_START;
	size_t start = 0, out = 0;
	uint64_t lines = 0;

	csv->n_cells = 0;
	for (size_t i = 0; i < csv->end - csv->at; i++) {
		struct step step = steps[state][letters[(unsigned char)record[i]]];

		state = step.next;
		if (complaints[step.action])
			return complain(csv, complaints[step.action], lines, err);
		lines += record[i] == '\n';
		if (step.action == KEEP)
			csv->unquoted[out++] = record[i];
		if (step.action != END_CELL && step.action != END_RECORD)
			continue;
		if (add_cell(csv, start, out++, err))
			return XNB_CSV_BAD;
		start = out;
		if (step.action == END_RECORD) {
			take(csv, csv->unquoted, i + 1, lines);
			return XNB_CSV_WHOLE;
		}
	}
	csv->next_line = csv->line + lines;
	return XNB_CSV_GOES_ON;
}

enum xnb_csv_outcome xnb_csv_split(struct xnb_csv *csv, struct xnb_error *err)
{
	enum xnb_csv_outcome outcome = split_plain(csv, err);

	if (outcome != XNB_CSV_ODD)
		return outcome;
	if (!csv->unquoted)
		csv->unquoted = malloc(csv->size + XNB_CSV_SLACK);
	if (!csv->unquoted) {
		xnb_fail_nomem(err);
		return XNB_CSV_BAD;
	}
	return split_any(csv, err);
}
