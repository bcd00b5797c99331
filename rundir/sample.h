/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One sample, and the schema of samples.csv: the one table from which the writer, the
 * reader and docs/design.md take the columns.
 *
 * A series is (experiment, scenario, item, params, cpu_node, mem_node, metric, unit);
 * values of different series are never pooled.
 */
#ifndef XNB_RUNDIR_SAMPLE_H
#define XNB_RUNDIR_SAMPLE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct xnb_sample {
	const char *experiment; /* "placement", "bandwidth", "latency", "hypercall" */
	const char *scenario;   /* a name of `list scenarios`, or "" where none applies */
	const char *item;       /* the kernel, chase, hypercall, or check */
	const char *params;     /* "key=value;...", keys sorted, from rundir/params.h */
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

enum xnb_column_kind {
	XNB_COLUMN_TEXT,
	XNB_COLUMN_INTEGER,          /* never empty */
	XNB_COLUMN_OPTIONAL_INTEGER, /* -1 in memory is an empty cell */
	XNB_COLUMN_NUMBER,           /* never empty, finite */
	XNB_COLUMN_OPTIONAL_NUMBER,  /* NAN in memory is an empty cell */
};

struct xnb_column {
	const char *name;
	enum xnb_column_kind kind;
	size_t offset; /* into struct xnb_sample */
	const char *meaning;
};

/* In the order of the file; ends with a NULL name. */
extern const struct xnb_column xnb_sample_columns[];

/*
 * Parameters in their documented order-independent form: xnb_params_set() inserts or
 * replaces one key and keeps the keys sorted. The key must be of the documented list
 * (xnb_param_keys), the value free of ';' and '=' (else XNB_EXIT_FAILED).
 */
struct xnb_params {
	char text[256];
};

struct xnb_param_key {
	const char *key;
	const char *meaning; /* with the unit */
};

extern const struct xnb_param_key xnb_param_keys[]; /* ends with a NULL key */

int xnb_params_set(struct xnb_params *params, const char *key, const char *value,
                   struct xnb_error *err);
int xnb_params_set_u64(struct xnb_params *params, const char *key, uint64_t value,
                       struct xnb_error *err);

#endif
