/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/unit_counts.h"

void xnb_unit_counts_take(struct xnb_unit_counts *counts,
                          const struct xnb_summary *summary, size_t n_units)
{
	size_t *least = &counts->levels[summary->level].least;
	size_t *most = &counts->levels[summary->level].most;

	if (counts->levels[summary->level].n_series++ == 0)
		*least = *most = n_units;
	*least = n_units < *least ? n_units : *least;
	*most = n_units > *most ? n_units : *most;
	counts->subject = summary->subject;
	counts->n_left_out += summary->series->n_left_out;
}

void xnb_unit_counts_describe(struct xnb_buf *caption,
                              const struct xnb_unit_counts *counts)
{
	const char *before = "";

	for (unsigned i = 0; i < XNB_N_LEVELS; i++) {
		if (counts->levels[i].n_series == 0)
			continue;
		xnb_buf_puts(caption, before);
		if (counts->levels[i].least < counts->levels[i].most)
			xnb_buf_printf(caption, "%zu to ", counts->levels[i].least);
		xnb_buf_printf(
		    caption, "%zu %s%s", counts->levels[i].most,
		    xnb_unit_level_name(counts->subject, (enum xnb_unit_level)i),
		    counts->levels[i].most == 1 ? "" : "s");
		before = " or ";
	}
}

void xnb_unit_counts_describe_left_out(struct xnb_buf *caption,
                                       const struct xnb_unit_counts *counts)
{
	if (counts->n_left_out == 0)
		return;
	xnb_buf_printf(caption, " %zu sample%s flagged as no measurement %s left out.",
	               counts->n_left_out, counts->n_left_out == 1 ? "" : "s",
	               counts->n_left_out == 1 ? "is" : "are");
}
