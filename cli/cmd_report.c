/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/paper.h"
#include "analysis/report/format.h"
#include "analysis/report/report.h"
#include "base/io.h"
#include "cli/command.h"
#include "cli/output_options.h"

#include <argp.h>
#include <stdio.h>
#include <unistd.h>

static const struct argp_option options[] = {
    {"format", 'f', "FORMAT", 0, "what to make of the run, see below; default: html", 0},
    {"out", 'o', "PATH", 0,
     "where it goes: the folder of html (default: RUN/report), the file of any other "
     "format (default: standard output)",
     0},
    {"column", 'c', "COLUMN", 0,
     "the width of every figure: that of a column of " XNB_COLUMN_NAMES
     " (both columns); default: a column, or both where a figure has much in it",
     0},
    {0},
};

struct request {
	struct xnb_report_request report;
	const struct xnb_report_format *format;
};

static void choose_format(struct request *request, const char *name,
                          const struct argp_state *state)
{
	struct xnb_buf names = {0};

	request->format = xnb_report_format_find(name);
	if (request->format)
		return;
	xnb_report_format_names(&names);
	argp_error(state, "--format %s: no such format; there are %s", name,
	           xnb_buf_text(&names));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case 'f':
		choose_format(request, arg, state);
		return 0;
	case 'o':
		if (!arg[0])
			argp_error(state, "--out: the name of a folder or file is "
			                  "missing");
		request->report.out = arg;
		return 0;
	case 'c':
		request->report.column = xnb_column_option(arg, state);
		return 0;
	case ARGP_KEY_ARG:
		if (request->report.run)
			argp_error(state, "%s: one RUN is enough", arg);
		request->report.run = arg;
		return 0;
	case ARGP_KEY_END:
		if (!request->report.run)
			argp_error(state, "RUN is missing: a run directory, as `run' "
			                  "makes it, or a samples.csv");
		if (request->report.column > 0 && request->format->write)
			argp_error(state,
			           "--column: %s has no figures; leave it out, or "
			           "choose --format html",
			           request->format->name);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void list_formats(struct xnb_buf *help)
{
	for (const struct xnb_report_format *f = xnb_report_formats; f->name; f++)
		xnb_formats_put(help, f->name, f->what);
}

static char *filter(int key, const char *text, void *input)
{
	(void)input;
	return xnb_formats_help(key, text, list_formats);
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "RUN",
    .doc = "Makes figures and one self-contained page of a run, or says it in another "
           "format.\v"
           "RUN is a run directory or a samples.csv. Of html, the path of the page goes "
           "to standard output; each figure is there as PDF and SVG, with the gnuplot "
           "program and the data that made it.",
    .help_filter = filter,
};

static int make_page(const struct xnb_report_request *request, struct xnb_error *err)
{
	struct xnb_report_result result;

	if (xnb_report_write(request, &result, err))
		return -1;
	fputs(xnb_buf_text(&result.notes), stderr);
	printf("%s\n", xnb_buf_text(&result.page));
	xnb_report_result_free(&result);
	return 0;
}

static int put_document(const struct xnb_buf *text, const char *out,
                        struct xnb_error *err)
{
	if (out)
		return xnb_replace_file(out, xnb_buf_text(text), text->length, err);
	return xnb_write_all(STDOUT_FILENO, xnb_buf_text(text), text->length,
	                     "standard output", err);
}

static int make_document(const struct request *request, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	int result;

	result =
	    xnb_report_format_write(&text, request->format, request->report.run, err);
	if (!result)
		result = put_document(&text, request->report.out, err);
	xnb_buf_free(&text);
	return result;
}

int xnb_cmd_report(int argc, char **argv)
{
	struct request request = {.format = xnb_report_formats};
	struct xnb_error err;

	argp_parse(&argp, argc, argv, 0, NULL, &request);
	if (request.format->write ? make_document(&request, &err)
	                          : make_page(&request.report, &err))
		return xnb_report(&err);
	return xnb_cli_finish(XNB_EXIT_OK);
}
