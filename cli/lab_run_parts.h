/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of `lab run' share: lab_run_begin.c finds out what is to be run in which
 * box, lab_run.c boots box after box. */
#ifndef XNB_CLI_LAB_RUN_PARTS_H
#define XNB_CLI_LAB_RUN_PARTS_H

#include "base/error.h"
#include "base/program.h"
#include "cli/lab_options.h"
#include "cli/lab_record.h"
#include "cli/run_options.h"

#include <limits.h>
#include <stddef.h>

/* Everything of one `lab run`. */
struct xnb_lab_run {
	struct xnb_lab_line line;
	struct xnb_args lab,
	    words;               /* the lab's part of the command line, and the run's */
	struct xnb_args command; /* for dom0 */
	struct xnb_run_options options;
	struct xnb_lab_record saved; /* of a run that goes on */
	char out[PATH_MAX];
	char *record;
	char xen_id[96];                                               /* of a tree */
	enum { XNB_STEP_NEW, XNB_STEP_RESUME, XNB_STEP_ANOTHER } step; /* of this box */
	size_t boot;         /* boxes before this one */
	size_t boots_before; /* that the run has when the first box has ended well */
};

/* Everything but `command`, from the command line, and where the run goes on from its
 * directory. What the run in the box would refuse is refused here. */
int xnb_lab_run_prepare(struct xnb_lab_run *run, int argc, char **argv,
                        struct xnb_error *err);

#endif
