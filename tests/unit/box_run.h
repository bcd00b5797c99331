/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run directories as the boxes of `check` leave them: domains with the extents of their
 * memory, verdicts on claims, lengths of paths. Whatever cannot be written fails the
 * cmocka test.
 */
#ifndef XNB_TESTS_UNIT_BOX_RUN_H
#define XNB_TESTS_UNIT_BOX_RUN_H

#include "tests/unit/simulated_run.h"

#include <stdio.h>

enum { BOX_EXTENTS = 32 }; /* of a domain */

struct box_run {
	struct simulated_run run; /* of one boot, counted */
	FILE *extents, *checks;
};

/* run.json has the scenarios local (expected locality 1), remote (0) and default (0.5) of
 * simulated_run.h, and unscrubbed (1); the operations `set` and `get`. */
void box_begin(struct box_run *box, const char *dir);

/* A domain of BOX_EXTENTS extents of that order, `on_a` of them on node A. */
void box_domain(struct box_run *box, const char *scenario, int order, int on_a,
                const char *flags);

/* One round of a claim; `verdict` as in checks.csv. */
void box_claim(struct box_run *box, const char *check, const char *verdict,
               const char *evidence);

void box_path(struct box_run *box, const char *operation, const char *params,
              int instructions);

void box_end(struct box_run *box);

/* Where the instructions of its paths lie: rows of path_parts.csv (rundir/path_parts.h)
 * without the header. Replaces what is there. */
void box_parts(const char *dir, const char *rows);

#endif
