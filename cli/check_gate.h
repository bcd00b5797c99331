/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `check' from beginning to end: both Xens, the boxes, the base, the judgement. Standard
 * output has the judgement and nothing else.
 */
#ifndef XNB_CLI_CHECK_GATE_H
#define XNB_CLI_CHECK_GATE_H

#include "analysis/check/format.h"
#include "base/error.h"
#include "lab/xens.h"

#include <stdbool.h>

struct xnb_check_options {
	struct xnb_lab_xen_choice xen; /* to be judged */
	const char *xen_options;       /* more for its command line; NULL: none */
	const char *base;              /* see xnb_check_base_choose() */
	const char *cache;             /* see lab/cache.h */
	const char *out;               /* where the runs stay; NULL: nowhere */
	unsigned only;                 /* bits of parts; 0: all */
	unsigned nodes;                /* boxes of so many only; 0: all */
	unsigned seconds;              /* for each box, booting included */
	bool all;                      /* every path, and not only the largest */
	const struct xnb_gate_format *format;
	bool bisect;
};

/*
 * *code becomes the exit code of the command: the judgement's, or 128 + N when signal N
 * ended it; then nothing was judged. -1 when nothing could be judged: XNB_EXIT_USAGE (no
 * such Xen, base, or box), XNB_EXIT_ENVIRONMENT (a Xen cannot be had, a directory cannot
 * be written), XNB_EXIT_FAILED.
 */
int xnb_check_gate(const struct xnb_check_options *options, int *code,
                   struct xnb_error *err);

#endif
