/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/multiple.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
	double p;
	size_t at;
};

static int compare_p(const void *a, const void *b)
{
	double p = ((const struct ranked *)a)->p, q = ((const struct ranked *)b)->p;

	return (p > q) - (p < q);
}

/* Those that belong to a test, ascending; NULL for lack of memory. */
static struct ranked *rank(const double *p, size_t n, size_t *n_tests)
{
	struct ranked *ranked = calloc(n + 1, sizeof(*ranked));

	*n_tests = 0;
	if (!ranked)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!isnan(p[i]))
			ranked[(*n_tests)++] = (struct ranked){p[i], i};
	qsort(ranked, *n_tests, sizeof(*ranked), compare_p);
	return ranked;
}

static void copy(double *adjusted, const double *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		adjusted[i] = p[i];
}

int xnb_holm(double *adjusted, const double *p, size_t n, struct xnb_error *err)
{
	size_t n_tests;
	struct ranked *ranked = rank(p, n, &n_tests);
	double most = 0;

	if (!ranked)
		return xnb_fail_nomem(err);
	copy(adjusted, p, n);
	for (size_t i = 0; i < n_tests; i++) {
		most = fmax(most, fmin(1, (double)(n_tests - i) * ranked[i].p));
		adjusted[ranked[i].at] = most;
	}
	free(ranked);
	return 0;
}

int xnb_benjamini_hochberg(double *adjusted, const double *p, size_t n,
                           struct xnb_error *err)
{
	size_t n_tests;
	struct ranked *ranked = rank(p, n, &n_tests);
	double least = 1;

	if (!ranked)
		return xnb_fail_nomem(err);
	copy(adjusted, p, n);
	for (size_t i = n_tests; i-- > 0;) {
		least = fmin(least, (double)n_tests / (double)(i + 1) * ranked[i].p);
		adjusted[ranked[i].at] = least;
	}
	free(ranked);
	return 0;
}
