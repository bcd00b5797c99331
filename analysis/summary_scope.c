/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary_parts.h"

void xnb_summary_scope(struct xnb_summary *s)
{
	if (s->n_units == 0)
		s->scope = "no sample is a measurement: covers nothing";
	else if (s->n_at[XNB_LEVEL_BOOT] == 1)
		s->scope = s->n_units > 1
		               ? "one boot: does not cover boot-to-boot variation"
		               : s->subject->levels[s->within_boot].covers;
	else if (s->n_at[XNB_LEVEL_BOOT] < XNB_LEAST_UNITS)
		s->scope = "two boots: too few to say how much boots vary";
	else
		s->scope =
		    "several boots of one host: covers boot-to-boot variation, not "
		    "that between hosts";
}
