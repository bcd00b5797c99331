/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check_parts.h"

#include "base/utf8.h"
#include "cli/check_log.h"
#include "lab/files.h"
#include "lab/lab.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_LINES = 20, CONSOLE_LINES = 10 };

static const char *name_of(const struct xnb_check_work *work, enum xnb_compare_side side)
{
	return side == XNB_NEW ? work->xen.name : work->base.name;
}

static void add_xen(struct xnb_args *argv, const struct xnb_check_work *work,
                    enum xnb_compare_side side)
{
	const struct xnb_lab_xen_choice *xen =
	    side == XNB_NEW ? &work->options->xen : &work->base.choice;

	if (xen->version)
		xnb_args_add(argv, "--xen=%s", xen->version);
	if (xen->dir)
		xnb_args_add(argv, "--xen-dir=%s", xen->dir);
	if (side == XNB_NEW && work->options->xen_options)
		xnb_args_add(argv, "--xen-options=%s", work->options->xen_options);
}

static int add_job(struct xnb_check_work *work, struct xnb_check_box *box,
                   enum xnb_compare_side side, struct xnb_error *err)
{
	struct xnb_check_run *run = &box->runs[side];
	struct xnb_box_job *job = &work->jobs[work->n_jobs++];
	struct xnb_args *argv = &job->argv;

	*job = (struct xnb_box_job){.cores = box->box->cores,
	                            .seconds = work->options->seconds};
	run->job = job;
	snprintf(job->name, sizeof(job->name), "%s of Xen %s%s", box->box->name,
	         name_of(work, side), side == XNB_BASE ? ", the base" : "");
	xnb_args_add(argv, "/proc/self/exe");
	xnb_args_add(argv, "lab");
	xnb_args_add(argv, "run");
	xnb_args_add(argv, "--cache=%s", work->cache.dir);
	xnb_args_add(argv, "--timeout=%u", work->options->seconds);
	xnb_args_add(argv, "--out=%s", run->dir);
	add_xen(argv, work, side);
	xnb_suite_words(argv, box->box, box->parts, work->base.toolstack);
	if (argv->failed)
		return xnb_fail_nomem(err);
	return xnb_path(job->log, err, "%s.log", run->dir);
}

static int place_base(struct xnb_check_work *work, size_t *n_missing,
                      struct xnb_error *err)
{
	*n_missing = 0;
	for (size_t i = 0; i < work->n_boxes; i++) {
		struct xnb_check_box *box = &work->boxes[i];
		struct xnb_check_run *run = &box->runs[XNB_BASE];

		if (xnb_check_base_path(&work->base, run->dir, box->box, box->parts, err))
			return -1;
		run->there = xnb_check_base_has(run->dir);
		if (run->there && !work->base.dir)
			xnb_check_base_used(run->dir);
		*n_missing += !run->there;
	}
	return 0;
}

/* A box that this Xen cannot have at all is no failure: the rest is judged without it,
 * and without the base's. */
static bool is_excused(const struct xnb_check_work *work, const struct xnb_check_box *box)
{
	return work->xen.debug && box->parts & 1u << XNB_GATE_PATHS;
}

static void excuse(struct xnb_check_box *box)
{
	for (int side = 0; side < XNB_N_SIDES; side++)
		box->runs[side].exit = XNB_EXIT_OK;
	xnb_buf_puts(&box->runs[XNB_NEW].why,
	             "a debug build of Xen fails its self-test when instructions are "
	             "counted");
	xnb_buf_puts(&box->runs[XNB_BASE].why, "there is nothing to hold against it");
}

/* Before anything is booted: it would be so at each commit of a bisection, too. */
static int check_base_dir(const struct xnb_check_work *work, struct xnb_error *err)
{
	struct xnb_buf names = {0};
	int result = 0;

	for (size_t i = 0; i < work->n_boxes; i++) {
		const struct xnb_check_box *box = &work->boxes[i];

		if (!box->runs[XNB_BASE].there && !is_excused(work, box))
			xnb_buf_printf(&names, "%s%s", names.length ? " and " : "",
			               box->box->name);
	}
	if (names.length)
		result =
		    xnb_fail(err, XNB_EXIT_USAGE, ENOENT,
		             "--base %s: has no run of %s to judge against; give the "
		             "--out of a check that had it, or leave that out with "
		             "--only or --nodes",
		             work->base.dir, xnb_buf_text(&names));
	xnb_buf_free(&names);
	return result;
}

int xnb_check_lock_base(struct xnb_check_work *work, struct xnb_error *err)
{
	size_t n_missing;

	if (place_base(work, &n_missing, err))
		return -1;
	if (work->base.dir)
		return check_base_dir(work, err);
	if (!n_missing)
		return 0;
	if (xnb_check_base_lock(&work->base, err) || place_base(work, &n_missing, err))
		return -1;
	if (!n_missing)
		xnb_check_base_close(&work->base);
	return 0;
}

