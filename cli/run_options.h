/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of `run', which `lab run' reads, too, before it boots a box for it. */
#ifndef XNB_CLI_RUN_OPTIONS_H
#define XNB_CLI_RUN_OPTIONS_H

#include "base/error.h"
#include "bench/run.h"

#include <argp.h>
#include <stddef.h>

enum { XNB_RUN_MOST_NAMES = 64, XNB_RUN_MOST_OPTIONS = 32 };

struct xnb_run_names {
	const char *v[XNB_RUN_MOST_NAMES];
	size_t n;
};

struct xnb_run_options {
	struct xnb_run_request request; /* points into the rest and into argv */
	struct xnb_run_names experiments, scenarios, types, kernels, pages;
	unsigned orders[XNB_RUN_MOST_NAMES];
	struct xnb_own_option own[XNB_RUN_MOST_OPTIONS];
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
