/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_run.h"

#include "cli/command.h"
#include "cli/lab_dir.h"
#include "cli/lab_parts.h"
#include "cli/lab_run_parts.h"
#include "lab/files.h"
#include "lab/lab.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void free_run(struct xnb_lab_run *run)
{
	xnb_args_free(&run->line.put);
	xnb_args_free(&run->lab);
	xnb_args_free(&run->words);
	xnb_args_free(&run->command);
	xnb_lab_record_free(&run->saved);
	free(run->record);
}

/* The words that the box needs beside the run's own, which are last, for the last one
 * counts: its directory is /out. */
static void add_step(struct xnb_lab_run *run)
{
	struct xnb_args *command = &run->command;

	if (run->step != XNB_STEP_NEW) {
		xnb_args_add(command, "--resume");
		xnb_args_add(command, "/out");
	} else {
		xnb_args_add(command, "--out");
		xnb_args_add(command, "/out");
	}
	if (run->step == XNB_STEP_ANOTHER && !run->options.request.another_boot)
		xnb_args_add(command, "--another-boot");
}

/* Behind the first boot: what was planned stands in run.json. */
static void add_words(struct xnb_lab_run *run)
{
	const struct xnb_run_request *r = &run->options.request;

	for (size_t i = 1; i < run->words.n && run->boot == 0; i++)
		xnb_args_add(&run->command, "%s", run->words.v[i]);
	if (run->boot > 0 && r->shared_host)
		xnb_args_add(&run->command, "--shared-host");
	if (run->boot > 0 && r->debug_keys)
		xnb_args_add(&run->command, "--debug-keys");
}

/* Its files are in place whole or not at all: what lies in /out comes back, and half a
 * file would replace the whole one that it was made from. */
static const char take_up[] =
    "mkdir /out/.job && cp -p /job/* /out/.job/ && mv /out/.job/* /out/ && "
    "rmdir /out/.job || { rm -rf /out/.job; exit 5; }\n"
    "exec \"$0\" \"$@\"";

/* The command in dom0: the same run, with its directory in /out. */
static int make_command(struct xnb_lab_run *run, struct xnb_error *err)
{
	struct xnb_args *command = &run->command;

	xnb_args_free(command);
	if (run->step != XNB_STEP_NEW) {
		xnb_args_add(command, "sh");
		xnb_args_add(command, "-c");
		xnb_args_add(command, "%s", take_up);
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

/* The box, and what was counted in it. */
static int run_lab(struct xnb_lab_request *request, int *status, struct xnb_error *err)
{
	struct xnb_lab_parts parts;
	int failed;

	xnb_lab_parts_begin(&parts, request);
	failed = xnb_lab_run(request, status, err) ||
	         xnb_lab_parts_write(&parts, request->get, err);
	xnb_lab_parts_end(&parts, request);
	return failed ? -1 : 0;
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
	failed = run_lab(&line->request, status, err);
	if (last || failed || !is_good(*status))
		print_output(output, line->request.get);
	fclose(output);
	return failed;
}

static size_t boots_now(const struct xnb_lab_run *run)
{
	return run->boots_before + run->boot;
}

static bool is_last(const struct xnb_lab_run *run)
{
	return boots_now(run) >= run->line.boots;
}

/* What was measured before stays, and how to go on with it. */
static void print_hint(const struct xnb_lab_run *run)
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
static int prepare_next(struct xnb_lab_run *run, struct xnb_error *err)
{
	run->step = XNB_STEP_ANOTHER;
	run->boot++;
	run->line.request.record = NULL;
	run->line.request.goes_on = true;
	run->line.request.last = XNB_LAB_DIR_META;
	xnb_args_free(&run->line.put);
	if (xnb_lab_dir_put(&run->line.put, run->line.request.get, err))
		return -1;
	run->line.request.put = run->line.put.v;
	run->line.request.n_put = run->line.put.n;
	return make_command(run, err);
}

/* One box; its exit code, and whether another one may follow. */
static int run_box(struct xnb_lab_run *run, int *status, bool *goes_on)
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

static int run_boxes(struct xnb_lab_run *run)
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
	struct xnb_lab_run *run = calloc(1, sizeof(*run));
	struct xnb_error err;
	int code;

	if (!run) {
		xnb_fail_nomem(&err);
		return xnb_report(&err);
	}
	if (xnb_lab_run_prepare(run, argc, argv, &err) || make_command(run, &err))
		code = xnb_report(&err);
	else
		code = run_boxes(run);
	free_run(run);
	free(run);
	return code;
}
