/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/export/export.h"

/* Texts of a run are interned, so equal ones are the same. */
static bool are_neighbours(const struct xnb_series *a, const struct xnb_series *b)
{
	return a->experiment == b->experiment && a->item == b->item &&
	       a->params == b->params && a->metric == b->metric;
}

static bool is_other_unit(const struct xnb_series *a, const struct xnb_series *b)
{
	return a->scenario == b->scenario && a->cpu_node == b->cpu_node &&
	       a->mem_node == b->mem_node && a->unit != b->unit;
}

bool xnb_export_shares_name(const struct xnb_summaries *summaries, size_t i)
{
	const struct xnb_summary *all = summaries->summaries;
	const struct xnb_series *one = all[i].series;
	size_t first = i;

	/* In the order of series the units of one metric lie together. */
	while (first > 0 && are_neighbours(all[first - 1].series, one))
		first--;
	for (size_t j = first; j < summaries->n && are_neighbours(all[j].series, one);
	     j++)
		if (is_other_unit(all[j].series, one))
			return true;
	return false;
}
