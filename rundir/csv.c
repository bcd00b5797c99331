/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
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

static enum letter letter_of(char c)
{
	switch (c) {
	case ',':
		return COMMA;
	case '"':
		return QUOTE_MARK;
	case '\r':
		return CR;
	case '\n':
		return LF;
	case '\0':
		return NUL;
	default:
		return OTHER;
	}
}

static int fill(struct xnb_csv *csv, struct xnb_error *err)
{
	ssize_t n;

	do
		n = read(csv->fd, csv->chunk, sizeof(csv->chunk));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot read: %s",
		                csv->path, strerror(errno));
	csv->at = 0;
	csv->end = (size_t)n;
	return 0;
}

int xnb_csv_open(struct xnb_csv *csv, const char *path, struct xnb_error *err)
{
	static const char mark[] = "\xef\xbb\xbf";

	*csv = (struct xnb_csv){.path = path, .next_line = 1};
	csv->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (csv->fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot open: %s",
		                path, strerror(errno));
	if (fill(csv, err)) {
		xnb_csv_close(csv);
		return -1;
	}
	if (csv->end >= 3 && !memcmp(csv->chunk, mark, 3))
		csv->at = csv->next_offset = 3;
	return 0;
}

void xnb_csv_close(struct xnb_csv *csv)
{
	if (csv->fd >= 0)
		close(csv->fd);
	csv->fd = -1;
	xnb_buf_free(&csv->text);
	xnb_buf_free(&csv->cells);
}

const char *xnb_csv_cell(const struct xnb_csv *csv, size_t i)
{
	size_t start;

	memcpy(&start, csv->cells.text + i * sizeof(start), sizeof(start));
	return csv->text.text + start;
}

static void begin_cell(struct xnb_csv *csv)
{
	xnb_buf_append(&csv->cells, &csv->text.length, sizeof(csv->text.length));
	csv->n_cells++;
}

static void begin_record(struct xnb_csv *csv)
{
	xnb_buf_clear(&csv->text);
	xnb_buf_clear(&csv->cells);
	csv->n_cells = 0;
	csv->line = csv->next_line;
	csv->offset = csv->next_offset;
	begin_cell(csv);
}

static int check_byte(const struct xnb_csv *csv, enum action action,
                      struct xnb_error *err)
{
	if (csv->text.failed || csv->cells.failed)
		return xnb_fail_nomem(err);
	if (complaints[action])
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s:%" PRIu64 ": cell %zu: %s; mend or delete the line",
		                csv->path, csv->next_line, csv->n_cells,
		                complaints[action]);
	if (csv->text.length > XNB_CSV_LONGEST_RECORD)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s:%" PRIu64 ": longer than %d bytes; is it a CSV file, "
		                "and is a quote missing?",
		                csv->path, csv->line, XNB_CSV_LONGEST_RECORD);
	return 0;
}

/* Takes one byte; *done when it ends the record. */
static int take(struct xnb_csv *csv, enum state *state, bool *done, struct xnb_error *err)
{
	char c = csv->chunk[csv->at++];
	struct step step = steps[*state][letter_of(c)];

	*done = step.action == END_RECORD;
	if (step.action == KEEP)
		xnb_buf_append(&csv->text, &c, 1);
	else if (step.action == END_CELL || step.action == END_RECORD)
		xnb_buf_append(&csv->text, "", 1);
	if (step.action == END_CELL)
		begin_cell(csv);
	if (check_byte(csv, step.action, err))
		return -1;
	csv->next_offset++;
	csv->next_line += c == '\n';
	*state = step.next;
	return 0;
}

enum xnb_csv_found xnb_csv_next(struct xnb_csv *csv, struct xnb_error *err)
{
	enum state state = CELL_START;
	bool done = false;

	begin_record(csv);
	while (!done) {
		if (csv->at == csv->end && fill(csv, err))
			return XNB_CSV_ERROR;
		if (csv->at == csv->end)
			return csv->next_offset == csv->offset ? XNB_CSV_END
			                                       : XNB_CSV_TORN;
		if (take(csv, &state, &done, err))
			return XNB_CSV_ERROR;
	}
	return XNB_CSV_RECORD;
}
