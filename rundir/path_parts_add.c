/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a run's new samples: told, and written beside them. */
#include "rundir/path_marks.h"
#include "rundir/path_parts.h"
#include "rundir/path_rows.h"
#include "rundir/path_told.h"

#include "base/buf.h"
#include "base/io.h"
#include "rundir/reader.h"
#include "rundir/row.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Rows on their way: those of the file, and behind them the new ones. */
struct intake {
	struct xnb_path_rows rows;
	int64_t last_seq; /* of the rows of the file; -1: none */
};

/* As a double holds them exactly. */
static bool is_count(double value)
{
	return value >= 0 && value <= 0x1p53 && (double)(int64_t)value == value;
}

static int take_sample(void *arg, const struct xnb_sample *sample, struct xnb_error *err)
{
	struct intake *intake = arg;

	if (strcmp(sample->metric, "path") != 0 || sample->seq <= intake->last_seq)
		return 0;
	if (!is_count(sample->value))
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "samples.csv: seq %" PRId64
		                ": a path of %g instructions, which is no count",
		                sample->seq, sample->value);
	return xnb_path_rows_add(&intake->rows,
	                         &(struct xnb_path_parts_row){
	                             .experiment = sample->experiment,
	                             .item = sample->item,
	                             .params = sample->params,
	                             .boot = sample->boot,
	                             .domain = sample->domain,
	                             .iteration = sample->iteration,
	                             .block = sample->block,
	                             .seq = sample->seq,
	                             .path = (int64_t)sample->value,
	                             .parts = {-1, -1, -1, -1},
	                             .flags = sample->flags,
	                             .how = XNB_PARTS_NOT_TOLD,
	                             .why = "",
	                         },
	                         err);
}

static int write_rows(const struct xnb_path_rows *rows, const char *dir,
                      struct xnb_error *err)
{
	char path[PATH_MAX];
	struct xnb_buf text = {0};
	int rc = 0;

	snprintf(path, sizeof(path), "%s/" XNB_PATH_PARTS_FILE, dir);
	xnb_row_put_header(&text, xnb_path_parts_columns);
	for (size_t i = 0; i < rows->n && rc == 0; i++)
		rc = xnb_row_put(&text, xnb_path_parts_columns, &rows->rows[i], err);
	if (rc == 0)
		rc = text.failed ? xnb_fail_nomem(err)
		                 : xnb_replace_file(path, text.text, text.length, err);
	xnb_buf_free(&text);
	return rc;
}

static int add(struct intake *intake, const char *dir, const struct xnb_path_met *met,
               struct xnb_path_parts_told *told, struct xnb_error *err)
{
	const size_t before = intake->rows.n;
	struct xnb_run *run = NULL;
	int rc = xnb_run_stream(&run, dir, XNB_READ_LENIENT, take_sample, intake, err);

	if (rc == 0 && intake->rows.n > before) {
		rc = xnb_path_tell(&intake->rows, before, met, told, err);
		if (rc == 0)
			rc = write_rows(&intake->rows, dir, err);
	}
	xnb_run_free(run);
	return rc;
}

int xnb_path_parts_add(const char *dir, const struct xnb_path_met *met,
                       struct xnb_path_parts_told *told, struct xnb_error *err)
{
	struct xnb_strings strings = {0};
	struct intake intake = {.rows.strings = &strings, .last_seq = -1};
	int rc = xnb_path_rows_read(&intake.rows, dir, err);

	*told = (struct xnb_path_parts_told){0};
	if (rc == 0) {
		if (intake.rows.n > 0)
			intake.last_seq = intake.rows.rows[intake.rows.n - 1].seq;
		rc = add(&intake, dir, met, told, err);
	}
	xnb_path_rows_free(&intake.rows);
	xnb_strings_free(&strings);
	return rc;
}
