/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_run_parts.h"

#include "bench/settings.h"
#include "bench/target.h"
#include "cli/lab_dir.h"
#include "cli/lab_words.h"
#include "lab/cache.h"
#include "lab/files.h"
#include "lab/lab.h"

#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int choose_out(struct xnb_lab_run *run, struct xnb_error *err)
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
static int take_box(struct xnb_lab_run *run, const struct argp *argp,
                    struct xnb_error *err)
{
	const struct xnb_lab_record *saved = &run->saved;
	const char *dir = run->options.request.resume;

	run->line.request = saved->line.request;
	run->line.request.xen_id = saved->xen_id[0] ? saved->xen_id : NULL;
	argp_parse(argp, (int)run->lab.n, run->lab.v, 0, NULL, &run->line);
	if (run->line.request.get)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--resume goes on in its directory: leave --out out");
	run->line.request.toolstack |= saved->toolstack;
	run->line.request.get = dir;
	run->line.request.goes_on = true;
	run->line.request.last = XNB_LAB_DIR_META;
	if (xnb_lab_dir_put(&run->line.put, dir, err) ||
	    xnb_lab_line_finish(&run->line, err))
		return -1;
	return xnb_lab_record_check(saved, &run->line.request, err);
}

/* What the run in the box would refuse is refused before one is booted. */
static int choose_step(struct xnb_lab_run *run, const struct xnb_lab_dir *dir,
                       struct xnb_error *err)
{
	const struct xnb_run_request *r = &run->options.request;

	run->step = r->another_boot ? XNB_STEP_ANOTHER : XNB_STEP_RESUME;
	run->boots_before = dir->plans + r->another_boot;
	if (r->another_boot || !dir->complete)
		return 0;
	if (run->line.boots <= dir->plans)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "--resume: %s: the run is complete (boots: %zu), there is "
		    "nothing to resume; --boots %zu adds one",
		    r->resume, dir->plans, dir->plans + 1);
	run->step = XNB_STEP_ANOTHER;
	run->boots_before++;
	return 0;
}

static int prepare_resumed(struct xnb_lab_run *run, const struct argp *argp,
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

/* A tree can become another one in the same place, so which it is now is recorded. */
static int find_id(struct xnb_lab_run *run, struct xnb_error *err)
{
	struct xnb_lab_request *request = &run->line.request;
	struct xnb_lab_cache cache;
	struct xnb_lab_xen xen;

	if (!request->xen.dir)
		return 0;
	if (xnb_lab_cache_open(&cache, request->cache, err) ||
	    xnb_lab_xen_get(&xen, &cache, &request->xen, err))
		return -1;
	snprintf(run->xen_id, sizeof(run->xen_id), "%s", xen.id);
	request->xen_id = run->xen_id;
	return 0;
}

/* What the run would refuse need not be booted for. */
static int prepare_new(struct xnb_lab_run *run, const struct argp *argp,
                       struct xnb_error *err)
{
	struct xnb_settings settings;

	if (strcmp(run->options.request.target, xnb_target_xen.name))
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--target %s: the lab is there to boot Xen; leave lab "
		                "out, or the target",
		                run->options.request.target);
	xnb_lab_request_default(&run->line.request);
	argp_parse(argp, (int)run->lab.n, run->lab.v, 0, NULL, &run->line);
	if (xnb_lab_line_finish(&run->line, err) ||
	    xnb_settings_from_request(&settings, &xnb_target_xen, &run->options.request,
	                              probable_timing(&run->line.request), err) ||
	    choose_out(run, err))
		return -1;
	if (!run->line.no_toolstack && !run->line.request.xen.dir) /* a tree has none */
		run->line.request.toolstack |=
		    wants_toolstack(&settings, run->line.request.accel);
	if (find_id(run, err) ||
	    xnb_lab_record_make(&run->record, &run->line.request, err))
		return -1;
	run->line.request.record = run->record;
	run->step = XNB_STEP_NEW;
	run->boots_before = 1;
	choose_timeout(&run->line, run->options.request.max_seconds);
	return 0;
}

int xnb_lab_run_prepare(struct xnb_lab_run *run, int argc, char **argv,
                        struct xnb_error *err)
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
	return resume ? prepare_resumed(run, &argp, err) : prepare_new(run, &argp, err);
}
