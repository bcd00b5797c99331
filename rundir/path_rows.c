/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/path_rows.h"

#include "base/grow.h"
#include "rundir/table.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ROW(kind, field) XNB_COLUMN_##kind, offsetof(struct xnb_path_parts_row, field)

const struct xnb_column xnb_path_parts_columns[] = {
    {"experiment", ROW(TEXT, experiment), "as in samples.csv, like the next seven"},
    {"item", ROW(TEXT, item), "the hypercall"},
    {"params", ROW(TEXT, params), "key=value;..., keys sorted"},
    {"boot", ROW(INTEGER, boot), "index into boots[] of run.json"},
    {"domain", ROW(OPTIONAL_INTEGER, domain), "creation number within the boot"},
    {"iteration", ROW(INTEGER, iteration), "within the domain, from 0"},
    {"block", ROW(INTEGER, block), "the round"},
    {"seq", ROW(INTEGER, seq), "the sample's"},
    {"path", ROW(INTEGER, path), "instructions: the sample's value"},
    {"user", ROW(OPTIONAL_INTEGER, parts.user), "... of them userland's"},
    {"kernel", ROW(OPTIONAL_INTEGER, parts.kernel), "dom0's kernel's"},
    {"xen", ROW(OPTIONAL_INTEGER, parts.xen), "the hypervisor's"},
    {"rest", ROW(OPTIONAL_INTEGER, parts.rest), "not told apart"},
    {"flags", ROW(TEXT, flags), "the sample's"},
    {"how", ROW(TEXT, how), "addresses, differences; empty: not told"},
    {"why", ROW(TEXT, why), "why not by addresses"},
    {0},
};

int xnb_path_rows_add(struct xnb_path_rows *rows, const struct xnb_path_parts_row *row,
                      struct xnb_error *err)
{
	struct xnb_path_parts_row *grown =
	    xnb_grow(rows->rows, rows->n, sizeof(*grown), err);

	if (!grown)
		return -1;
	rows->rows = grown;
	grown[rows->n++] = *row;
	return 0;
}

static int take_row(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	return xnb_path_rows_add(arg, &row->parts, err);
}

int xnb_path_rows_read(struct xnb_path_rows *rows, const char *dir, struct xnb_error *err)
{
	struct xnb_table_end end;
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/" XNB_PATH_PARTS_FILE, dir);

	if (length < 0 || (size_t)length >= sizeof(path))
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG, "%s: too long a name",
		                dir);
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return 0;
	if (xnb_table_read(path, xnb_path_parts_columns, rows->strings, take_row, rows,
	                   &end, err) != 0)
		return -1;
	/* It is replaced in one step: nothing of ours leaves half of it. */
	if (end.torn || !end.has_header)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s:%" PRIu64 ": the file was cut off; remove it, the "
		                "run does without",
		                path, end.line);
	return 0;
}

void xnb_path_rows_free(struct xnb_path_rows *rows)
{
	free(rows->rows);
	rows->rows = NULL;
	rows->n = 0;
}
