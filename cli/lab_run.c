/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_run.h"

#include "bench/settings.h"
#include "cli/command.h"
#include "cli/lab_options.h"
#include "cli/lab_record.h"
#include "cli/lab_words.h"
#include "cli/run_options.h"
#include "lab/files.h"
#include "lab/lab.h"
#include "lab/program.h"

#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Everything of one `lab run`. */
struct lab_run {
	struct xnb_lab_line line;
	struct xnb_args lab,
	    words;               /* the lab's part of the command line, and the run's */
	struct xnb_args command; /* for dom0 */
	struct xnb_run_options options;
	struct xnb_lab_record saved; /* of a run that goes on */
	char out[PATH_MAX];
	char *record;
};

static void free_run(struct lab_run *run)
{
	xnb_args_free(&run->line.put);
	xnb_args_free(&run->lab);
	xnb_args_free(&run->words);
	xnb_args_free(&run->command);
	xnb_lab_record_free(&run->saved);
	free(run->record);
}

/* What the run in the box would refuse is refused before one is booted. */
static int check_incomplete(const char *dir, struct xnb_error *err)
{
	char path[PATH_MAX];
	const char *state;
	json_t *run;
	int result = 0;

	if (xnb_path(path, err, "%s/run.json", dir))
		return -1;
	run = json_load_file(path, 0, NULL);
	state = json_string_value(json_object_get(run, "state"));
	if (state && strcmp(state, "complete") == 0)
		result =
		    xnb_fail(err, XNB_EXIT_USAGE, 0,
		             "--resume: %s: the run is complete, there is nothing to "
		             "resume",
		             dir);
	json_decref(run);
	return result;
}

/* The run directory's files travel with the job and are put in place before the run. */
static int put_resumed(struct xnb_lab_line *line, const char *dir, struct xnb_error *err)
{
	static const char *const files[] = {"run.json", "samples.csv", "extents.csv",
	                                    "checks.csv", "topology.xml"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (xnb_path(path, err, "%s/%s", dir, files[i]))
			return -1;
		if (access(path, R_OK) == 0)
			xnb_args_add(&line->put, "%s", path);
	}
	if (!line->put.n)
		return xnb_fail(err, XNB_EXIT_USAGE, ENOENT,
		                "--resume: %s: holds no run; give the directory of one",
		                dir);
	line->request.get = dir;
	line->request.goes_on = true;
	return 0;
}

static int choose_out(struct lab_run *run, struct xnb_error *err)
{
	static const char *const ours[] = {XNB_LAB_CONSOLE, XNB_LAB_RECORD, NULL};
	struct xnb_lab_request *request = &run->line.request;
	time_t t = time(NULL);
	char when[32];
	struct tm utc;

	if (!request->get)
		request->get = run->options.request.out; /* -o, or behind "--" */
	if (request->get) {
		if (xnb_is_free(request->get, ours))
			return 0;
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EEXIST,
		                "%s: exists and is not empty; give another --out, or go "
		                "on with it by --resume %s",
		                request->get, request->get);
	}
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", gmtime_r(&t, &utc));
	if (xnb_path(run->out, err, "results/%s-lab", when))
		return -1;
	request->get = run->out;
	return 0;
}

/* The command in dom0: the same run, with its directory in /out; the last one counts. */
static int make_command(struct lab_run *run, bool resume, struct xnb_error *err)
{
	struct xnb_args *command = &run->command;

	if (resume) {
		xnb_args_add(command, "sh");
		xnb_args_add(command, "-c");
		xnb_args_add(command, "cp -p /job/* /out/ && exec \"$0\" \"$@\"");
	}
	xnb_args_add(command, "xen-numabench-dom0");
	xnb_args_add(command, "run");
	for (size_t i = 1; i < run->words.n; i++)
		xnb_args_add(command, "%s", run->words.v[i]);
	xnb_args_add(command, resume ? "--resume" : "--out");
	xnb_args_add(command, "/out");
	run->line.request.argv = command->v;
	run->line.request.needs_dom0 = true;
	return command->failed ? xnb_fail_nomem(err) : 0;
}

/* What the run in dom0 printed, with the run directory's name on this machine. */
static void print_output(FILE *output, const char *dir)
{
	char *text = NULL;
	size_t size = 0;

	rewind(output);
	while (getline(&text, &size, output) > 0) {
		if (strcmp(text, "/out\n") == 0)
			printf("%s\n", dir);
		else
			fputs(text, stdout);
	}
	free(text);
}

static int run_and_print(struct xnb_lab_line *line, int *status, struct xnb_error *err)
{
	FILE *output = tmpfile();
	int failed;

	if (!output)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "cannot create a temporary file: %s", strerror(errno));
	line->request.out_fd = fileno(output);
	failed = xnb_lab_run(&line->request, status, err);
	print_output(output, line->request.get);
	fclose(output);
	return failed;
}

