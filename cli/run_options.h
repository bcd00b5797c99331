/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of `run', which `lab run' reads, too, before it boots a box for it. */
#ifndef XNB_CLI_RUN_OPTIONS_H
#define XNB_CLI_RUN_OPTIONS_H

#include "base/error.h"
#include "bench/run.h"

#include <argp.h>
#include <stddef.h>

enum { XNB_RUN_MOST_NAMES = 64 };

struct xnb_run_options {
	struct xnb_run_request request; /* points into the rest and into argv */
	const char *experiments[XNB_RUN_MOST_NAMES];
	const char *scenarios[XNB_RUN_MOST_NAMES];
	const char *types[XNB_RUN_MOST_NAMES];
	const char *kernels[XNB_RUN_MOST_NAMES], *pages[XNB_RUN_MOST_NAMES];
	unsigned orders[XNB_RUN_MOST_NAMES];
	char lists[4096]; /* copies that the names point into */
	size_t used;
	const char
	    *planned; /* name of an option that --resume excludes; NULL: none was given */
};

extern const struct argp_option xnb_run_option_table[]; /* ends with a NULL name */

/*
 * Fills `options`, which must stay where they are as long as the request is used. As
 * argp does, it prints wrong options and exits with XNB_EXIT_USAGE; what only shows when
 * all are known is an error.
 */
int xnb_run_options_parse(struct xnb_run_options *options, int argc, char **argv,
                          struct xnb_error *err);

#endif
