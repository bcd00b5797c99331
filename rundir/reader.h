/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a run directory, or a bare samples.csv from elsewhere.
 *
 * Unknown columns are kept out of the way and ignored. A missing column, a bad number, a
 * wrong count of cells or a torn last line is an error that names file, line and column.
 */
#ifndef XNB_RUNDIR_READER_H
#define XNB_RUNDIR_READER_H

#include "base/error.h"
#include "rundir/sample.h"
#include "rundir/strings.h"

#include <jansson.h>
#include <stddef.h>

/* A run in memory. Texts are owned by the run and interned: equal texts, equal pointers.
 */
struct xnb_run {
	char *path;
	json_t *meta; /* run.json, or NULL for a bare samples.csv */
	struct xnb_sample *samples;
	size_t n_samples;
	struct xnb_extent_row *extents;
	size_t n_extents;
	/* Verdicts on claims, in the order in which they were judged; none in a run that
	 * is older than checks.csv. */
	struct xnb_check_row *checks;
	size_t n_checks;
	/* For people: a torn line that was left out in lenient mode, rows that were there
	 * twice (rundir/repeats.h), ... */
	const char **warnings;
	size_t n_warnings;
	struct xnb_strings *strings; /* the interned texts */
};

enum xnb_read_mode {
	XNB_READ_STRICT,  /* a torn last line is an error */
	XNB_READ_LENIENT, /* in a run that is not complete it is a warning */
};

/* `path` is a run directory or a samples.csv. XNB_EXIT_ENVIRONMENT: cannot be read;
 * XNB_EXIT_FAILED: read, but not a run. */
int xnb_run_load(struct xnb_run **out, const char *path, enum xnb_read_mode mode,
                 struct xnb_error *err);

/* Called for each sample, which lives as long as the call; its texts stay. Returns 0 or
 * -1. */
typedef int xnb_sample_fn(void *arg, const struct xnb_sample *sample,
                          struct xnb_error *err);

/*
 * The same without keeping the samples: `each` is called for each one instead, in order
 * of the file, and extents.csv is not read. Texts live as long as the run.
 */
int xnb_run_stream(struct xnb_run **out, const char *path, enum xnb_read_mode mode,
                   xnb_sample_fn *each, void *arg, struct xnb_error *err);

void xnb_run_free(struct xnb_run *run);

/* "real", "virtualized", "emulated", "counted"; "" where the run does not say. */
const char *xnb_run_timing(const struct xnb_run *run);

#endif
