/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing, spoiling and reading the files of a run, for the tests of rundir/: each fails
 * the cmocka test where it cannot do what it should. */
#ifndef XNB_TESTS_UNIT_RUN_FILES_H
#define XNB_TESTS_UNIT_RUN_FILES_H

#include "rundir/reader.h"
#include "rundir/writer.h"

/* Begins a run in `dir`, which is not there or empty; its timing is emulated. */
struct xnb_run_writer *run_files_create(const char *dir);

/* Writes run.json with that state, and frees the writer. */
void run_files_finish(struct xnb_run_writer *run, const char *state);

struct xnb_run *run_files_load(const char *path, enum xnb_read_mode mode);

void run_files_assert_text(const char *path, const char *text);
void run_files_append(const char *path, const char *text);

/* Replaces what is at `path` by a file of these bytes. */
void run_files_write(const char *path, const void *text, size_t length);

#endif
