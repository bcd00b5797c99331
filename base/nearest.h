/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean": the name in a list that lies nearest to a mistyped one. */
#ifndef XNB_BASE_NEAREST_H
#define XNB_BASE_NEAREST_H

#include <stddef.h>

/*
 * The i-th name of some table, or NULL past its end; `table` is passed through, so that a
 * caller walks its own table without copying it.
 */
typedef const char *xnb_name_fn(const void *table, size_t i);

/*
 * The name with the least Levenshtein distance to `typed`, the first of several; NULL
 * when none is nearer than half of the typed length (at least 2), which would be a wild
 * guess.
 */
const char *xnb_nearest(const char *typed, xnb_name_fn *name, const void *table);

#endif
