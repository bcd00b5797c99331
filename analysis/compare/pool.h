/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that is kept of the runs of a comparison: of each run its run.json, of each of its
 * series the means of its units. Runs are read one at a time, so that the samples of no
 * two are in memory together.
 */
#ifndef XNB_ANALYSIS_COMPARE_POOL_H
#define XNB_ANALYSIS_COMPARE_POOL_H

#include "analysis/compare/compare.h"
#include "analysis/compare/rule.h"

#include <jansson.h>

/* A domain or a round of one run. */
struct xnb_pool_unit {
	/* Its boot: interned, NULL where it is known by its run and number only. */
	const char *boot_id;
	int64_t boot;
	size_t run; /* of the pool's */
	int64_t id; /* domain or block within the run's boot */
	size_t n;   /* samples */
	double mean;
};

/* A series of one run. */
struct xnb_pool_piece {
	struct xnb_compare_key key;
	enum xnb_compare_side side;
	size_t run;
	struct xnb_compare_rule rule;
	enum xnb_unit_level within_boot; /* what the units are */
	const struct xnb_subject *subject;
	struct xnb_pool_unit *units;
	size_t n_units; /* 0: no sample is a measurement */
	size_t n_samples, n_left_out;
};

struct xnb_pool_run {
	enum xnb_compare_side side;
	const char *path;
	json_t *meta;          /* NULL: a bare table */
	const char *timing;    /* "" where the run does not say */
	const char *distances; /* between the nodes, of topology.xml; "" unknown */
};

/* What a check of a run said, once for each thing that it said. */
struct xnb_pool_evidence {
	enum xnb_compare_side side;
	const char *check, *verdict, *evidence;
};

struct xnb_pool {
	struct xnb_compare *out; /* owns the texts; warnings go there */
	const struct xnb_compare_request *request;
	struct xnb_pool_run *runs;
	size_t n_runs;
	struct xnb_pool_piece *pieces;
	size_t n_pieces;
	struct xnb_pool_evidence *evidence;
	size_t n_evidence;
};

/* Reads all runs of the request. Start from {.out, .request}; free it in any case. */
int xnb_pool_load(struct xnb_pool *pool, struct xnb_error *err);
void xnb_pool_free(struct xnb_pool *pool);

/* A copy of the text that lives as long as the comparison; NULL without memory. */
const char *xnb_compare_keep(struct xnb_compare *compare, const char *text,
                             struct xnb_error *err);
/* The same of what was written to `text`, which is freed. */
const char *xnb_compare_keep_buf(struct xnb_compare *compare, struct xnb_buf *text,
                                 struct xnb_error *err);

int xnb_compare_warn(struct xnb_compare *compare, struct xnb_error *err,
                     const char *format, ...) __attribute__((format(printf, 3, 4)));

/* By boot id, else run and number: the order of boots, and whether two are one. */
int xnb_pool_compare_boots(const struct xnb_pool_unit *a, const struct xnb_pool_unit *b);

#endif
