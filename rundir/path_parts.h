/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose instructions the length of a hypercall's path is made of: userland's, dom0's
 * kernel's, or the hypervisor's. `path_parts.csv` in a run directory has a row for each
 * sample of the metric `path`; lab/ writes it behind each box that counts instructions.
 *
 * How it is told (the column `how`):
 *
 * - addresses: the emulator counted by the address of the code (base/marks.h). The parts
 *   add up to the sample's value, or they are not there.
 * - differences, without that: of a wrapper's call, what it has beyond the raw one is
 *   userland's (libxenctrl); of a raw call, what the operation `empty` has (the harness).
 *   The rest is not told apart (column `rest`).
 * - empty: not told; the column `why` says why.
 */
#ifndef XNB_RUNDIR_PATH_PARTS_H
#define XNB_RUNDIR_PATH_PARTS_H

#include "base/error.h"
#include "base/marks.h"
#include "rundir/sample.h"
#include "rundir/strings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XNB_PATH_PARTS_FILE "path_parts.csv"

/* The words of the column `how`. */
#define XNB_PARTS_BY_ADDRESS    "addresses"
#define XNB_PARTS_BY_DIFFERENCE "differences"
#define XNB_PARTS_NOT_TOLD      ""

/* Instructions; -1: not told, an empty cell. */
struct xnb_parts {
	int64_t user, kernel, xen;
	int64_t rest; /* what is not told apart: the others that are not told, together */
};

/* One row: the sample of samples.csv with the same `seq`, in parts. */
struct xnb_path_parts_row {
	const char *experiment, *item, *params;
	int64_t boot, domain /* -1: none */, iteration, block, seq;
	int64_t path; /* the sample's value */
	struct xnb_parts parts;
	const char *flags; /* the sample's */
	const char *how, *why;
};

/* Columns of path_parts.csv, in the order of the file; ends with a NULL name. */
extern const struct xnb_column xnb_path_parts_columns[];

/* ---- writing ---- */

/* What became of a run's new samples. */
struct xnb_path_parts_told {
	size_t samples;                   /* of the metric `path` that had no row yet */
	size_t by_address, by_difference; /* ... of them, told so */
	char why[256]; /* why some are not told by address; "": all are */
};

/* What an emulator met in the box that the newest samples are from. */
struct xnb_path_met {
	const struct xnb_mark_record *records;
	size_t n;
	const char *absent; /* why nobody counted by address; NULL: somebody did */
};

/*
 * Adds rows for the samples of `dir` that have none yet, and replaces path_parts.csv in
 * one step; without such samples nothing is written. The i-th marked call is the i-th
 * sample: where their numbers differ none is told by address, and where the parts of a
 * call do not add up to its sample (beyond what the marks themselves are, which the calls
 * of `empty` tell) that call is not told. XNB_EXIT_ENVIRONMENT: cannot be read or
 * written; XNB_EXIT_FAILED: not a run.
 */
int xnb_path_parts_add(const char *dir, const struct xnb_path_met *met,
                       struct xnb_path_parts_told *told, struct xnb_error *err);

/* ---- reading ---- */

/* One series in one round: of the calls without a flag those whose length is their mode
 * (the sample of `path-mode`), in parts. Where they have several, nothing is told. */
struct xnb_path_parts {
	const char *item, *params;
	int64_t boot, block;
	int64_t path; /* the mode */
	struct xnb_parts parts;
	const char *how, *why;
};

struct xnb_path_parts_table {
	struct xnb_path_parts *series;
	size_t n;
	struct xnb_strings strings; /* the texts */
};

/*
 * Of the run directory `dir`. A run without the file has no series, which is no error.
 * XNB_EXIT_FAILED names file, line and column of what is wrong. xnb_path_parts_free() in
 * any case.
 */
int xnb_path_parts_read(struct xnb_path_parts_table *table, const char *dir,
                        struct xnb_error *err);
void xnb_path_parts_free(struct xnb_path_parts_table *table);

/* NULL where there is none. */
const struct xnb_path_parts *xnb_path_parts_find(const struct xnb_path_parts_table *table,
                                                 const char *item, const char *params,
                                                 int64_t boot, int64_t block);

/* ---- comparing ---- */

struct xnb_part_change {
	bool told;
	int64_t by; /* instructions; negative: fewer */
};

struct xnb_path_change {
	struct xnb_part_change user, kernel, xen, rest;
	const char *how; /* as in the file; "" where nothing is told */
	const char *why; /* then */
};

/* From `base` to `new`, of which either may be NULL. */
void xnb_path_change(struct xnb_path_change *change, const struct xnb_path_parts *base,
                     const struct xnb_path_parts *new);

/* For people: "userland +0, dom0 kernel +2, hypervisor +41", "userland +3, the rest +40",
 * "" where nothing is told. */
void xnb_path_change_parts(char *text, size_t size, const struct xnb_path_change *change);
/* "by the addresses of the code", of a word of the column `how`. */
const char *xnb_path_parts_way(const char *how);

#endif
