/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check_gate.h"

#include "base/io.h"
#include "base/program.h"
#include "cli/check_parts.h"
#include "lab/accel.h"
#include "lab/dom0_program.h"
#include "lab/files.h"
#include "lab/xens.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- before anything is booted ---- */

static int choose_boxes(struct xnb_check_work *work, struct xnb_error *err)
{
	const struct xnb_check_options *o = work->options;

	for (const struct xnb_suite_box *box = xnb_suite_boxes; box->name; box++) {
		unsigned parts = xnb_suite_parts(box, o->only, o->nodes);

		if (parts && work->n_boxes < XNB_CHECK_MOST_BOXES)
			work->boxes[work->n_boxes++] =
			    (struct xnb_check_box){.box = box, .parts = parts};
	}
	return work->n_boxes ? 0
	                     : xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	                                "--only and --nodes leave nothing to check: no "
	                                "box of %u nodes has such a part",
	                                o->nodes);
}

/* Both Xens with all that their boxes need, so that what is downloaded or built for one
 * is not waited for in the time of a box. */
static int get_xens(struct xnb_check_work *work, struct xnb_error *err)
{
	const struct xnb_check_options *o = work->options;
	char program[PATH_MAX];

	if (!xnb_program_exists(XNB_QEMU))
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, ENOENT,
		    XNB_QEMU
		    ": not found; install it with: apt-get install " XNB_QEMU_PACKAGE);
	if (xnb_lab_cache_open(&work->cache, o->cache, err) ||
	    xnb_lab_cache_fill(&work->cache, err) ||
	    xnb_lab_xen_get(&work->xen, &work->cache, &o->xen, err) ||
	    xnb_lab_dom0_program(program, &work->cache, &work->xen, err))
		return -1;
	work->base.toolstack = work->xen.toolstack[0] != '\0';
	if (xnb_check_base_open(&work->base, &work->cache, err))
		return xnb_fail_prefix(err, "the base");
	return 0;
}

/* ---- directories ---- */

static int make_temporary(struct xnb_check_work *work, struct xnb_error *err)
{
	const char *tmp = getenv("TMPDIR");
	char dir[PATH_MAX];

	if (xnb_path(dir, err, "%s/xen-numabench-check-XXXXXX", tmp ? tmp : "/tmp"))
		return -1;
	if (!mkdtemp(dir))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot be made: %s; set TMPDIR, or give --out", dir,
		                strerror(errno));
	work->is_temporary = true;
	return xnb_path(work->dir, err, "%s", dir);
}

/* Refused before anything is fetched. */
static int open_out(struct xnb_check_work *work, struct xnb_error *err)
{
	static const char *const ignored[] = {NULL};
	const char *out = work->options->out;
	char absolute[PATH_MAX];

	if (!out)
		return 0;
	if (!xnb_is_free(out, ignored))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EEXIST,
		                "%s: exists and is not an empty directory; give another "
		                "--out",
		                out);
	if (xnb_make_dirs(out, err))
		return -1;
	if (access(out, W_OK | X_OK) || !realpath(out, absolute))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot be written: %s; give another --out", out,
		                strerror(errno));
	return xnb_path(work->dir, err, "%s", absolute);
}

/* ---- the boxes ---- */

static int run_boxes(struct xnb_check_work *work, int *interrupted, struct xnb_error *err)
{
	work->signals = xnb_box_jobs_watch(err);
	if (work->signals < 0 || (!work->dir[0] && make_temporary(work, err)) ||
	    xnb_check_plan(work, err) ||
	    xnb_box_jobs_run(work->jobs, work->n_jobs, xnb_box_jobs_cores(),
	                     work->signals, interrupted, err))
		return -1;
	if (*interrupted)
		return 0;
	xnb_check_take_ends(work);
	xnb_check_keep_base(work);
	return 0;
}

/* ---- the judgement ---- */

