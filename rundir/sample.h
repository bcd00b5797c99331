/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What samples.csv, extents.csv and checks.csv hold, and their schema: the tables from
 * which the writer, the reader and docs/design.md take the columns.
 *
 * A series is (experiment, scenario, item, params, cpu_node, mem_node, metric, unit);
 * values of different series are never pooled.
 */
#ifndef XNB_RUNDIR_SAMPLE_H
#define XNB_RUNDIR_SAMPLE_H

#include "rundir/params.h"

#include <stddef.h>
#include <stdint.h>

struct xnb_sample {
	const char *experiment; /* "placement", "bandwidth", "latency", "hypercall" */
	const char *scenario;   /* a name of `list scenarios`, or "" where none applies */
	const char *item;       /* the kernel, chase, hypercall, or check */
	const char *params;     /* "key=value;...", keys sorted, see rundir/params.h */
	int64_t boot;           /* index into boots[] of run.json */
	int64_t domain; /* creation number within the boot, across scenarios; -1: empty */
	int64_t iteration;    /* within the domain, from 0 */
	int64_t block;        /* one round of interleaved scenarios */
	int64_t seq;          /* order in time within the run; the writer sets it */
	int64_t vcpu;         /* -1: the value is the whole domain's (an empty cell) */
	const char *cpu_node; /* as measured: "0", "0+1", or "" where it does not apply */
	const char *mem_node; /* likewise, the nodes that hold the pages */
	double locality;      /* pages on A / pages of this domain; NAN: an empty cell */
	const char *metric;   /* "bandwidth", "latency", "locality", "pages", ... */
	const char *unit;     /* "B/s", "ns", "1", "pages", ... */
	double value;
	const char *flags; /* "" or words joined with ';' */
};

/* One stretch of equal extents of a domain's memory on one node. */
struct xnb_extent_run {
	uint64_t first_gfn;
	uint64_t order;     /* an extent is 2^order pages */
	uint64_t count;     /* extents in this stretch */
	int64_t node;       /* -1: unknown, an empty cell */
	const char *method; /* how the node was told: "delta", "frames", ... */
};

/* One row of extents.csv. */
struct xnb_extent_row {
	int64_t boot;
	int64_t domain;
	struct xnb_extent_run run;
};

/* One row of checks.csv: how one claim was judged, in words. The same verdict is a sample
 * of the experiment `semantics` (item: the check), by boot and block. */
struct xnb_check_row {
	int64_t boot;
	int64_t block;
	const char *check;    /* a name of `list checks`; run.json has claim and source */
	const char *verdict;  /* "holds", "does not hold", "cannot be told" */
	const char *evidence; /* what was seen, or why it cannot be told; one line */
};

enum xnb_column_kind {
	XNB_COLUMN_TEXT,             /* const char * */
	XNB_COLUMN_INTEGER,          /* int64_t, never empty, 0 or more */
	XNB_COLUMN_OPTIONAL_INTEGER, /* int64_t, 0 or more; -1 is an empty cell */
	XNB_COLUMN_COUNT,            /* uint64_t, never empty */
	XNB_COLUMN_NUMBER,           /* double, never empty, finite */
	XNB_COLUMN_OPTIONAL_NUMBER,  /* double, finite; NAN is an empty cell */
};

struct xnb_column {
	const char *name;
	enum xnb_column_kind kind;
	size_t offset; /* into the struct of the row */
	const char *meaning;
};

/* Columns of samples.csv (struct xnb_sample), extents.csv (struct xnb_extent_row) and
 * checks.csv (struct xnb_check_row), in the order of the file; each ends with a NULL
 * name. */
extern const struct xnb_column xnb_sample_columns[];
extern const struct xnb_column xnb_extent_columns[];
extern const struct xnb_column xnb_check_columns[];

#endif
