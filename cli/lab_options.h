/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command lines of `lab run', `lab exec' and `lab fetch', but for the run's own. */
#ifndef XNB_CLI_LAB_OPTIONS_H
#define XNB_CLI_LAB_OPTIONS_H

#include "base/error.h"
#include "base/program.h"
#include "lab/lab.h"

#include <argp.h>
#include <stdbool.h>

/* The command line of `lab run` and `lab exec` as it is parsed. */
struct xnb_lab_line {
	struct xnb_lab_request request;
	struct xnb_lab_xen_choice xen; /* --xen and --xen-dir */
	const char *distances;         /* can be checked only when the nodes are known */
	bool distance;                 /* --distance was given */
	bool counted;                  /* --count-instructions was given */
	bool no_toolstack;             /* --no-toolstack was given */
	unsigned cpus, cpu_nodes;      /* the options' values; 0: not given */
	unsigned boots, timeout;       /* likewise */
	char **command;                /* where the command's own words begin */
	struct xnb_args put;
};

/* Each ends with a NULL name. "host" are those that say what the command finds: a run
 * that is resumed needs the same. */
extern const struct argp_option xnb_lab_host_option_table[];
extern const struct argp_option xnb_lab_fetch_option_table[];
extern const struct argp_option xnb_lab_exec_option_table[];
extern const struct argp_option xnb_lab_run_option_table[];

/* argp's parser for all of them; its input is a struct xnb_lab_line. */
error_t xnb_lab_parse_option(int key, char *arg, struct argp_state *state);

/* What argp cannot do option by option; XNB_EXIT_USAGE where options contradict. */
int xnb_lab_line_finish(struct xnb_lab_line *line, struct xnb_error *err);

#endif
