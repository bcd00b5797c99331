/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/csv.h"

#include "base/io.h"

#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void xnb_csv_put_cell(struct xnb_buf *line, const char *cell)
{
	if (cell[strcspn(cell, "\",\r\n")] == '\0') {
		xnb_buf_puts(line, cell);
		return;
	}
	xnb_buf_puts(line, "\"");
	for (size_t n; *cell; cell += n) {
		n = strcspn(cell, "\"");
		xnb_buf_append(line, cell, n);
		if (cell[n] == '"') {
			xnb_buf_puts(line, "\"\"");
			n++;
		}
	}
	xnb_buf_puts(line, "\"");
}

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

/* The window, and behind it room for a word that starts in it. */
enum { SMALLEST_WINDOW = 256 << 10, WORD = sizeof(uint64_t) };

static int enlarge(struct xnb_csv *csv, struct xnb_error *err)
{
	size_t size = csv->size ? 2 * csv->size : SMALLEST_WINDOW;
	char *window = realloc(csv->window, size + WORD);

	if (!window)
		return xnb_fail_nomem(err);
	csv->window = window;
	csv->size = size;
	free(csv->unquoted);
	csv->unquoted = NULL;
	return 0;
}

/* Reads on behind the bytes that are not yet read, which move to the front. */
static int fill(struct xnb_csv *csv, struct xnb_error *err)
{
	size_t kept = csv->end - csv->at;
	ssize_t n;

	if (kept)
		memmove(csv->window, csv->window + csv->at, kept);
	csv->at = 0;
	csv->end = kept;
	if (csv->end == csv->size && enlarge(csv, err))
		return -1;
	do
		n = read(csv->fd, csv->window + csv->end, csv->size - csv->end);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot read: %s",
		                csv->path, strerror(errno));
	csv->end += (size_t)n;
	memset(csv->window + csv->end, 0, WORD);
	csv->at_the_end = n == 0;
	return 0;
}

int xnb_csv_open(struct xnb_csv *csv, const char *path, struct xnb_error *err)
{
	static const char mark[] = "\xef\xbb\xbf";

	*csv = (struct xnb_csv){.path = path, .next_line = 1};
	csv->fd = xnb_open_regular(path, err);
	if (csv->fd < 0)
		return -1;
	if (fill(csv, err)) {
		xnb_csv_close(csv);
		return -1;
	}
	if (csv->end >= 3 && !memcmp(csv->window, mark, 3))
		csv->at = csv->next_offset = 3;
	return 0;
}

void xnb_csv_close(struct xnb_csv *csv)
{
	if (csv->fd >= 0)
		close(csv->fd);
	csv->fd = -1;
	free(csv->window);
	free(csv->unquoted);
	free(csv->cells);
	csv->window = csv->unquoted = NULL;
	csv->cells = NULL;
}

/* How looking for the end of a record in the window went. */
enum outcome {
	GOES_ON, /* it is not in what was seen */
	WHOLE,
	ODD, /* it has more than plain cells */
	BAD, /* an error, told */
};

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
static enum outcome take_mark(struct xnb_csv *csv, size_t i, size_t *start,
                              struct xnb_error *err)
{
	char *record = csv->window + csv->at;
	const bool is_break =
	    record[i] == '\n' || (record[i] == '\r' && record[i + 1] == '\n');

	if (record[i] != ',' && !is_break)
		return letters[(unsigned char)record[i]] == OTHER ? GOES_ON : ODD;
	if (add_cell(csv, *start, i, err))
		return BAD;
	*start = i + 1;
	if (!is_break)
		return GOES_ON;
	take(csv, record, i + 1 + (record[i] == '\r'), 1);
	return WHOLE;
}

/* The common case: no quotes, one line. */
static enum outcome split_plain(struct xnb_csv *csv, struct xnb_error *err)
{
	const size_t length = csv->end - csv->at;
	enum outcome outcome = GOES_ON;
	size_t start = 0;

	csv->n_cells = 0;
	for (size_t word = 0; word < length && outcome == GOES_ON; word += WORD) {
		uint64_t marks = marks_in(csv->window + csv->at + word);

		for (; marks && outcome == GOES_ON; marks &= marks - 1) {
			size_t i = word + (size_t)__builtin_ctzll(marks) / 8;

			if (i >= length)
				return GOES_ON;
			outcome = take_mark(csv, i, &start, err);
		}
	}
	return outcome;
}

static enum outcome complain(const struct xnb_csv *csv, const char *complaint,
                             uint64_t lines, struct xnb_error *err)
{
	xnb_fail(err, XNB_EXIT_FAILED, 0,
	         "%s:%" PRIu64 ": cell %zu: %s; mend or delete the line", csv->path,
	         csv->line + lines, csv->n_cells + 1, complaint);
	return BAD;
}

/* Any record, byte by byte. */
static enum outcome split_any(struct xnb_csv *csv, struct xnb_error *err)
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
			return BAD;
		start = out;
		if (step.action == END_RECORD) {
			take(csv, csv->unquoted, i + 1, lines);
			return WHOLE;
		}
	}
	csv->next_line = csv->line + lines;
	return GOES_ON;
}

static enum outcome split(struct xnb_csv *csv, struct xnb_error *err)
{
	enum outcome outcome = split_plain(csv, err);

	if (outcome != ODD)
		return outcome;
	if (!csv->unquoted)
		csv->unquoted = malloc(csv->size + WORD);
	if (!csv->unquoted) {
		xnb_fail_nomem(err);
		return BAD;
	}
	return split_any(csv, err);
}

static enum xnb_csv_found too_long(const struct xnb_csv *csv, struct xnb_error *err)
{
	xnb_fail(err, XNB_EXIT_FAILED, 0,
	         "%s:%" PRIu64 ": longer than %d bytes; is it a CSV file, and is a quote "
	         "missing?",
	         csv->path, csv->line, XNB_CSV_LONGEST_RECORD);
	return XNB_CSV_ERROR;
}

enum xnb_csv_found xnb_csv_next(struct xnb_csv *csv, struct xnb_error *err)
{
	enum outcome outcome;

	csv->line = csv->next_line;
	csv->offset = csv->next_offset;
	while ((outcome = split(csv, err)) == GOES_ON && !csv->at_the_end) {
		if (csv->end - csv->at > XNB_CSV_LONGEST_RECORD)
			return too_long(csv, err);
		csv->next_line = csv->line;
		if (fill(csv, err))
			return XNB_CSV_ERROR;
	}
	if (outcome == BAD)
		return XNB_CSV_ERROR;
	if (outcome == GOES_ON)
		return csv->at == csv->end ? XNB_CSV_END : XNB_CSV_TORN;
	if (csv->next_offset - csv->offset > XNB_CSV_LONGEST_RECORD)
		return too_long(csv, err);
	return XNB_CSV_RECORD;
}