static void fill_run(struct xnb_gate_run *out, const struct xnb_check_run *run)
{
	*out = (struct xnb_gate_run){
	    .dir = run->there ? run->dir : NULL,
	    .why = run->there ? NULL : xnb_buf_text(&run->why),
	    .exit = run->exit,
	    .console = run->console.length ? run->console.text : NULL,
	};
}

/* Nothing of it can be worse; who forgot --base should know. */
static bool is_same(const struct xnb_check_work *work)
{
	const struct xnb_check_options *o = work->options;

	return !work->base.dir && !o->xen_options &&
	       xnb_lab_xen_same(&o->xen, &work->base.choice);
}

static int judge(const struct xnb_check_work *work, struct xnb_gate **gate,
                 struct xnb_error *err)
{
	struct xnb_gate_box boxes[XNB_CHECK_MOST_BOXES];
	const struct xnb_gate_request request = {
	    .xens = {[XNB_BASE] = work->base.name, [XNB_NEW] = work->xen.name},
	    .boxes = boxes,
	    .n_boxes = work->n_boxes,
	    .named = work->options->only,
	    .dirs = {[XNB_BASE] = work->base.dir, [XNB_NEW] = work->options->xen.dir},
	    .is_same = is_same(work),
	};

	for (size_t i = 0; i < work->n_boxes; i++) {
		boxes[i].name = work->boxes[i].box->name;
		boxes[i].parts = work->boxes[i].parts;
		for (int side = 0; side < XNB_N_SIDES; side++)
			fill_run(&boxes[i].runs[side], &work->boxes[i].runs[side]);
	}
	return xnb_gate_judge(gate, &request, err);
}

static int print(const struct xnb_check_options *options, const struct xnb_gate *gate,
                 struct xnb_error *err)
{
	struct xnb_buf text = {0};
	int result = options->format->write(&text, gate, options->all, err);

	if (!result && text.failed)
		result = xnb_fail_nomem(err);
	if (!result)
		result = xnb_write_all(STDOUT_FILENO, xnb_buf_text(&text), text.length,
		                       "standard output", err);
	xnb_buf_free(&text);
	return result;
}

static void close_work(struct xnb_check_work *work)
{
	for (size_t i = 0; i < work->n_boxes; i++)
		for (int side = 0; side < XNB_N_SIDES; side++) {
			xnb_buf_free(&work->boxes[i].runs[side].why);
			xnb_buf_free(&work->boxes[i].runs[side].console);
		}
	xnb_box_jobs_free(work->jobs, work->n_jobs);
	xnb_check_base_close(&work->base);
	if (work->is_temporary)
		xnb_remove_tree(work->dir, NULL);
	if (work->signals >= 0)
		xnb_box_jobs_unwatch(work->signals);
}

int xnb_check_gate(const struct xnb_check_options *options, int *code,
                   struct xnb_error *err)
{
	struct xnb_check_work *work = calloc(1, sizeof(*work));
	struct xnb_gate *gate = NULL;
	int interrupted = 0, result;

	if (!work)
		return xnb_fail_nomem(err);
	work->options = options;
	work->signals = -1;
	work->base.lock = -1;
	result = choose_boxes(work, err) || xnb_lab_xen_check(&options->xen, err) ||
	                 xnb_check_base_choose(&work->base, options->base, err) ||
	                 open_out(work, err) || get_xens(work, err) ||
	                 xnb_check_lock_base(work, err) ||
	                 run_boxes(work, &interrupted, err)
	             ? -1
	             : 0;
	if (!result && interrupted) {
		*code = 128 + interrupted;
		fputs("xen-numabench: check: interrupted: nothing was judged\n", stderr);
	} else if (!result) {
		result = judge(work, &gate, err);
	}
	if (gate && options->out)
		result = xnb_gate_write_files(work->dir, gate, err);
	close_work(work);
	free(work);
	/* Nothing is left behind when nobody reads standard output to its end. */
	if (gate && print(options, gate, result ? NULL : err))
		result = -1;
	if (gate)
		*code = options->bisect ? gate->bisect : (int)gate->exit;
	xnb_gate_free(gate);
	return result;
}