static int plan_base(struct xnb_check_work *work, struct xnb_check_box *box,
                     struct xnb_error *err)
{
	struct xnb_check_run *run = &box->runs[XNB_BASE];

	if (run->there)
		return 0;
	if (!work->base.made[0] && xnb_check_base_make(&work->base, err))
		return -1;
	if (xnb_path(run->kept, err, "%s", run->dir) ||
	    xnb_path(run->dir, err, "%s/%s", work->base.made, box->box->name))
		return -1;
	return add_job(work, box, XNB_BASE, err);
}

int xnb_check_plan(struct xnb_check_work *work, struct xnb_error *err)
{
	for (size_t i = 0; i < work->n_boxes; i++) {
		struct xnb_check_box *box = &work->boxes[i];

		if (is_excused(work, box)) {
			excuse(box);
			continue;
		}
		if (xnb_path(box->runs[XNB_NEW].dir, err, "%s/%s", work->dir,
		             box->box->name) ||
		    add_job(work, box, XNB_NEW, err) || plan_base(work, box, err))
			return -1;
	}
	return 0;
}

/* Done, or done with samples that are suspect, as their flags say. */
static bool is_judged(const struct xnb_box_job *job)
{
	return !job->signal && !job->timed_out &&
	       (job->status == XNB_EXIT_OK || job->status == XNB_EXIT_INCONCLUSIVE);
}

/* What the box was at when it was ended, where it says so, stands behind. */
static void tell_late(struct xnb_check_run *run, const struct xnb_box_job *job)
{
	struct xnb_buf text = {0};

	xnb_buf_printf(&text, "was not done within %u s; give more --timeout",
	               job->seconds);
	if (run->why.length)
		xnb_buf_printf(&text, " (%s)", run->why.text);
	text.failed = text.failed || run->why.failed;
	xnb_buf_free(&run->why);
	run->why = text;
}

static void tell_why(struct xnb_check_run *run, const struct xnb_box_job *job)
{
	run->exit =
	    job->status == XNB_EXIT_ENVIRONMENT ? XNB_EXIT_ENVIRONMENT : XNB_EXIT_FAILED;
	xnb_log_error(&run->why, job->log, run->dir);
	if (job->timed_out) {
		run->exit = XNB_EXIT_ENVIRONMENT;
		tell_late(run, job);
		return;
	}
	if (run->why.length)
		return;
	if (job->signal)
		xnb_buf_printf(&run->why, "was ended by signal %d", job->signal);
	else
		xnb_buf_printf(&run->why, "ended with status %d and said no error",
		               job->status);
}

/* What a box says is as trustworthy as what runs in it. */
static void show(char *lines)
{
	char *line, shown[256];

	while (lines && (line = strsep(&lines, "\n"))) {
		if (!line[0] && !lines)
			break;
		xnb_utf8_show(shown, sizeof(shown), line);
		fprintf(stderr, "  %s\n", shown);
	}
}

static void take_failed(struct xnb_check_run *run, const struct xnb_box_job *job)
{
	struct xnb_buf said = {0};
	char console[PATH_MAX];

	tell_why(run, job);
	if (xnb_path(console, NULL, "%s/" XNB_LAB_CONSOLE, run->dir) == 0)
		xnb_log_last(&run->console, console, CONSOLE_LINES);
	xnb_log_last(&said, job->log, SHOWN_LINES);
	fprintf(stderr, "xen-numabench: check: %s: %s; it said last:\n", job->name,
	        xnb_buf_text(&run->why));
	show(said.text);
	xnb_buf_free(&said);
}

void xnb_check_take_ends(struct xnb_check_work *work)
{
	for (size_t i = 0; i < work->n_boxes; i++)
		for (int side = 0; side < XNB_N_SIDES; side++) {
			struct xnb_check_run *run = &work->boxes[i].runs[side];

			if (!run->job)
				continue;
			run->there = is_judged(run->job);
			if (!run->there)
				take_failed(run, run->job);
		}
}

void xnb_check_keep_base(struct xnb_check_work *work)
{
	for (size_t i = 0; i < work->n_boxes; i++) {
		struct xnb_check_run *run = &work->boxes[i].runs[XNB_BASE];
		struct xnb_error err;

		if (!run->job || !run->there || run->job->status != XNB_EXIT_OK)
			continue;
		if (xnb_check_base_keep(&work->base, run->dir, run->kept, &err))
			fprintf(stderr, "xen-numabench: check: %s\n", err.text);
		else
			memcpy(run->dir, run->kept, sizeof(run->dir));
	}
}
