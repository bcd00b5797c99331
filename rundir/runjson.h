/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.json, read and written by both sides. */
#ifndef XNB_RUNDIR_RUNJSON_H
#define XNB_RUNDIR_RUNJSON_H

#include "base/error.h"

#include <jansson.h>

/* Schema version of the layout of a run directory, "schema" of run.json. */
enum { XNB_RUN_SCHEMA = 1 };

/* States of a run, "state" of run.json. */
#define XNB_STATE_RUNNING  "running"
#define XNB_STATE_COMPLETE "complete"

/*
 * A new reference to the object in `path`. XNB_EXIT_ENVIRONMENT: cannot be read.
 * XNB_EXIT_FAILED: not JSON (with line and column), not an object, or of a schema that
 * this version does not know.
 */
int xnb_runjson_read(json_t **out, const char *path, struct xnb_error *err);

/* Sets "schema" and "state" in `meta` and replaces `path` by it in one step. */
int xnb_runjson_write(const char *path, json_t *meta, const char *state,
                      struct xnb_error *err);

/* The text under `key`, or "" where `meta` is NULL or has none. */
const char *xnb_runjson_text(const json_t *meta, const char *key);

#endif
