/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/csv.h"

#include "base/io.h"
#include "rundir/csv_split.h"

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

enum { SMALLEST_WINDOW = 256 << 10 };

static int enlarge(struct xnb_csv *csv, struct xnb_error *err)
{
	size_t size = csv->size ? 2 * csv->size : SMALLEST_WINDOW;
	char *window = realloc(csv->window, size + XNB_CSV_SLACK);

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
	memset(csv->window + csv->end, 0, XNB_CSV_SLACK);
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
	enum xnb_csv_outcome outcome;

	csv->line = csv->next_line;
	csv->offset = csv->next_offset;
	while ((outcome = xnb_csv_split(csv, err)) == XNB_CSV_GOES_ON &&
	       !csv->at_the_end) {
		if (csv->end - csv->at > XNB_CSV_LONGEST_RECORD)
			return too_long(csv, err);
		csv->next_line = csv->line;
		if (fill(csv, err))
			return XNB_CSV_ERROR;
	}
	if (outcome == XNB_CSV_BAD)
		return XNB_CSV_ERROR;
	if (outcome == XNB_CSV_GOES_ON)
		return csv->at == csv->end ? XNB_CSV_END : XNB_CSV_TORN;
	if (csv->next_offset - csv->offset > XNB_CSV_LONGEST_RECORD)
		return too_long(csv, err);
	return XNB_CSV_RECORD;
}
