/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measures: turns the command line into a request for bench/run.h. */
#include "cli/command.h"
#include "cli/run_options.h"

int xnb_cmd_run(int argc, char **argv)
{
	struct xnb_run_options options;
	struct xnb_error err;

	if (xnb_run_options_parse(&options, argc, argv, &err))
		return xnb_cli_finish(xnb_report(&err));
	return xnb_cli_finish(xnb_run(&options.request));
}
