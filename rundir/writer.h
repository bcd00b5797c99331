/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a run directory so that a kill or a full disk loses at most the sample in
 * flight:
 *
 *   run.json      before the first sample, with "state":"running"; replaced by rename
 *                 at the end
 *   samples.csv   appended, one write() per row
 *   extents.csv   likewise: where the memory of each domain lies
 *   checks.csv    likewise: the verdict on each claim, with its evidence
 *   topology.xml  hwloc XML
 *
 * A write that fails leaves the file at its last whole row; its error names the file. A
 * crash of the whole host may take what was written since the last xnb_run_sync().
 */
#ifndef XNB_RUNDIR_WRITER_H
#define XNB_RUNDIR_WRITER_H

#include "base/error.h"
#include "rundir/runjson.h"
#include "rundir/sample.h"
#include "rundir/table.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct xnb_run_writer;

/*
 * Makes `dir` (and its parents) and writes run.json from `meta`, to which it adds
 * "schema" and "state":"running". XNB_EXIT_ENVIRONMENT when the directory exists and is
 * not empty, or cannot be made or written; the message names the remedy (another --out,
 * or --resume). Of several that try at once one gets the directory; a run that cannot
 * begin removes what it made and nothing else. The CSV files are locked (flock) as long
 * as the writer, or a child that inherited it, lives.
 */
int xnb_run_create(struct xnb_run_writer **out, const char *dir, json_t *meta,
                   struct xnb_error *err);

/*
 * The steps to go on with a run, of which only the last one changes it, so that the
 * caller may refuse in between:
 *
 * xnb_run_reopen() locks the run in `dir`; `*meta` gets run.json as it stands (owned by
 * the caller). XNB_EXIT_USAGE when the run is complete; XNB_EXIT_ENVIRONMENT when another
 * process writes to it, or a CSV file is missing.
 *
 * xnb_run_extend() is the same for a run that is complete, to which another boot is to be
 * added; XNB_EXIT_USAGE when it is not.
 *
 * xnb_run_scan() reads all CSV files row by row (`each` may be NULL; checks are read to
 * find their end), in bounded memory; sequence numbers go on after the last one.
 *
 * xnb_run_go_on() cuts torn last lines off and writes `meta` with "state":"running".
 */
int xnb_run_reopen(struct xnb_run_writer **out, const char *dir, json_t **meta,
                   struct xnb_error *err);
int xnb_run_extend(struct xnb_run_writer **out, const char *dir, json_t **meta,
                   struct xnb_error *err);
int xnb_run_scan(struct xnb_run_writer *run, xnb_row_fn *each_sample,
                 xnb_row_fn *each_extent, void *arg, struct xnb_error *err);
int xnb_run_go_on(struct xnb_run_writer *run, json_t *meta, struct xnb_error *err);

/* Appends one sample; sets sample->seq. A text that is NULL is an empty cell; a NAN or
 * infinite `value`, or a text that is not UTF-8, is XNB_EXIT_FAILED. */
int xnb_run_add_sample(struct xnb_run_writer *run, struct xnb_sample *sample,
                       struct xnb_error *err);

/* From now on `each` is called for every sample that was appended. */
void xnb_run_on_sample(struct xnb_run_writer *run, xnb_row_fn *each, void *arg);

/* How many samples the run has, those of its earlier parts included. */
int64_t xnb_run_n_samples(const struct xnb_run_writer *run);

/* Appends the layout of one domain's memory, in one write(): all of it or nothing. */
int xnb_run_add_extents(struct xnb_run_writer *run, int64_t boot, int64_t domain,
                        const struct xnb_extent_run *extents, size_t n,
                        struct xnb_error *err);

/*
 * Appends one verdict. Its evidence becomes one line: line breaks and other control
 * characters become spaces, so that a torn write is never more than a torn line; where
 * it is not UTF-8 (a text from elsewhere in it), its odd bytes become '?'.
 */
int xnb_run_add_check(struct xnb_run_writer *run, const struct xnb_check_row *check,
                      struct xnb_error *err);

int xnb_run_write_topology(struct xnb_run_writer *run, const char *xml, size_t length,
                           struct xnb_error *err);

/* Brings the rows of all CSV files to the disk itself: then they outlive a crash of the
 * host. */
int xnb_run_sync(struct xnb_run_writer *run, struct xnb_error *err);

/* Replaces run.json by `meta` with `state` ("complete", "interrupted", "failed"). */
int xnb_run_finish(struct xnb_run_writer *run, json_t *meta, const char *state,
                   struct xnb_error *err);

void xnb_run_writer_free(struct xnb_run_writer *run);

#endif
