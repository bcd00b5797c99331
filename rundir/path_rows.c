/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/path_rows.h"

#include "base/grow.h"
#include "base/utf8.h"
#include "rundir/table.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* ---- reading ---- */

/* The parts that are told, and no others, which add up to the path. */
static bool adds_up(const struct xnb_path_parts_row *row, const struct xnb_path_way *way)
{
	const int64_t parts[XNB_N_PARTS] = {row->parts.user, row->parts.kernel,
	                                    row->parts.xen, row->parts.rest};
	int64_t left = row->path;
	bool any = false;

	for (unsigned i = 0; i < XNB_N_PARTS; i++) {
		if (way->told[i] != (parts[i] >= 0) || parts[i] > left)
			return false;
		left -= way->told[i] ? parts[i] : 0;
		any = any || way->told[i];
	}
	return left == 0 || !any;
}

/* Rows on their way in. */
struct intake {
	struct xnb_path_rows *rows;
	const char *path;
	struct xnb_table_end end;
	int64_t last_seq; /* -1: none */
};

static int bad_row(const struct intake *intake, const char *what, const char *text,
                   struct xnb_error *err)
{
	char shown[48];

	xnb_utf8_show(shown, sizeof(shown), text);
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "%s:%" PRIu64 ": %s%s%s; remove the file, the run does without",
	                intake->path, intake->end.line, what, *shown ? " " : "", shown);
}

static int take_row(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	const struct xnb_path_parts_row *parts = &row->parts;
	const struct xnb_path_way *way = xnb_path_way_find(parts->how);
	struct intake *intake = arg;

	if (!way)
		return bad_row(intake, "column how: no way to tell parts is called",
		               parts->how, err);
	if (!adds_up(parts, way))
		return bad_row(intake, "the parts do not make up the path as told by",
		               *way->how ? way->how : "nothing", err);
	if (parts->seq <= intake->last_seq)
		return bad_row(intake, "column seq: not behind that of the row before",
		               "", err);
	intake->last_seq = parts->seq;
	return xnb_path_rows_add(intake->rows, parts, err);
}

int xnb_path_rows_read(struct xnb_path_rows *rows, const char *dir, struct xnb_error *err)
{
	char path[PATH_MAX];
	struct intake intake = {.rows = rows, .path = path, .last_seq = -1};
	int length = snprintf(path, sizeof(path), "%s/" XNB_PATH_PARTS_FILE, dir);

	if (length < 0 || (size_t)length >= sizeof(path))
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG, "%s: too long a name",
		                dir);
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return 0;
	if (xnb_table_read(path, xnb_path_parts_columns, rows->strings, take_row, &intake,
	                   &intake.end, err) != 0)
		return -1;
	/* It is replaced in one step: nothing of ours leaves half of it. */
	if (intake.end.torn || !intake.end.has_header)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s:%" PRIu64 ": the file was cut off; remove it, the "
		                "run does without",
		                path, intake.end.line);
	return 0;
}

void xnb_path_rows_free(struct xnb_path_rows *rows)
{
	free(rows->rows);
	rows->rows = NULL;
	rows->n = 0;
}
