/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/writer.h"

#include "base/io.h"
#include "base/utf8.h"
#include "rundir/stream.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAMPLES, EXTENTS, CHECKS, N_FILES };

/* samples.csv comes first: who makes it has the directory. */
static const struct {
	const char *name;
	const struct xnb_column *columns;
} files[N_FILES] = {
    [SAMPLES] = {"samples.csv", xnb_sample_columns},
    [EXTENTS] = {"extents.csv", xnb_extent_columns},
    [CHECKS] = {"checks.csv", xnb_check_columns},
};

struct xnb_run_writer {
	char dir[PATH_MAX];
	struct xnb_stream streams[N_FILES];
	int64_t next_seq;
	xnb_row_fn *on_sample; /* NULL: nobody asks */
	void *on_sample_arg;
};

static int path_of(char path[PATH_MAX], const char *dir, const char *name,
                   struct xnb_error *err)
{
	if (snprintf(path, PATH_MAX, "%s/%s", dir, name) < PATH_MAX)
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG, "%s/%s: the path is too long",
	                dir, name);
}

static int new_writer(struct xnb_run_writer **out, const char *dir, struct xnb_error *err)
{
	struct xnb_run_writer *run = calloc(1, sizeof(*run));

	if (!run)
		return xnb_fail_nomem(err);
	for (int i = 0; i < N_FILES; i++)
		run->streams[i].fd = -1;
	if (snprintf(run->dir, sizeof(run->dir), "%s", dir) >= (int)sizeof(run->dir)) {
		free(run);
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG,
		                "%s: the path is too long", dir);
	}
	*out = run;
	return 0;
}

static int write_meta(const struct xnb_run_writer *run, json_t *meta, const char *state,
                      struct xnb_error *err)
{
	char path[PATH_MAX];

	if (path_of(path, run->dir, "run.json", err))
		return -1;
	return xnb_runjson_write(path, meta, state, err);
}

static int check_empty(const char *dir, struct xnb_error *err)
{
	const struct dirent *entry;
	DIR *handle = opendir(dir);
	size_t n = 0;

	if (!handle)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot read the directory: %s; choose another --out",
		                dir, strerror(errno));
	while ((entry = readdir(handle)))
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(handle);
	if (n == 0)
		return 0;
	return xnb_fail(
	    err, XNB_EXIT_ENVIRONMENT, ENOTEMPTY,
	    "%s: exists and is not empty; choose another --out, or go on with "
	    "the run in it by --resume",
	    dir);
}

static int check_writable(const char *dir, struct xnb_error *err)
{
	if (!access(dir, W_OK | X_OK))
		return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
	                "%s: cannot write there: %s; choose another --out or mend its "
	                "permissions",
	                dir, strerror(errno));
}

/*
 * Takes what this call has made away again: a run that could not begin leaves no half of
 * one behind. Without samples.csv nothing is ours; it goes last, for it is the claim.
 */
static void undo(const struct xnb_run_writer *run, bool made_dir)
{
	char path[PATH_MAX];

	if (run->streams[SAMPLES].fd < 0)
		return;
	if (!path_of(path, run->dir, "run.json", NULL))
		unlink(path);
	for (int i = N_FILES - 1; i >= 0; i--)
		if (run->streams[i].fd >= 0)
			unlink(run->streams[i].path);
	if (made_dir)
		rmdir(run->dir);
}

/* Who makes samples.csv has the directory: O_EXCL lets one of several through. */
static int begin(struct xnb_run_writer *run, json_t *meta, struct xnb_error *err)
{
	for (int i = 0; i < N_FILES; i++)
		if (xnb_stream_create(&run->streams[i], run->dir, files[i].name,
		                      files[i].columns, err))
			return -1;
	return write_meta(run, meta, XNB_STATE_RUNNING, err);
}

int xnb_run_create(struct xnb_run_writer **out, const char *dir, json_t *meta,
                   struct xnb_error *err)
{
	struct xnb_run_writer *run = NULL;
	struct stat st;
	bool existed = !stat(dir, &st);

	if (xnb_make_dirs(dir, err) || check_writable(dir, err) ||
	    check_empty(dir, err) || new_writer(&run, dir, err))
		return -1;
	if (begin(run, meta, err)) {
		int saved = errno;

		undo(run, !existed);
		xnb_run_writer_free(run);
		errno = saved;
		return -1;
	}
	*out = run;
	return 0;
}

/* Sequence numbers of a resumed run go on behind the greatest. */
static int note_seq(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct xnb_run_writer *run = arg;

	if (row->sample.seq == INT64_MAX)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s: column seq: no number is left after %" PRId64
		                "; start a new run",
		                run->streams[SAMPLES].path, row->sample.seq);
	if (row->sample.seq >= run->next_seq)
		run->next_seq = row->sample.seq + 1;
	return 0;
}

static int check_state(const struct xnb_run_writer *run, const json_t *meta,
                       bool complete, struct xnb_error *err)
{
	const char *state = xnb_runjson_text(meta, "state");

	if (complete == !strcmp(state, XNB_STATE_COMPLETE))
		return 0;
	if (complete)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "%s: the run is not complete (its state is \"%s\"); go on "
		    "with it first, by --resume alone",
		    run->dir, state);
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "%s: the run is complete, there is nothing to resume; after a "
	                "reboot --another-boot adds one to it",
	                run->dir);
}

static int read_meta(const struct xnb_run_writer *run, json_t **meta, bool complete,
                     struct xnb_error *err)
{
	char path[PATH_MAX];

