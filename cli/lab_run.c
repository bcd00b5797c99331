/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_run.h"

#include "bench/settings.h"
#include "cli/command.h"
#include "cli/lab_dir.h"
#include "cli/lab_options.h"
#include "cli/lab_record.h"
#include "cli/lab_words.h"
#include "cli/run_options.h"
#include "lab/files.h"
#include "lab/lab.h"
#include "lab/program.h"

#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
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
	enum { STEP_NEW, STEP_RESUME, STEP_ANOTHER } step; /* of this box */
	size_t boot;                                       /* boxes before this one */
	size_t boots_before; /* that the run has when the first box has ended well */
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

/* The words that the box needs beside the run's own, which are last, for the last one
 * counts: its directory is /out. */
static void add_step(struct lab_run *run)
{
	struct xnb_args *command = &run->command;

	if (run->step != STEP_NEW) {
		xnb_args_add(command, "--resume");
		xnb_args_add(command, "/out");
	} else {
		xnb_args_add(command, "--out");
		xnb_args_add(command, "/out");
	}
	if (run->step == STEP_ANOTHER && !run->options.request.another_boot)
		xnb_args_add(command, "--another-boot");
}

/* Behind the first boot: what was planned stands in run.json. */
static void add_words(struct lab_run *run)
{
	const struct xnb_run_request *r = &run->options.request;

	for (size_t i = 1; i < run->words.n && run->boot == 0; i++)
		xnb_args_add(&run->command, "%s", run->words.v[i]);
	if (run->boot > 0 && r->shared_host)
		xnb_args_add(&run->command, "--shared-host");
	if (run->boot > 0 && r->debug_keys)
		xnb_args_add(&run->command, "--debug-keys");
}

/* The command in dom0: the same run, with its directory in /out. */
static int make_command(struct lab_run *run, struct xnb_error *err)
{
	struct xnb_args *command = &run->command;

	xnb_args_free(command);
	if (run->step != STEP_NEW) {
		xnb_args_add(command, "sh");
		xnb_args_add(command, "-c");
		xnb_args_add(command, "cp -p /job/* /out/ && exec \"$0\" \"$@\"");
	}
	xnb_args_add(command, "xen-numabench-dom0");
	xnb_args_add(command, "run");
	add_words(run);
	add_step(run);
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

/* Done, or done with samples that are suspect: another boot may follow. */
static bool is_good(int status)
{
	return status == XNB_EXIT_OK || status == XNB_EXIT_INCONCLUSIVE;
}

/* `last`: no other boot follows that would print the same. */
static int run_and_print(struct xnb_lab_line *line, bool last, int *status,
                         struct xnb_error *err)
{
	FILE *output = tmpfile();
	int failed;

	if (!output)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "cannot create a temporary file: %s", strerror(errno));
	line->request.out_fd = fileno(output);
	failed = xnb_lab_run(&line->request, status, err);
	if (last || failed || !is_good(*status))
		print_output(output, line->request.get);
	fclose(output);
	return failed;
}

/* A box must not end before the run in it does: behind --max-time the unit in hand is
 * finished, and all of it is brought back. */
static void choose_timeout(struct xnb_lab_line *line, unsigned max_seconds)
{
	if (!line->timeout)
		line->request.timeout += max_seconds;
	else if (max_seconds >= line->timeout)
		fprintf(stderr,
		        "xen-numabench: --timeout %u ends the command before --max-time "
		        "of %u s is over\n",
		        line->timeout, max_seconds);
}

/* A run that goes on, in the box that it was begun in. */
static int take_box(struct lab_run *run, const struct argp *argp, struct xnb_error *err)
{
	const struct xnb_lab_record *saved = &run->saved;
	const char *dir = run->options.request.resume;

	run->line.request = saved->line.request;
	argp_parse(argp, (int)run->lab.n, run->lab.v, 0, NULL, &run->line);
	if (run->line.request.get)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--resume goes on in its directory: leave --out out");
	run->line.request.toolstack |= saved->toolstack;
	run->line.request.get = dir;
	run->line.request.goes_on = true;
	if (xnb_lab_dir_put(&run->line.put, dir, err) ||
	    xnb_lab_line_finish(&run->line, err))
		return -1;
	return xnb_lab_record_check(saved, &run->line.request, err);
}

