/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/reader.h"

#include "base/grow.h"
#include "rundir/repeats.h"
#include "rundir/runjson.h"
#include "rundir/table.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int warn(struct xnb_run *run, const char *text, struct xnb_error *err)
{
	const char *copy = xnb_strings_intern(run->strings, text);
	const char **warnings;

	if (!copy)
		return xnb_fail_nomem(err);
	warnings = xnb_grow(run->warnings, run->n_warnings, sizeof(*warnings), err);
	if (!warnings)
		return -1;
	run->warnings = warnings;
	warnings[run->n_warnings++] = copy;
	return 0;
}

static int add_extent(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct xnb_run *run = arg;
	struct xnb_extent_row *extents =
	    xnb_grow(run->extents, run->n_extents, sizeof(*extents), err);

	if (!extents)
		return -1;
	run->extents = extents;
	extents[run->n_extents++] = row->extent;
	return 0;
}

static int add_check(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct xnb_run *run = arg;
	struct xnb_check_row *checks =
	    xnb_grow(run->checks, run->n_checks, sizeof(*checks), err);

	if (!checks)
		return -1;
	run->checks = checks;
	checks[run->n_checks++] = row->check;
	return 0;
}

/* A run that never finished may end in a torn line; elsewhere it is lost data. */
static bool may_be_torn(const struct xnb_run *run, enum xnb_read_mode mode)
{
	return mode == XNB_READ_LENIENT && run->meta &&
	       strcmp(xnb_runjson_text(run->meta, "state"), XNB_STATE_COMPLETE);
}

static int judge_end(struct xnb_run *run, const char *path,
                     const struct xnb_table_end *end, enum xnb_read_mode mode,
                     struct xnb_error *err)
{
	char text[PATH_MAX + 128];

	if (end->has_header && !end->torn)
		return 0;
	if (may_be_torn(run, mode)) {
		snprintf(text, sizeof(text),
		         "%s:%" PRIu64 ": the last line is torn and was left out", path,
		         end->line);
		return warn(run, text, err);
	}
	if (!end->torn)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s:1: empty, the header row is missing; is it the right "
		                "file?",
		                path);
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "%s:%" PRIu64 ": the last line is torn, the file was cut off; "
	                "delete the line, or end it with a line break if it is whole",
	                path, end->line);
}

/* How a run is read. */
struct task {
	enum xnb_read_mode mode;
	xnb_sample_fn *each; /* NULL: samples and extents are kept in the run */
	void *arg;
};

static int load_table(struct xnb_run *run, const char *path,
                      const struct xnb_column *columns, xnb_row_fn *each, void *arg,
                      enum xnb_read_mode mode, struct xnb_error *err)
{
	struct xnb_table_end end;

	if (xnb_table_read(path, columns, run->strings, each, arg, &end, err))
		return -1;
	return judge_end(run, path, &end, mode, err);
}

static int give_sample(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	const struct task *task = arg;

	return task->each(task->arg, &row->sample, err);
}

/* Samples on their way into memory. */
struct intake {
	struct xnb_run *run;
	struct xnb_table_end end;
	uint64_t *lines; /* of each sample */
};

static int add_sample(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct intake *intake = arg;
	struct xnb_run *run = intake->run;
	struct xnb_sample *samples =
	    xnb_grow(run->samples, run->n_samples, sizeof(*samples), err);
	uint64_t *lines;

	if (!samples)
		return -1;
	run->samples = samples;
	lines = xnb_grow(intake->lines, run->n_samples, sizeof(*lines), err);
	if (!lines)
		return -1;
	intake->lines = lines;
	lines[run->n_samples] = intake->end.line;
	samples[run->n_samples++] = row->sample;
	return 0;
}

static int warn_of_repeats(struct intake *intake, const char *path,
                           const struct xnb_repeats *repeats, struct xnb_error *err)
{
	const uint64_t line = intake->lines[repeats->first];
	const uint64_t earlier = intake->lines[repeats->earlier];
	char text[PATH_MAX + 256];

	if (repeats->n_repeats)
		snprintf(text, sizeof(text),
		         "%s:%" PRIu64 ": repeats line %" PRIu64
		         "; %zu such rows were left out, as they are no more data; was "
		         "the file appended to itself?",
		         path, line, earlier, repeats->n_repeats);
	else
		snprintf(text, sizeof(text),
		         "%s:%" PRIu64 ": has the place and time of line %" PRIu64
		         "; %zu such rows were all counted, as repeats cannot be told "
		         "from data here; number the samples in the column seq",
		         path, line, earlier, repeats->n_alike);
	return warn(intake->run, text, err);
}

static int keep_samples(struct intake *intake, const char *path, enum xnb_read_mode mode,
                        struct xnb_error *err)
{
	struct xnb_run *run = intake->run;
	struct xnb_repeats repeats;