	if (path_of(path, run->dir, "run.json", err) || xnb_runjson_read(meta, path, err))
		return xnb_fail_prefix(err, "no run to resume");
	if (!check_state(run, *meta, complete, err))
		return 0;
	json_decref(*meta);
	*meta = NULL;
	return -1;
}

static int open_files(struct xnb_run_writer *run, struct xnb_error *err)
{
	for (int i = 0; i < N_FILES; i++)
		if (xnb_stream_open(&run->streams[i], run->dir, files[i].name,
		                    files[i].columns, err))
			return -1;
	return 0;
}

static int open_again(struct xnb_run_writer *run, json_t **meta, bool complete,
                      struct xnb_error *err)
{
	if (read_meta(run, meta, complete, err))
		return -1;
	if (!open_files(run, err))
		return 0;
	json_decref(*meta);
	*meta = NULL;
	return -1;
}

static int reopen(struct xnb_run_writer **out, const char *dir, json_t **meta,
                  bool complete, struct xnb_error *err)
{
	struct xnb_run_writer *run = NULL;

	if (new_writer(&run, dir, err))
		return -1;
	if (open_again(run, meta, complete, err)) {
		xnb_run_writer_free(run);
		return -1;
	}
	*out = run;
	return 0;
}

int xnb_run_reopen(struct xnb_run_writer **out, const char *dir, json_t **meta,
                   struct xnb_error *err)
{
	return reopen(out, dir, meta, false, err);
}

int xnb_run_extend(struct xnb_run_writer **out, const char *dir, json_t **meta,
                   struct xnb_error *err)
{
	return reopen(out, dir, meta, true, err);
}

/* What note_seq() and the caller both want to see. */
struct both {
	struct xnb_run_writer *run;
	xnb_row_fn *each;
	void *arg;
};

static int note_sample(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	const struct both *both = arg;

	if (note_seq(both->run, row, err))
		return -1;
	return both->each ? both->each(both->arg, row, err) : 0;
}

int xnb_run_scan(struct xnb_run_writer *run, xnb_row_fn *each_sample,
                 xnb_row_fn *each_extent, void *arg, struct xnb_error *err)
{
	struct both both = {run, each_sample, arg};

	if (xnb_stream_scan(&run->streams[SAMPLES], note_sample, &both, err) ||
	    xnb_stream_scan(&run->streams[EXTENTS], each_extent, arg, err))
		return -1;
	return xnb_stream_scan(&run->streams[CHECKS], NULL, NULL, err);
}

int xnb_run_go_on(struct xnb_run_writer *run, json_t *meta, struct xnb_error *err)
{
	for (int i = 0; i < N_FILES; i++)
		if (xnb_stream_go_on(&run->streams[i], err))
			return -1;
	return write_meta(run, meta, XNB_STATE_RUNNING, err);
}

int xnb_run_add_sample(struct xnb_run_writer *run, struct xnb_sample *sample,
                       struct xnb_error *err)
{
	sample->seq = run->next_seq;
	if (xnb_stream_append(&run->streams[SAMPLES], sample, 1, sizeof(*sample), err))
		return -1;
	run->next_seq++;
	return run->on_sample
	           ? run->on_sample(run->on_sample_arg,
	                            &(const union xnb_row){.sample = *sample}, err)
	           : 0;
}

void xnb_run_on_sample(struct xnb_run_writer *run, xnb_row_fn *each, void *arg)
{
	run->on_sample = each;
	run->on_sample_arg = arg;
}

int64_t xnb_run_n_samples(const struct xnb_run_writer *run)
{
	return run->next_seq;
}

int xnb_run_add_extents(struct xnb_run_writer *run, int64_t boot, int64_t domain,
                        const struct xnb_extent_run *extents, size_t n,
                        struct xnb_error *err)
{
	struct xnb_extent_row *rows = calloc(n ? n : 1, sizeof(*rows));
	int result;

	if (!rows)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct xnb_extent_row){boot, domain, extents[i]};
	result = xnb_stream_append(&run->streams[EXTENTS], rows, n, sizeof(*rows), err);
	free(rows);
	return result;
}

static void to_one_line(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = ' ';
}

int xnb_run_add_check(struct xnb_run_writer *run, const struct xnb_check_row *check,
                      struct xnb_error *err)
{
	struct xnb_check_row row = *check;
	size_t size = strlen(check->evidence) + 4;
	char *evidence = malloc(size);
	int result;

	if (!evidence)
		return xnb_fail_nomem(err);
	strcpy(evidence, check->evidence);
	to_one_line(evidence);
	if (!xnb_utf8_valid(evidence))
		xnb_utf8_show(evidence, size, check->evidence);
	row.evidence = evidence;
	result = xnb_stream_append(&run->streams[CHECKS], &row, 1, sizeof(row), err);
	free(evidence);
	return result;
}

int xnb_run_write_topology(struct xnb_run_writer *run, const char *xml, size_t length,
                           struct xnb_error *err)
{
	char path[PATH_MAX];

	if (path_of(path, run->dir, "topology.xml", err))
		return -1;
	return xnb_replace_file(path, xml, length, err);
}

int xnb_run_sync(struct xnb_run_writer *run, struct xnb_error *err)
{
	for (int i = 0; i < N_FILES; i++)
		if (xnb_stream_sync(&run->streams[i], err))
			return -1;
	return 0;
}

int xnb_run_finish(struct xnb_run_writer *run, json_t *meta, const char *state,
                   struct xnb_error *err)
{
	if (xnb_run_sync(run, err))
		return -1;
	return write_meta(run, meta, state, err);
}

void xnb_run_writer_free(struct xnb_run_writer *run)
{
	if (!run)
		return;
	for (int i = 0; i < N_FILES; i++)
		xnb_stream_close(&run->streams[i]);
	free(run);
}
