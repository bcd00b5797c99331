/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the gate share: adding checks to it, and judging the runs of a box.
 */
#ifndef XNB_ANALYSIS_CHECK_JUDGING_H
#define XNB_ANALYSIS_CHECK_JUDGING_H

#include "analysis/check/check.h"
#include "base/buf.h"
#include "rundir/reader.h"

/* A copy of the text that lives as long as the gate; NULL without memory. */
const char *xnb_gate_keep(struct xnb_gate *gate, const char *text, struct xnb_error *err);
/* The same of what was written to `text`, which is freed. */
const char *xnb_gate_keep_buf(struct xnb_gate *gate, struct xnb_buf *text,
                              struct xnb_error *err);

/* Adds a copy; a NULL text is "". */
int xnb_gate_add(struct xnb_gate *gate, const struct xnb_gate_check *check,
                 struct xnb_error *err);

int xnb_gate_warn(struct xnb_gate *gate, struct xnb_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Appends the text without the folder `dir`, where a run lies this time. */
void xnb_gate_put_inside(struct xnb_buf *out, const char *text, const char *dir);

/* The box's run of that side is not there, and says why. */
int xnb_gate_add_missing(struct xnb_gate *gate, const struct xnb_gate_box *box,
                         enum xnb_compare_side side, struct xnb_error *err);

/* The two runs of a box; NULL what is not there, or was not needed. */
struct xnb_gate_pair {
	struct xnb_gate *gate;
	const char *box;
	json_t *metas[XNB_N_SIDES]; /* run.json */
	struct xnb_run *runs[XNB_N_SIDES];
};

/* What the runs say of their Xens, where no box before has said it. */
int xnb_gate_take_facts(const struct xnb_gate_pair *pair, struct xnb_error *err);

/* Of a pair with a run of NEW. */
int xnb_gate_judge_placement(const struct xnb_gate_pair *pair, struct xnb_error *err);
int xnb_gate_judge_claims(const struct xnb_gate_pair *pair, struct xnb_error *err);

/* Of a box of which both Xens have a run, by their directories; needs their run.json. */
int xnb_gate_judge_paths(const struct xnb_gate_pair *pair, const struct xnb_gate_box *box,
                         struct xnb_error *err);

/* Deviations of units that deviate in both Xens, 0 where one does not: HOLDS where they
 * are alike, or cannot be told apart, else WORSE or IMPROVED. Not told apart is also what
 * differs by `slack` only, where none varies. Signs matter: on the other side of what
 * should be is worse. */
int xnb_gate_compare_deviations(enum xnb_gate_result *out,
                                const struct xnb_arm arms[XNB_N_SIDES], double slack,
                                struct xnb_error *err);

/* The checks are there: counts, verdict, codes. */
int xnb_gate_decide(struct xnb_gate *gate, const struct xnb_gate_request *request,
                    struct xnb_error *err);

#endif
