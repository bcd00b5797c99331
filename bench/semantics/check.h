/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The claims about node affinity, each a check against the running hypervisor: a name, a
 * sentence, its source, and a small function that judges it. A new check is one line in
 * the table of checks.c and one function in the file of its subject; `list checks`,
 * run.json and the experiment `semantics` come from the table.
 *
 * A check makes the domains that it needs; what it made is destroyed for it, whatever
 * happened. Nothing that goes wrong in it ends the experiment: then the claim cannot be
 * told here, and the evidence is the error.
 */
#ifndef XNB_BENCH_SEMANTICS_CHECK_H
#define XNB_BENCH_SEMANTICS_CHECK_H

#include "base/buf.h"
#include "base/error.h"
#include "bench/domains/builder.h"
#include "bench/experiment.h"

#include <stdbool.h>
#include <stdint.h>

/* The value of the metric `verdict`. */
enum xnb_verdict {
	XNB_HOLDS = 0,
	XNB_DOES_NOT_HOLD = 1,
	XNB_CANNOT_BE_TOLD = 2,
};
extern const char *const xnb_verdict_names[]; /* as in checks.csv */

/* A check under way. */
struct xnb_checking {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	uint32_t a, b;         /* the unit's A and B; equal: only one node has memory */
	bool settled;          /* freed memory is clean: extents land where they should */
	struct xnb_built made; /* the check's domain and its memory */
	bool by_account;       /* the claim is about where its pages are at the end */
	bool disturbed; /* something else changed the free memory: worth another try */
	enum xnb_verdict verdict;
	struct xnb_buf evidence; /* sentences, joined with "; " */
};

struct xnb_check {
	const char *name;   /* "set-and-read-back" */
	const char *claim;  /* one sentence, in the present tense */
	const char *source; /* where it is said, or was read */
	bool two_nodes;     /* needs two nodes with memory; else it cannot be told */
	/* Fills verdict and evidence (xnb_check_expect() and its kin). -1: something else
	 * went wrong, and the claim cannot be told. */
	int (*judge)(struct xnb_checking *c, struct xnb_error *err);
};

extern const struct xnb_check xnb_checks[]; /* ends with a NULL name */

/*
 * Whether memory lands where affinity says, which earlier domains may hinder: before each
 * check. What was shown in this round and still holds is not shown again.
 */
int xnb_checks_settle(struct xnb_session *session, const struct xnb_unit *unit,
                      bool *settled, struct xnb_error *err);

/*
 * Judges one check. Then c->verdict and c->evidence are the result, and the check's
 * domain is still there, as the check left it.
 */
void xnb_check_judge(const struct xnb_check *check, struct xnb_session *session,
                     const struct xnb_unit *unit, bool settled, struct xnb_checking *c);

/*
 * Takes the domain down; the accounts of where its memory lay are compared before, which
 * may change the verdict. -1 only where it could not be destroyed: the result stands, and
 * the domain is for the reaper. The evidence is the caller's, for xnb_buf_free().
 */
int xnb_check_end(struct xnb_checking *c, struct xnb_error *err);

/* ---- for the checks ---- */

/* Adds a sentence to the evidence. */
void xnb_check_note(struct xnb_checking *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds a sentence on what was seen, of which `as_claimed` says whether the claim implies
 * it: the claim does not hold when one does not. Returns as_claimed. */
bool xnb_check_expect(struct xnb_checking *c, bool as_claimed, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The claim cannot be told, for this reason; unless it was already seen not to hold.
 * Returns 0, for a check to end with. */
int xnb_check_unknown(struct xnb_checking *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
