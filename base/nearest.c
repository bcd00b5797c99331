/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein distance by the usual row-at-a-time dynamic programme. */
static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST + 1];
	size_t length_a = strlen(a), length_b = strlen(b);

	if (length_a > LONGEST || length_b > LONGEST)
		return SIZE_MAX;
	for (size_t j = 0; j <= length_b; j++)
		row[j] = j;
	for (size_t i = 1; i <= length_a; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= length_b; j++) {
			size_t above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
			               diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[length_b];
}

const char *xnb_nearest(const char *typed, xnb_name_fn *name, const void *table)
{
	size_t limit = strlen(typed) / 2 < 2 ? 2 : strlen(typed) / 2;
	size_t best = SIZE_MAX;
	const char *found = NULL, *candidate;

	for (size_t i = 0; (candidate = name(table, i)); i++) {
		size_t d = distance(typed, candidate);

		if (d < best) {
			best = d;
			found = candidate;
		}
	}
	return best <= limit ? found : NULL;
}
