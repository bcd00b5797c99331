/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every format says of a check, in the same words. Names and what was seen are
 * foreign text, not escaped for anything. */
#ifndef XNB_ANALYSIS_CHECK_WORDS_H
#define XNB_ANALYSIS_CHECK_WORDS_H

#include "analysis/check/check.h"
#include "base/buf.h"

/* "unscrubbed order=9;type=pvh": no other check of the box and part is called so. */
void xnb_gate_say_name(struct xnb_buf *text, const struct xnb_gate_check *check);

/* "HOLDS", "KNOWN", "LONGER", ...: a path is longer or shorter, not worse or improved. */
const char *xnb_gate_result_word(const struct xnb_gate_check *check);

/* NEW's instructions less BASE's; NAN where one of both is not known, or not a path. */
double xnb_gate_difference(const struct xnb_gate_check *check);

/* "0 of 32 extents on node A, 4.20 alike; should be 32", "3719 -> 3731 instructions
 * (+12, +0.3 %)". */
void xnb_gate_say_seen(struct xnb_buf *text, const struct xnb_gate *gate,
                       const struct xnb_gate_check *check);

/* "3719", "+12" where it is a difference, "+0.33" where rounds differ. */
void xnb_gate_say_instructions(struct xnb_buf *text, double n, bool is_difference);

/* "nodes-4 of 4.23 (placement): panicked at boot" */
void xnb_gate_say_missing(struct xnb_buf *text, const struct xnb_gate *gate,
                          const struct xnb_gate_missing *missing);

#endif
