/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gate for a Xen: what the runs of its boxes mean, beside those of another Xen, BASE.
 *
 *   placement  each scenario, order and type against the locality that the scenario
 *              should have (analysis/placement.h)
 *   semantics  each claim (analysis/verdicts.h)
 *   paths      the length of each operation, variant and path against BASE's, to the
 *              instruction (analysis/compare/compare.h, the exact rule)
 *
 * What deviates from the design deviates anew where BASE does not, or says nothing; it is
 * known where BASE deviates alike. docs/design.md says how that is told.
 *
 * (Not to be taken for a check of `semantics`, bench/semantics/check.h, which is one
 * claim.)
 */
#ifndef XNB_ANALYSIS_CHECK_CHECK_H
#define XNB_ANALYSIS_CHECK_CHECK_H

#include "analysis/compare/compare.h"
#include "base/error.h"
#include "rundir/path_parts.h"
#include "rundir/strings.h"

#include <stdbool.h>
#include <stddef.h>

enum xnb_gate_part {
	XNB_GATE_PLACEMENT,
	XNB_GATE_SEMANTICS,
	XNB_GATE_PATHS,
	XNB_N_GATE_PARTS,
};

/* "placement", "semantics", "paths": as the user types them. */
extern const char *const xnb_gate_part_names[XNB_N_GATE_PARTS];

/* A box's run under one of the two Xens. */
struct xnb_gate_run {
	const char *dir; /* run directory; NULL: there is none */
	/* Where there is none: why, for people, one line ("panicked at boot"); and with
	 * what that ends a check: XNB_EXIT_ENVIRONMENT where the box did not boot or
	 * something is missing, XNB_EXIT_FAILED for an error, XNB_EXIT_OK where the box
	 * cannot be had with this Xen and the rest is judged without it ("a debug build
	 * fails its self-test when instructions are counted"). */
	const char *why;
	enum xnb_exit exit;
	const char *console; /* its last lines, separated by newlines; NULL: none */
};

struct xnb_gate_box {
	const char *name; /* "nodes-2" */
	unsigned parts;   /* bits: 1u << enum xnb_gate_part */
	struct xnb_gate_run runs[XNB_N_SIDES];
};

/* The texts must outlive the judging only. */
struct xnb_gate_request {
	const char *xens[XNB_N_SIDES]; /* for people: "4.20", "4.23-unstable" */
	const struct xnb_gate_box *boxes;
	size_t n_boxes;
	unsigned named; /* bits of the parts that the user named; 0: all, none by name */
	const char *dirs[XNB_N_SIDES]; /* as the user gave them; NULL: a release */
	bool is_same; /* both are the same release, with the same options */
};

/* In order of weight: those after XNB_GATE_UNTOLD are regressions. */
enum xnb_gate_result {
	XNB_GATE_HOLDS,     /* as it should be; a path: as long as BASE's */
	XNB_GATE_UNCLAIMED, /* nothing is expected of it, or BASE could not tell either */
	XNB_GATE_ONLY_NEW,  /* a path that BASE does not have */
	XNB_GATE_KNOWN,     /* deviates, and so does BASE */
	XNB_GATE_IMPROVED,  /* BASE deviates, or deviates more; a path: shorter */
	XNB_GATE_UNTOLD,    /* cannot be told of NEW, where BASE or the design could */
	XNB_GATE_WORSE,     /* BASE deviates less, or otherwise; a path: longer */
	XNB_GATE_DEVIATES,  /* BASE does not, or says nothing */
	XNB_N_GATE_RESULTS,
};

/* A word for programs ("holds", "unclaimed", "only-new", "known", "improved", "untold",
 * "worse", "deviates"). */
const char *xnb_gate_result_name(enum xnb_gate_result result);

/* Of all checks together. */
enum xnb_gate_verdict {
	XNB_GATE_CLEAN,       /* nothing deviates that does not in BASE */
	XNB_GATE_IMPROVEMENT, /* and something is better */
	XNB_GATE_INCONCLUSIVE,
	XNB_GATE_REGRESSION,
	XNB_GATE_NOT_RUN, /* a box has no run */
};

/* "CLEAN", "IMPROVEMENT", "INCONCLUSIVE", "REGRESSION", "NOT RUN" */
const char *xnb_gate_verdict_word(enum xnb_gate_verdict verdict);

/* One check. All texts are foreign, and not escaped for anything. */
struct xnb_gate_check {
	enum xnb_gate_part part;
	const char *box;
	const char *group;   /* scenario, claim, or operation */
	const char *variant; /* what else names it: "order=9", "path=raw;vcpus=1"; "" */
	enum xnb_gate_result result;
	const char *seen[XNB_N_SIDES]; /* "0 of 32 extents on node A"; "" nothing */
	double values[XNB_N_SIDES];    /* locality, instructions; NAN */
	/* For people: what should be, or what the result rests on; "" */
	const char *note;
	/* Of a path whose length differs, where the difference lies, and for people
	 * "userland +0, dom0 kernel +2, hypervisor +12"; "" where that is not told. */
	struct xnb_path_change change;
	const char *shares;
};

/* A box of which a Xen has no run. */
struct xnb_gate_missing {
	const char *box;
	enum xnb_compare_side side;
	unsigned parts;
	const char *why, *console; /* console: "" none */
	enum xnb_exit exit;
};

struct xnb_gate {
	const char *xens[XNB_N_SIDES];
	const char *dirs[XNB_N_SIDES]; /* ""; what tells two trees of one version apart */
	/* What those Xens say of themselves in the runs' run.json, "" where they do not:
	 * version, changeset, compiler, command line. */
	struct xnb_compare_difference *facts; /* whether they differ or not */
	size_t n_facts;
	/* By box as asked, part, then: placement and semantics in the order of run.json,
	 * paths by operation and variant. */
	struct xnb_gate_check *checks;
	size_t n_checks;
	struct xnb_gate_missing *missing;
	size_t n_missing;
	const char **warnings; /* runs that are not complete, a base that tells little */
	size_t n_warnings;

	size_t counts[XNB_N_GATE_RESULTS];
	enum xnb_gate_verdict verdict;
	const char *why; /* for people: what the verdict rests on */
	enum xnb_exit exit;
	int bisect; /* 0: good, 1: bad, 125: cannot be told */

	struct xnb_strings strings; /* what the texts above point into */
};

/* Reads the runs, those of one box at a time, and judges. A run directory that cannot be
 * read is a box without a run. The caller frees *out with xnb_gate_free(). */
int xnb_gate_judge(struct xnb_gate **out, const struct xnb_gate_request *request,
                   struct xnb_error *err);
void xnb_gate_free(struct xnb_gate *gate);

/* How many checks from the index `first` on are of its box and part. */
size_t xnb_gate_count_part(const struct xnb_gate *gate, size_t first);

#endif
