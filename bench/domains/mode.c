/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/mode.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* How many of the ascending values are equal to the first. */
static size_t count_equal(const uint64_t *values, size_t n)
{
	size_t equal = 1;

	while (equal < n && values[equal] == values[0])
		equal++;
	return equal;
}

static void find_in_sorted(struct xnb_mode *mode, const uint64_t *values)
{
	for (size_t i = 0, equal; i < mode->n; i += equal) {
		equal = count_equal(values + i, mode->n - i);
		if (equal <= mode->at_mode)
			continue;
		mode->at_mode = equal;
		mode->value = values[i];
	}
}

int xnb_mode_find(struct xnb_mode *mode, const uint64_t *counts, const bool *apart,
                  size_t n, struct xnb_error *err)
{
	uint64_t *values = calloc(n ? n : 1, sizeof(*values));

	if (!values)
		return xnb_fail_nomem(err);
	*mode = (struct xnb_mode){0};
	for (size_t i = 0; i < n; i++)
		if (!apart || !apart[i])
			values[mode->n++] = counts[i];
	qsort(values, mode->n, sizeof(*values), by_value);
	find_in_sorted(mode, values);
	free(values);
	return 0;
}

int xnb_mode_tell_apart(struct xnb_mode *mode, const uint64_t *counts, const bool *ticked,
                        bool *apart, size_t n, struct xnb_error *err)
{
	if (xnb_mode_find(mode, counts, ticked, n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		apart[i] = ticked[i] && (mode->n == 0 || counts[i] != mode->value);
	return xnb_mode_find(mode, counts, apart, n, err);
}

double xnb_mode_share(const struct xnb_mode *mode)
{
	return mode->n ? (double)mode->at_mode / (double)mode->n : NAN;
}
