/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report.h"
#include "cli/command.h"

#include <argp.h>
#include <stdio.h>

static const struct argp_option options[] = {
    {"out", 'o', "DIR", 0, "where the report goes; default: RUN/report", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct xnb_report_request *request = state->input;

	switch (key) {
	case 'o':
		if (!arg[0])
			argp_error(state, "--out: the name of a folder is missing");
		request->out = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (request->run)
			argp_error(state, "%s: one RUN is enough", arg);
		request->run = arg;
		return 0;
	case ARGP_KEY_END:
		if (!request->run)
			argp_error(state, "RUN is missing: a run directory, as `run' "
			                  "makes it, or a samples.csv");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "RUN",
    .doc = "Makes figures and one self-contained page of a run.\v"
           "RUN is a run directory or a samples.csv. The path of the page goes to "
           "standard output. Each figure is there as PDF and SVG, with the gnuplot "
           "program and the data that made it.",
};

int xnb_cmd_report(int argc, char **argv)
{
	struct xnb_report_request request = {0};
	struct xnb_report_result result;
	struct xnb_error err;

	argp_parse(&argp, argc, argv, 0, NULL, &request);
	if (xnb_report_write(&request, &result, &err))
		return xnb_report(&err);
	fputs(xnb_buf_text(&result.notes), stderr);
	printf("%s\n", xnb_buf_text(&result.page));
	xnb_report_result_free(&result);
	return xnb_cli_finish(XNB_EXIT_OK);
}
