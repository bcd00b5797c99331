/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a run directory so that a crash, a kill or a full disk loses at most the sample
 * in flight:
 *   run.json      first with "state":"running"; replaced by rename at the end
 *   samples.csv   appended, one write() per row
 *   extents.csv   boot,domain,first_gfn,order,count,node,method; likewise
 *   topology.xml  hwloc XML
 *
 * A write that fails leaves the file at its last whole row; its error names the file. A
 * crash of the whole host may take what was written since the last xnb_run_update().
 */
#ifndef XNB_RUNDIR_WRITER_H
#define XNB_RUNDIR_WRITER_H

#include "base/error.h"
#include "rundir/runjson.h"
#include "rundir/sample.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct xnb_run_writer;

/*
 * Makes `dir` (and its parents) and writes run.json from `meta`, to which it adds
 * "schema" and "state":"running". XNB_EXIT_ENVIRONMENT when the directory exists and is
 * not empty, or cannot be made or written; the message names the remedy (another --out,
 * or --resume). A run that cannot begin leaves no file behind. The CSV files are locked
 * (flock) as long as the writer, or a child that inherited it, lives.
 */
int xnb_run_create(struct xnb_run_writer **out, const char *dir, json_t *meta,
                   struct xnb_error *err);

/*
 * Opens the run in `dir` to go on with it. A torn last line of a CSV file is cut off.
 * `*meta` gets run.json as it stands (owned by the caller), with "state" back at
 * "running". Sequence numbers go on after the last one in the file. XNB_EXIT_USAGE when
 * the run is complete; XNB_EXIT_ENVIRONMENT when another process writes to it.
 */
int xnb_run_reopen(struct xnb_run_writer **out, const char *dir, json_t **meta,
                   struct xnb_error *err);

/* Appends one sample; sets sample->seq. A text that is NULL is an empty cell; a NAN or
 * infinite `value`, or a text that is not UTF-8, is XNB_EXIT_FAILED. */
int xnb_run_add_sample(struct xnb_run_writer *run, struct xnb_sample *sample,
                       struct xnb_error *err);

/* Appends the layout of one domain's memory, in one write(): all of it or nothing. */
int xnb_run_add_extents(struct xnb_run_writer *run, int64_t boot, int64_t domain,
                        const struct xnb_extent_run *extents, size_t n,
                        struct xnb_error *err);

int xnb_run_write_topology(struct xnb_run_writer *run, const char *xml, size_t length,
                           struct xnb_error *err);

/* Replaces run.json by `meta` with "state":"running" still. */
int xnb_run_update(struct xnb_run_writer *run, json_t *meta, struct xnb_error *err);

/* Replaces run.json by `meta` with `state` ("complete", "interrupted", "failed"). */
int xnb_run_finish(struct xnb_run_writer *run, json_t *meta, const char *state,
                   struct xnb_error *err);

void xnb_run_writer_free(struct xnb_run_writer *run);

#endif
