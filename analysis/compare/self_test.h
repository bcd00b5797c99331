/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `compare --self-test RUN...`: how often `compare` would cry wolf on this host with this
 * design, and what it would miss. The units of the runs are split at random into two
 * arms, as large as each other or nearly, which differ by chance only, and each split is
 * judged as compare would judge it (stats/verdict.h; its unit, its direction, its
 * refusals: the series are those of analysis/compare/compare.h with the runs in both
 * arms).
 *
 * Exact series are counted, not split. Where they do not vary no split differs; where
 * they do, compare's test is itself one over all splits, and is wrong in 1 % at most.
 */
#ifndef XNB_ANALYSIS_COMPARE_SELF_TEST_H
#define XNB_ANALYSIS_COMPARE_SELF_TEST_H

#include "analysis/compare/compare.h"
#include "base/buf.h"
#include "base/error.h"
#include "stats/interval.h"

#include <stddef.h>

enum {
	XNB_SELF_TEST_SPLITS = 1000,
	XNB_SELF_TEST_SEED = 1,
	XNB_SELF_TEST_LEAST_UNITS = 6, /* three an arm */
};

struct xnb_self_series {
	const struct xnb_compare_series *series; /* arms[XNB_BASE] has the units */
	const char *why_not;  /* for people: why it is not split; NULL where it is */
	size_t n_base, n_new; /* units of the arms of a split */
	double possible;      /* different splits; a few units have but a few */
	size_t n_alarms;      /* splits with REGRESSION or IMPROVEMENT */
	/* Their share, with the exact 95 % interval of it. The interval is of what other
	 * random splits of these units would give, not of what other units would. */
	struct xnb_interval alarms;
	/* The measured A/A noise: in 95 % of the splits the greater of the arms' means is
	 * above the other by no more than this fraction. */
	double noise;
	/* By what fraction one arm must be worse (slower; less) to be found a REGRESSION
	 * in 80 % of the splits: the values of one arm times the same factor. */
	double smallest;
};

struct xnb_self_test {
	struct xnb_compare *compare; /* the runs in both arms: facts, refusals, units */
	unsigned long seed;
	size_t n_splits;
	struct xnb_self_series *series; /* the timed ones, as in `compare` */
	size_t n;
	size_t n_split;             /* of them, those that were split */
	size_t n_exact, n_varying;  /* exact series; of them, those that vary */
	struct xnb_interval alarms; /* over all series, as if of n_splits in all */
	size_t n_failed;            /* splits in which a gate of all series fails */
	struct xnb_interval failures;
};

/* `request` as for compare, with the runs in arms[XNB_BASE]; what is in arms[XNB_NEW]
 * does not matter. The caller frees *out. */
int xnb_self_test(struct xnb_self_test **out, const struct xnb_compare_request *request,
                  size_t n_splits, unsigned long seed, struct xnb_error *err);
void xnb_self_test_free(struct xnb_self_test *test);

/* XNB_EXIT_OK, or XNB_EXIT_INCONCLUSIVE where no series could be split. */
int xnb_self_test_exit(const struct xnb_self_test *test);

int xnb_self_test_write_text(struct xnb_buf *text, const struct xnb_self_test *test,
                             struct xnb_error *err);
/* One document; docs/self-test.schema.json says what is in it. */
int xnb_self_test_write_json(struct xnb_buf *out, const struct xnb_self_test *test,
                             struct xnb_error *err);

#endif
