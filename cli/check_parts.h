/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of `check' share: check_gate.c goes from step to step, check_jobs.c
 * makes jobs of boxes, and of what became of them what is judged. */
#ifndef XNB_CLI_CHECK_PARTS_H
#define XNB_CLI_CHECK_PARTS_H

#include "base/buf.h"
#include "cli/check_base.h"
#include "cli/check_boxes.h"
#include "cli/check_gate.h"
#include "cli/check_suite.h"

#include <limits.h>

enum { XNB_CHECK_MOST_BOXES = 8 };

/* A box under one of the two Xens. */
struct xnb_check_run {
	char dir[PATH_MAX];  /* its run directory, there or not */
	char kept[PATH_MAX]; /* where that of a release goes afterwards; "": it stays */
	struct xnb_box_job *job; /* NULL: it need not run */
	bool there;              /* the run can be judged */
	enum xnb_exit exit;      /* where it is not there */
	struct xnb_buf why, console;
};

struct xnb_check_box {
	const struct xnb_suite_box *box;
	unsigned parts;
	struct xnb_check_run runs[XNB_N_SIDES];
};

struct xnb_check_work {
	const struct xnb_check_options *options;
	struct xnb_lab_cache cache;
	struct xnb_lab_xen xen; /* that is judged */
	struct xnb_check_base base;
	struct xnb_check_box boxes[XNB_CHECK_MOST_BOXES];
	size_t n_boxes;
	struct xnb_box_job jobs[2 * XNB_CHECK_MOST_BOXES];
	size_t n_jobs;
	char dir[PATH_MAX]; /* where the runs go */
	bool is_temporary;  /* ... and is removed */
	int signals;        /* -1: they are not watched */
};

/* Finds out which runs of the base there are. Those of a release that are missing are to
 * be made, and the lock is held for that, unless another one has made them meanwhile. A
 * directory that lacks one is XNB_EXIT_USAGE. */
int xnb_check_lock_base(struct xnb_check_work *work, struct xnb_error *err);

/* Makes the jobs: every box under the Xen that is judged, and the base's missing ones. */
int xnb_check_plan(struct xnb_check_work *work, struct xnb_error *err);

/* Says of all runs whether they are there, or why not; shows on standard error what those
 * that failed said. */
void xnb_check_take_ends(struct xnb_check_work *work);

/* Puts the base's new runs where they are kept. Suspect ones are judged, and made again
 * next time. One that cannot be put there is told of and judged where it is. */
void xnb_check_keep_base(struct xnb_check_work *work);

#endif