/* A run that goes on, in the box that it was begun in. */
static int take_box(struct lab_run *run, const struct xnb_lab_record *saved,
                    const struct argp *argp, struct xnb_error *err)
{
	const char *dir = run->options.request.resume;

	run->line.request = saved->line.request;
	argp_parse(argp, (int)run->lab.n, run->lab.v, 0, NULL, &run->line);
	if (run->line.request.get)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--resume goes on in its directory: leave --out out");
	run->line.request.toolstack |= saved->toolstack;
	if (put_resumed(&run->line, dir, err) || xnb_lab_line_finish(&run->line, err))
		return -1;
	return xnb_lab_record_check(saved, &run->line.request, err);
}

static int prepare_resumed(struct lab_run *run, const struct argp *argp,
                           struct xnb_error *err)
{
	const char *dir = run->options.request.resume;
	int result;

	if (check_incomplete(dir, err))
		return -1;
	result = xnb_lab_record_read(&run->saved, dir, err);
	return result ? -1 : take_box(run, &run->saved, argp, err);
}

/* As what the run in the box will find: that KVM works is not known yet. */
static const char *probable_timing(const struct xnb_lab_request *request)
{
	enum xnb_accel accel = request->accel;

	return xnb_accel_timing(accel == XNB_ACCEL_AUTO ? XNB_ACCEL_TCG : accel);
}

/* Whether something of the plan asks libxl. Where instructions are counted, daemons would
 * be counted as well: there it goes without. */
static bool wants_toolstack(const struct xnb_settings *settings, enum xnb_accel accel)
{
	if (accel == XNB_ACCEL_COUNTED)
		return false;
	for (size_t e = 0; settings->experiments[e]; e++) {
		const struct xnb_experiment *experiment = settings->experiments[e];

		if (experiment->uses_toolstack)
			return true;
		for (size_t s = 0; experiment->by_scenario && settings->scenarios[s]; s++)
			if (settings->scenarios[s]->way == XNB_LIBXL &&
			    (!experiment->applies ||
			     experiment->applies(settings->scenarios[s])))
				return true;
	}
	return false;
}

/* What the run would refuse need not be booted for. */
static int prepare_new(struct lab_run *run, const struct argp *argp,
                       struct xnb_error *err)
{
	struct xnb_settings settings;

	xnb_lab_request_default(&run->line.request);
	argp_parse(argp, (int)run->lab.n, run->lab.v, 0, NULL, &run->line);
	if (xnb_lab_line_finish(&run->line, err) ||
	    xnb_settings_from_request(&settings, &run->options.request,
	                              probable_timing(&run->line.request), err) ||
	    choose_out(run, err))
		return -1;
	run->line.request.toolstack |=
	    wants_toolstack(&settings, run->line.request.accel);
	if (xnb_lab_record_make(&run->record, &run->line.request, err))
		return -1;
	run->line.request.record = run->record;
	return 0;
}

static int prepare_run(struct lab_run *run, int argc, char **argv, struct xnb_error *err)
{
	static const struct argp argp = {
	    .options = xnb_lab_run_option_table,
	    .parser = xnb_lab_parse_option,
	    .args_doc = "[RUN-OPTION...] [-- RUN-OPTION...]",
	    .doc = "Does `xen-numabench run RUN-OPTION...' in dom0 of a boxed Xen and "
	           "brings the run directory back.",
	};
	bool resume;

	if (xnb_lab_split(argc, argv, &run->lab, &run->words, err))
		return -1;
	for (size_t i = 1; i < run->lab.n; i++)
		if (xnb_lab_asks_for_help(run->lab.v[i]))
			argp_parse(&argp, (int)run->lab.n, run->lab.v, 0, NULL,
			           &run->line);
	if (xnb_run_options_parse(&run->options, (int)run->words.n, run->words.v, err))
		return -1;
	resume = run->options.request.resume != NULL;
	if (resume ? prepare_resumed(run, &argp, err) : prepare_new(run, &argp, err))
		return -1;
	return make_command(run, resume, err);
}

static void print_hint(const char *dir)
{
	char path[PATH_MAX];

	if (xnb_path(path, NULL, "%s/run.json", dir) == 0 && access(path, F_OK) == 0)
		fprintf(stderr,
		        "xen-numabench: go on with: xen-numabench lab run "
		        "--resume %s\n",
		        dir);
}

int xnb_cmd_lab_run(int argc, char **argv)
{
	struct lab_run *run = calloc(1, sizeof(*run));
	struct xnb_error err;
	int status = 0, code;

	if (!run) {
		xnb_fail_nomem(&err);
		return xnb_report(&err);
	}
	if (prepare_run(run, argc, argv, &err)) {
		code = xnb_report(&err);
	} else if (run_and_print(&run->line, &status, &err)) {
		code = xnb_report(&err);
		print_hint(run->line.request.get);
	} else {
		code = xnb_cli_finish(status);
		if (status > 128)
			print_hint(run->line.request.get);
	}
	free_run(run);
	free(run);
	return status > 128 ? status : code;
}