	if (xnb_table_read(path, xnb_sample_columns, run->strings, add_sample, intake,
	                   &intake->end, err) ||
	    judge_end(run, path, &intake->end, mode, err) ||
	    xnb_repeats_take_out(&repeats, run->samples, &run->n_samples, err))
		return -1;
	if (repeats.n_repeats + repeats.n_alike == 0)
		return 0;
	return warn_of_repeats(intake, path, &repeats, err);
}

static int load_samples(struct xnb_run *run, const char *path, struct task *task,
                        struct xnb_error *err)
{
	struct intake intake = {.run = run};
	int result;

	if (task->each)
		return load_table(run, path, xnb_sample_columns, give_sample, task,
		                  task->mode, err);
	result = keep_samples(&intake, path, task->mode, err);
	free(intake.lines);
	return result;
}

static int load_extents(struct xnb_run *run, const char *path, struct task *task,
                        struct xnb_error *err)
{
	char text[PATH_MAX + 128];

	if (task->each)
		return 0;
	if (access(path, F_OK) &&
	    strcmp(xnb_runjson_text(run->meta, "target"), "native") == 0)
		return 0; /* threads have none */
	if (!access(path, F_OK))
		return load_table(run, path, xnb_extent_columns, add_extent, run,
		                  task->mode, err);
	snprintf(text, sizeof(text), "%s: missing, so nothing is known about extents",
	         path);
	return warn(run, text, err);
}

/* Runs that are older than this file have no verdicts: nothing is missing there. */
static int load_checks(struct xnb_run *run, const char *path, struct task *task,
                       struct xnb_error *err)
{
	if (access(path, F_OK))
		return 0;
	return load_table(run, path, xnb_check_columns, add_check, run, task->mode, err);
}

static int load_dir(struct xnb_run *run, struct task *task, struct xnb_error *err)
{
	char json[PATH_MAX + 16], samples[PATH_MAX + 16], extents[PATH_MAX + 16];
	char checks[PATH_MAX + 16];

	snprintf(json, sizeof(json), "%s/run.json", run->path);
	snprintf(samples, sizeof(samples), "%s/samples.csv", run->path);
	snprintf(extents, sizeof(extents), "%s/extents.csv", run->path);
	snprintf(checks, sizeof(checks), "%s/checks.csv", run->path);
	if (access(json, F_OK))
		return xnb_fail(err, XNB_EXIT_FAILED, ENOENT,
		                "%s: run.json is missing, so this is no run directory; "
		                "give the one that `run' wrote, or a samples.csv",
		                run->path);
	if (xnb_runjson_read(&run->meta, json, err) ||
	    load_samples(run, samples, task, err) ||
	    load_extents(run, extents, task, err))
		return -1;
	return load_checks(run, checks, task, err);
}

static int fill(struct xnb_run *run, const char *path, struct task *task,
                struct xnb_error *err)
{
	struct stat st;

	if (strlen(path) >= PATH_MAX)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENAMETOOLONG,
		                "%s: the path is too long", path);
	if (stat(path, &st))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot open: %s; give a run directory or a "
		                "samples.csv",
		                path, strerror(errno));
	run->path = strdup(path);
	run->strings = calloc(1, sizeof(*run->strings));
	if (!run->path || !run->strings)
		return xnb_fail_nomem(err);
	if (S_ISDIR(st.st_mode))
		return load_dir(run, task, err);
	return load_samples(run, run->path, task, err);
}

static int load(struct xnb_run **out, const char *path, struct task *task,
                struct xnb_error *err)
{
	struct xnb_run *run = calloc(1, sizeof(*run));

	if (!run)
		return xnb_fail_nomem(err);
	if (fill(run, path, task, err)) {
		xnb_run_free(run);
		return -1;
	}
	*out = run;
	return 0;
}

int xnb_run_load(struct xnb_run **out, const char *path, enum xnb_read_mode mode,
                 struct xnb_error *err)
{
	return load(out, path, &(struct task){.mode = mode}, err);
}

int xnb_run_stream(struct xnb_run **out, const char *path, enum xnb_read_mode mode,
                   xnb_sample_fn *each, void *arg, struct xnb_error *err)
{
	return load(out, path, &(struct task){.mode = mode, .each = each, .arg = arg},
	            err);
}

void xnb_run_free(struct xnb_run *run)
{
	if (!run)
		return;
	if (run->strings)
		xnb_strings_free(run->strings);
	free(run->warnings);
	free(run->strings);
	free(run->samples);
	free(run->extents);
	free(run->checks);
	free(run->path);
	json_decref(run->meta);
	free(run);
}

const char *xnb_run_timing(const struct xnb_run *run)
{
	return xnb_runjson_text(run->meta, "timing");
}