/* What the run in the box would refuse is refused before one is booted. */
static int choose_step(struct lab_run *run, const struct xnb_lab_dir *dir,
                       struct xnb_error *err)
{
	const struct xnb_run_request *r = &run->options.request;

	run->step = r->another_boot ? STEP_ANOTHER : STEP_RESUME;
	run->boots_before = dir->plans + r->another_boot;
	if (r->another_boot || !dir->complete)
		return 0;
	if (run->line.boots <= dir->plans)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "--resume: %s: the run is complete (boots: %zu), there is "
		    "nothing to resume; --boots %zu adds one",
		    r->resume, dir->plans, dir->plans + 1);
	run->step = STEP_ANOTHER;
	run->boots_before++;
	return 0;
}

static int prepare_resumed(struct lab_run *run, const struct argp *argp,
                           struct xnb_error *err)
{
	const char *name = run->options.request.resume;
	struct xnb_lab_dir dir;

	if (xnb_lab_dir_read(&dir, name, err) ||
	    xnb_lab_record_read(&run->saved, name, err) || take_box(run, argp, err) ||
	    choose_step(run, &dir, err))
		return -1;
	choose_timeout(&run->line, dir.max_seconds);
	return 0;
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
	run->step = STEP_NEW;
	run->boots_before = 1;
	choose_timeout(&run->line, run->options.request.max_seconds);
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
	return make_command(run, err);
}

static size_t boots_now(const struct lab_run *run)
{
	return run->boots_before + run->boot;
}

static bool is_last(const struct lab_run *run)
{
	return boots_now(run) >= run->line.boots;
}

/* What was measured before stays, and how to go on with it. */
static void print_hint(const struct lab_run *run)
{
	const char *dir = run->line.request.get;
	char path[PATH_MAX], boots[32] = "";

	if (xnb_path(path, NULL, "%s/run.json", dir) || access(path, F_OK))
		return;
	if (run->line.boots > 1) {
		fprintf(stderr,
		        "xen-numabench: boot %zu of %u did not end well; %s keeps what "
		        "came back\n",
		        boots_now(run), run->line.boots, dir);
		snprintf(boots, sizeof(boots), " --boots %u", run->line.boots);
	}
	fprintf(stderr,
	        "xen-numabench: go on with: xen-numabench lab run --resume %s%s\n", dir,
	        boots);
}

/* The next box: the same run on another boot of the host. */
static int prepare_next(struct lab_run *run, struct xnb_error *err)
{
	run->step = STEP_ANOTHER;
	run->boot++;
	run->line.request.record = NULL;
	run->line.request.goes_on = true;
	xnb_args_free(&run->line.put);
	if (xnb_lab_dir_put(&run->line.put, run->line.request.get, err))
		return -1;
	run->line.request.put = run->line.put.v;
	run->line.request.n_put = run->line.put.n;
	return make_command(run, err);
}

/* One box; its exit code, and whether another one may follow. */
static int run_box(struct lab_run *run, int *status, bool *goes_on)
{
	struct xnb_error err;
	int code;

	if (run->line.boots > 1)
		fprintf(stderr, "xen-numabench: boot %zu of %u\n", boots_now(run),
		        run->line.boots);
	if (run_and_print(&run->line, is_last(run), status, &err)) {
		code = xnb_report(&err);
		print_hint(run);
		return *status > 128 ? *status : code;
	}
	code = xnb_cli_finish(*status);
	*goes_on = is_good(code) && !is_last(run);
	if (*status > 128 || (!is_good(code) && run->line.boots > 1))
		print_hint(run);
	return *status > 128 ? *status : code;
}

static int run_boxes(struct lab_run *run)
{
	bool goes_on = false;
	struct xnb_error err;
	int status = 0, code = run_box(run, &status, &goes_on);

	while (goes_on) {
		int before = code;

		goes_on = false;
		if (prepare_next(run, &err))
			return xnb_report(&err);
		code = run_box(run, &status, &goes_on);
		if (code == XNB_EXIT_OK)
			code = before; /* a boot that was suspect stays so */
	}
	return code;
}

int xnb_cmd_lab_run(int argc, char **argv)
{
	struct lab_run *run = calloc(1, sizeof(*run));
	struct xnb_error err;
	int code;

	if (!run) {
		xnb_fail_nomem(&err);
		return xnb_report(&err);
	}
	code = prepare_run(run, argc, argv, &err) ? xnb_report(&err) : run_boxes(run);
	free_run(run);
	free(run);
	return code;
}
