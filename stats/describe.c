/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/describe.h"

#include <gsl/gsl_sort.h>

void xnb_sort(double *values, size_t n)
{
	gsl_sort(values, 1, n);
}

static size_t count_different(const double *sorted, size_t n)
{
	size_t different = n > 0;

	for (size_t i = 1; i < n; i++)
		different += sorted[i] > sorted[i - 1];
	return different;
}

/* Which of `n` steps is the k-th to keep. */
static size_t kept_step(size_t k, size_t n, size_t most)
{
	return n <= most ? k : k * (n - 1) / (most - 1);
}

size_t xnb_ecdf_sorted(struct xnb_ecdf_point *points, size_t most, const double *sorted,
                       size_t n)
{
	size_t different = count_different(sorted, n);
	size_t step = 0, kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n && !(sorted[i + 1] > sorted[i]))
			continue;
		if (step++ == kept_step(kept, different, most))
			points[kept++] = (struct xnb_ecdf_point){
			    sorted[i], (double)(i + 1) / (double)n};
	}
	return kept;
}
