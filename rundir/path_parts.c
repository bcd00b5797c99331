/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/path_parts.h"

#include "rundir/path_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct xnb_path_way ways[] = {
    {XNB_PARTS_BY_ADDRESS, "by the addresses of the code", {true, true, true, false}},
    {XNB_PARTS_BY_DIFFERENCE,
     "by the differences between wrapper, raw and empty",
     {true, false, false, true}},
    {XNB_PARTS_NOT_TOLD, "not", {false, false, false, false}},
};

const struct xnb_path_way *xnb_path_way_find(const char *how)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].how, how) == 0)
			return &ways[i];
	return NULL;
}

int xnb_path_parts_read(struct xnb_path_parts_table *table, const char *dir,
                        struct xnb_error *err)
{
	struct xnb_path_rows rows = {.strings = &table->strings};
	int rc;

	*table = (struct xnb_path_parts_table){0};
	rc = xnb_path_rows_read(&rows, dir, err);
	if (rc == 0)
		rc = xnb_path_series_add(table, rows.rows, rows.n, err);
	xnb_path_rows_free(&rows);
	return rc;
}

void xnb_path_parts_free(struct xnb_path_parts_table *table)
{
	free(table->series);
	xnb_strings_free(&table->strings);
	*table = (struct xnb_path_parts_table){0};
}

/* The last one, where an attempt at the unit was cut off. */
const struct xnb_path_parts *xnb_path_parts_find(const struct xnb_path_parts_table *table,
                                                 const char *item, const char *params,
                                                 int64_t boot, int64_t block)
{
	for (size_t i = table->n; i > 0; i--) {
		const struct xnb_path_parts *s = &table->series[i - 1];

		if (s->boot == boot && s->block == block && strcmp(s->item, item) == 0 &&
		    strcmp(s->params, params) == 0)
			return s;
	}
	return NULL;
}

/* ---- comparing ---- */

static struct xnb_part_change change_of(int64_t base, int64_t new)
{
	if (base < 0 || new < 0)
		return (struct xnb_part_change){0};
	return (struct xnb_part_change){.told = true, .by = new - base};
}

/* Why the two cannot be held against each other; NULL: they can. */
static const char *why_not(const struct xnb_path_parts *base,
                           const struct xnb_path_parts *new)
{
	if (!base || !new)
		return "one of the runs has no parts of this path";
	if (!base->how[0])
		return base->why;
	if (!new->how[0])
		return new->why;
	if (strcmp(base->how, new->how) != 0)
		return "the runs tell them in different ways";
	return NULL;
}

void xnb_path_change(struct xnb_path_change *change, const struct xnb_path_parts *base,
                     const struct xnb_path_parts *new)
{
	const char *why = why_not(base, new);

	*change = (struct xnb_path_change){.how = XNB_PARTS_NOT_TOLD, .why = why};
	if (why)
		return;
	change->user = change_of(base->parts.user, new->parts.user);
	change->kernel = change_of(base->parts.kernel, new->parts.kernel);
	change->xen = change_of(base->parts.xen, new->parts.xen);
	change->rest = change_of(base->parts.rest, new->parts.rest);
	change->how = new->how;
	change->why = "";
}

const char *xnb_path_parts_way(const char *how)
{
	const struct xnb_path_way *way = xnb_path_way_find(how);

	return way ? way->words : how;
}

void xnb_path_change_parts(char *text, size_t size, const struct xnb_path_change *change)
{
	const struct {
		const char *name;
		const struct xnb_part_change *part;
	} parts[] = {{"userland", &change->user},
	             {"dom0 kernel", &change->kernel},
	             {"hypervisor", &change->xen},
	             {"the rest", &change->rest}};
	size_t used = 0;

	if (size)
		text[0] = '\0';
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && used < size; i++)
		if (parts[i].part->told)
			used += (size_t)snprintf(text + used, size - used,
			                         "%s%s %+" PRId64, used ? ", " : "",
			                         parts[i].name, parts[i].part->by);
}
