/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary_parts.h"

void xnb_summary_scope(struct xnb_summary *s)
{
	/* By the level within a boot: a sentence each for one unit, and for several. */
	static const char *const in_one_boot[XNB_N_LEVELS][2] = {
	    [XNB_LEVEL_DOMAIN] = {"one domain in one boot: covers neither variation "
	                          "between domains nor between boots",
	                          "one boot: does not cover boot-to-boot variation"},
	    [XNB_LEVEL_BLOCK] =
	        {"one round in one boot: covers neither variation between "
	         "rounds nor between boots",
	         "one boot: does not cover boot-to-boot variation"},
	};

	if (s->n_units == 0)
		s->scope = "no sample is a measurement: covers nothing";
	else if (s->n_at[XNB_LEVEL_BOOT] == 1)
		s->scope = in_one_boot[s->within_boot][s->n_units > 1];
	else if (s->n_at[XNB_LEVEL_BOOT] < XNB_LEAST_UNITS)
		s->scope = "two boots: too few to say how much boots vary";
	else
		s->scope =
		    "several boots of one host: covers boot-to-boot variation, not "
		    "that between hosts";
}
