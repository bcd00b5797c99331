/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any of the CSV files of a run: what is read can be written, and reads back as the same
 * row; then extents.csv makes maps. */
#include "tests/fuzz/fuzz.h"

#include "analysis/extent_map.h"
#include "rundir/path_parts.h"
#include "rundir/row.h"
#include "rundir/table.h"

#include <string.h>

struct again {
	const struct xnb_column *columns;
	struct xnb_buf text;
};

static int put(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct again *again = arg;

	XNB_FUZZ_MUST(!xnb_row_put(&again->text, again->columns, row, err));
	return 0;
}

/* Reads `path` and writes what was read to `text`. */
static int copy(struct xnb_buf *text, const char *path, const struct xnb_column *columns,
                struct xnb_error *err)
{
	struct again again = {.columns = columns};
	struct xnb_strings strings = {0};
	struct xnb_table_end end;
	int result;

	xnb_row_put_header(&again.text, columns);
	result = xnb_table_read(path, columns, &strings, put, &again, &end, err);
	xnb_strings_free(&strings);
	*text = again.text;
	return result;
}

static void read_twice(const uint8_t *data, size_t size, const struct xnb_column *columns)
{
	struct xnb_buf first = {0}, second = {0};
	struct xnb_error err = {0};

	if (copy(&first, xnb_fuzz_file(data, size), columns, &err)) {
		xnb_fuzz_check_error(&err);
	} else {
		const char *path =
		    xnb_fuzz_file((const uint8_t *)first.text, first.length);

		XNB_FUZZ_MUST(!copy(&second, path, columns, &err));
		XNB_FUZZ_MUST(first.length == second.length);
		XNB_FUZZ_MUST(!memcmp(first.text, second.text, first.length));
	}
	xnb_buf_free(&first);
	xnb_buf_free(&second);
}

static void make_maps(const uint8_t *data, size_t size)
{
	struct xnb_error err = {0};
	struct xnb_extent_maps maps;
	struct xnb_run *run;

	xnb_fuzz_file(data, size);
	if (xnb_run_load(&run, xnb_fuzz_run("extents.csv"), XNB_READ_LENIENT, &err)) {
		xnb_fuzz_check_error(&err);
		return;
	}
	if (xnb_extent_maps_build(&maps, run, &err))
		xnb_fuzz_check_error(&err);
	else
		xnb_extent_maps_free(&maps);
	xnb_run_free(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_twice(data, size, xnb_sample_columns);
	read_twice(data, size, xnb_extent_columns);
	read_twice(data, size, xnb_check_columns);
	read_twice(data, size, xnb_path_parts_columns);
	make_maps(data, size);
	return 0;
}
