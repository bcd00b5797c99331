/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boxes of `check', one table: which machine each emulates, and what is run in it.
 * One that is added here is run, cached as a base, and judged.
 */
#ifndef XNB_CLI_CHECK_SUITE_H
#define XNB_CLI_CHECK_SUITE_H

#include "analysis/check/check.h"
#include "base/program.h"

#include <stdbool.h>

struct xnb_suite_box {
	const char *name;       /* and that of its run directory */
	unsigned parts;         /* what is judged of it: bits, 1u << enum xnb_gate_part */
	unsigned nodes;         /* NUMA nodes of it */
	unsigned cores;         /* of this machine, that it keeps busy */
	const char *const *lab; /* options of `lab run', ends with NULL */
	const char *const *run; /* options of `run' but for its experiments, likewise */
};

/* In the order that they are begun in, those that take long first; ends with a NULL name.
 */
extern const struct xnb_suite_box xnb_suite_boxes[];

/* The parts of the box that are wanted: those of `only` (bits; 0: all), where it has
 * `nodes` nodes (0: however many). 0: it is not needed. */
unsigned xnb_suite_parts(const struct xnb_suite_box *box, unsigned only, unsigned nodes);

/*
 * Adds the words of `lab run' that say what box it is and what is run in it, and nothing
 * of where, with which Xen, and how long. Without a toolstack what asks libxl is left
 * out: a Xen that has none is judged against a base that has to do without, too.
 */
void xnb_suite_words(struct xnb_args *words, const struct xnb_suite_box *box,
                     unsigned parts, bool toolstack);

#endif
