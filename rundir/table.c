/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/table.h"

#include "rundir/csv.h"
#include "rundir/row.h"

#include <inttypes.h>
#include <string.h>

static int end_of_file(const struct xnb_csv *csv, enum xnb_csv_found found,
                       struct xnb_table_end *end, struct xnb_error *err)
{
	if (found == XNB_CSV_ERROR)
		return -1;
	end->torn = found == XNB_CSV_TORN;
	end->line = csv->line;
	end->whole = csv->offset;
	if (end->torn && csv->next_line != csv->line)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s:%" PRIu64
		                ": a quote is opened and never closed; mend "
		                "or delete the line",
		                csv->path, csv->line);
	return 0;
}

static int read_rows(struct xnb_csv *csv, const struct xnb_row_layout *layout,
                     struct xnb_strings *strings, xnb_row_fn *each, void *arg,
                     struct xnb_table_end *end, struct xnb_error *err)
{
	enum xnb_csv_found found;
	union xnb_row row;

	memset(&row, 0, sizeof(row));
	while ((found = xnb_csv_next(csv, err)) == XNB_CSV_RECORD) {
		end->line = csv->line;
		if (xnb_row_get(&row, layout, csv, strings, err))
			return -1;
		if (each && each(arg, &row, err))
			return -1;
	}
	return end_of_file(csv, found, end, err);
}

int xnb_table_read(const char *path, const struct xnb_column *columns,
                   struct xnb_strings *strings, xnb_row_fn *each, void *arg,
                   struct xnb_table_end *end, struct xnb_error *err)
{
	struct xnb_row_layout layout;
	enum xnb_csv_found found;
	struct xnb_csv csv;
	int result = -1;

	*end = (struct xnb_table_end){0};
	if (xnb_csv_open(&csv, path, err))
		return -1;
	found = xnb_csv_next(&csv, err);
	if (found != XNB_CSV_RECORD) {
		result = end_of_file(&csv, found, end, err);
	} else if (!xnb_row_read_header(&layout, columns, &csv, err)) {
		end->has_header = true;
		end->plain = xnb_row_layout_is_plain(&layout);
		result = read_rows(&csv, &layout, strings, each, arg, end, err);
	}
	xnb_csv_close(&csv);
	return result;
}
