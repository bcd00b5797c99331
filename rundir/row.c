/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/row.h"

#include "base/utf8.h"
#include "rundir/number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* How one kind of cell is written and read; false where the value or text is not one. */
struct codec {
	bool (*put)(struct xnb_buf *line, const void *field);
	bool (*get)(void *field, const char *cell, size_t length,
	            struct xnb_strings *strings);
	const char *what;
};

static bool put_text(struct xnb_buf *line, const void *field)
{
	const char *text = *(const char *const *)field;

	if (!text)
		return true;
	if (!xnb_utf8_valid(text))
		return false;
	xnb_csv_put_cell(line, text);
	return true;
}

static bool get_text(void *field, const char *cell, size_t length,
                     struct xnb_strings *strings)
{
	const char **text = field;

	/* Most cells are those of the row before. */
	if (*text && xnb_strings_is(*text, cell, length))
		return true;
	*text = xnb_strings_find(strings, cell, length);
	if (*text)
		return true;
	if (!xnb_utf8_valid(cell))
		return false;
	*text = xnb_strings_intern(strings, cell);
	return true;
}

static bool put_count(struct xnb_buf *line, const void *field)
{
	xnb_buf_printf(line, "%" PRIu64, *(const uint64_t *)field);
	return true;
}

static bool get_count(void *field, const char *cell, size_t length,
                      struct xnb_strings *strings)
{
	(void)length;
	(void)strings;
	return xnb_count_parse(field, cell, UINT64_MAX);
}

static bool put_integer(struct xnb_buf *line, const void *field)
{
	int64_t value = *(const int64_t *)field;

	if (value < 0)
		return false;
	xnb_buf_printf(line, "%" PRId64, value);
	return true;
}

static bool get_integer(void *field, const char *cell, size_t length,
                        struct xnb_strings *strings)
{
	int64_t *out = field;
	uint64_t value;

	(void)length;
	(void)strings;
	if (!xnb_count_parse(&value, cell, INT64_MAX))
		return false;
	*out = (int64_t)value;
	return true;
}

static bool put_optional_integer(struct xnb_buf *line, const void *field)
{
	return *(const int64_t *)field == -1 || put_integer(line, field);
}

static bool get_optional_integer(void *field, const char *cell, size_t length,
                                 struct xnb_strings *strings)
{
	int64_t *out = field;

	if (*cell)
		return get_integer(field, cell, length, strings);
	*out = -1;
	return true;
}

static bool put_number(struct xnb_buf *line, const void *field)
{
	char text[XNB_NUMBER_SIZE];

	if (!xnb_number_format(text, *(const double *)field))
		return false;
	xnb_buf_puts(line, text);
	return true;
}

static bool get_number(void *field, const char *cell, size_t length,
                       struct xnb_strings *strings)
{
	(void)length;
	(void)strings;
	return xnb_number_parse(field, cell);
}

static bool put_optional_number(struct xnb_buf *line, const void *field)
{
	return isnan(*(const double *)field) || put_number(line, field);
}

static bool get_optional_number(void *field, const char *cell, size_t length,
                                struct xnb_strings *strings)
{
	double *out = field;

	if (*cell)
		return get_number(field, cell, length, strings);
	*out = NAN;
	return true;
}

static const struct codec codecs[] = {
    [XNB_COLUMN_TEXT] = {put_text, get_text, "UTF-8 text"},
    [XNB_COLUMN_INTEGER] = {put_integer, get_integer, "a whole number"},
    [XNB_COLUMN_OPTIONAL_INTEGER] = {put_optional_integer, get_optional_integer,
                                     "a whole number or empty"},
    [XNB_COLUMN_COUNT] = {put_count, get_count, "a whole number"},
    [XNB_COLUMN_NUMBER] = {put_number, get_number, "a finite decimal number"},
    [XNB_COLUMN_OPTIONAL_NUMBER] = {put_optional_number, get_optional_number,
                                    "a finite decimal number or empty"},
};

void xnb_row_put_header(struct xnb_buf *line, const struct xnb_column *columns)
{
	for (const struct xnb_column *column = columns; column->name; column++) {
		if (column != columns)
			xnb_buf_puts(line, ",");
		xnb_csv_put_cell(line, column->name);
	}
	xnb_buf_puts(line, "\n");
}

int xnb_row_put(struct xnb_buf *line, const struct xnb_column *columns, const void *row,
                struct xnb_error *err)
{
	for (const struct xnb_column *column = columns; column->name; column++) {
		const char *field = (const char *)row + column->offset;

		if (column != columns)
			xnb_buf_puts(line, ",");
		if (!codecs[column->kind].put(line, field))
			return xnb_fail(err, XNB_EXIT_FAILED, 0,
			                "column %s: the value is not %s, so it was not "
			                "recorded; please report this",
			                column->name, codecs[column->kind].what);
	}
	xnb_buf_puts(line, "\n");
	return line->failed ? xnb_fail_nomem(err) : 0;
}

static int find_column(size_t *cell, const char *name, const struct xnb_csv *csv,
                       struct xnb_error *err)
{
	size_t found = 0;

	for (size_t i = 0; i < csv->n_cells; i++) {
		if (strcmp(xnb_csv_cell(csv, i), name))
			continue;
		*cell = i;
		found++;
	}
	if (found == 1)
		return 0;
	return xnb_fail(err, XNB_EXIT_FAILED, 0, "%s:%" PRIu64 ": column %s %s",
	                csv->path, csv->line, name,
	                found ? "occurs twice; rename one of them"
	                      : "is missing from the header row; is it the right file? "
	                        "(docs/design.md names the columns)");
}

int xnb_row_read_header(struct xnb_row_layout *layout, const struct xnb_column *columns,
                        const struct xnb_csv *csv, struct xnb_error *err)
{
	layout->columns = columns;
	layout->n_cells = csv->n_cells;
	for (size_t i = 0; columns[i].name; i++)
		if (find_column(&layout->cell[i], columns[i].name, csv, err))
			return -1;
	return 0;
}

bool xnb_row_layout_is_plain(const struct xnb_row_layout *layout)
{
	size_t n = 0;

	for (; layout->columns[n].name; n++)
		if (layout->cell[n] != n)
			return false;
	return layout->n_cells == n;
}

static int bad_cell(const struct xnb_csv *csv, const struct xnb_column *column,
                    const char *cell, struct xnb_error *err)
{
	char shown[48];

	xnb_utf8_show(shown, sizeof(shown), cell);
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "%s:%" PRIu64 ": column %s: \"%s\" is not %s; mend or delete the "
	                "line",
	                csv->path, csv->line, column->name, shown,
	                codecs[column->kind].what);
}

int xnb_row_get(void *row, const struct xnb_row_layout *layout, const struct xnb_csv *csv,
                struct xnb_strings *strings, struct xnb_error *err)
{
	const struct xnb_column *column = layout->columns;

	if (csv->n_cells != layout->n_cells)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s:%" PRIu64 ": has %zu cells, the header row has %zu; "
		                "mend or delete the line",
		                csv->path, csv->line, csv->n_cells, layout->n_cells);
	for (size_t i = 0; column[i].name; i++) {
		const char *cell = xnb_csv_cell(csv, layout->cell[i]);
		size_t length = csv->cells[layout->cell[i]].length;
		void *field = (char *)row + column[i].offset;

		if (!codecs[column[i].kind].get(field, cell, length, strings))
			return bad_cell(csv, &column[i], cell, err);
		if (column[i].kind == XNB_COLUMN_TEXT && !*(const char **)field)
			return xnb_fail_nomem(err);
	}
	return 0;
}
