/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the calls of a series have in common. */
#include "base/grow.h"
#include "rundir/path_rows.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_path(const void *a, const void *b)
{
	const struct xnb_path_parts_row *const *x = a, *const *y = b;

	return order((*x)->path, (*y)->path);
}

static bool same_series(const struct xnb_path_parts_row *a,
                        const struct xnb_path_parts_row *b)
{
	return a->boot == b->boot && a->block == b->block && a->domain == b->domain &&
	       strcmp(a->item, b->item) == 0 && strcmp(a->params, b->params) == 0;
}

static bool same_parts(const struct xnb_path_parts_row *a,
                       const struct xnb_path_parts_row *b)
{
	return a->parts.user == b->parts.user && a->parts.kernel == b->parts.kernel &&
	       a->parts.xen == b->parts.xen && a->parts.rest == b->parts.rest &&
	       strcmp(a->how, b->how) == 0;
}

/* The stretch of the most frequent length among rows in order of their lengths, the
 * shortest of several: *at_mode rows from the one that is returned on. */
static size_t find_mode(const struct xnb_path_parts_row *const *rows, size_t n,
                        size_t *at_mode)
{
	size_t found = 0;

	*at_mode = 0;
	for (size_t i = 0, equal; i < n; i += equal) {
		for (equal = 1; i + equal < n && rows[i + equal]->path == rows[i]->path;)
			equal++;
		if (equal <= *at_mode)
			continue;
		*at_mode = equal;
		found = i;
	}
	return found;
}

static void not_told(struct xnb_path_parts *series, const char *why)
{
	series->parts = (struct xnb_parts){-1, -1, -1, -1};
	series->how = XNB_PARTS_NOT_TOLD;
	series->why = why;
}

static void tell(struct xnb_path_parts *series,
                 const struct xnb_path_parts_row *const *rows, size_t n)
{
	series->path = rows[0]->path;
	series->parts = rows[0]->parts;
	series->how = rows[0]->how;
	series->why = rows[0]->why;
	for (size_t i = 1; i < n; i++)
		if (!same_parts(rows[0], rows[i]))
			not_told(series, "calls of this length differ in their parts");
}

/* The calls at the mode, among those without a flag; `some` has room for all. */
static void condense(struct xnb_path_parts *series, const struct xnb_path_parts_row *rows,
                     size_t n, const struct xnb_path_parts_row **some)
{
	size_t n_some = 0, mode, at_mode;

	*series = (struct xnb_path_parts){.item = rows->item,
	                                  .params = rows->params,
	                                  .boot = rows->boot,
	                                  .block = rows->block,
	                                  .path = -1};
	not_told(series, "no call is without a flag");
	for (size_t i = 0; i < n; i++)
		if (!rows[i].flags[0])
			some[n_some++] = &rows[i];
	if (n_some == 0)
		return;
	qsort(some, n_some, sizeof(*some), by_path);
	mode = find_mode(some, n_some, &at_mode);
	tell(series, some + mode, at_mode);
}

static int add_one(struct xnb_path_parts_table *table,
                   const struct xnb_path_parts_row *rows, size_t n, struct xnb_error *err)
{
	const struct xnb_path_parts_row **some = calloc(n, sizeof(*some));
	struct xnb_path_parts *series;

	if (!some)
		return xnb_fail_nomem(err);
	series = xnb_grow(table->series, table->n, sizeof(*series), err);
	if (series) {
		table->series = series;
		condense(&series[table->n++], rows, n, some);
	}
	free(some);
	return series ? 0 : -1;
}

int xnb_path_series_add(struct xnb_path_parts_table *table,
                        const struct xnb_path_parts_row *rows, size_t n,
                        struct xnb_error *err)
{
	for (size_t i = 0, length; i < n; i += length) {
		for (length = 1;
		     i + length < n && same_series(&rows[i], &rows[i + length]);)
			length++;
		if (add_one(table, rows + i, length, err) != 0)
			return -1;
	}
	return 0;
}
