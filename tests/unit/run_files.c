/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "tests/unit/run_files.h"

#include "base/buf.h"
#include "base/io.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct xnb_run_writer *run_files_create(const char *dir)
{
	json_t *meta = json_pack("{s:s}", "timing", "emulated");
	struct xnb_run_writer *run = NULL;
	struct xnb_error err = {0};

	if (xnb_run_create(&run, dir, meta, &err))
		fail_msg("%s", err.text);
	json_decref(meta);
	return run;
}

void run_files_finish(struct xnb_run_writer *run, const char *state)
{
	json_t *meta = json_pack("{s:s}", "timing", "emulated");
	struct xnb_error err = {0};

	assert_int_equal(xnb_run_finish(run, meta, state, &err), 0);
	json_decref(meta);
	xnb_run_writer_free(run);
}

struct xnb_run *run_files_load(const char *path, enum xnb_read_mode mode)
{
	struct xnb_run *run = NULL;
	struct xnb_error err = {0};

	if (xnb_run_load(&run, path, mode, &err))
		fail_msg("%s", err.text);
	return run;
}

void run_files_assert_text(const char *path, const char *text)
{
	struct xnb_error err = {0};
	struct xnb_buf buf = {0};

	assert_int_equal(xnb_read_file(path, &buf, 0, &err), 0);
	assert_string_equal(xnb_buf_text(&buf), text);
	xnb_buf_free(&buf);
}

static void write_to(const char *path, int flags, const void *text, size_t length)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), (ssize_t)length);
	assert_int_equal(close(fd), 0);
}

void run_files_append(const char *path, const char *text)
{
	write_to(path, O_APPEND, text, strlen(text));
}

void run_files_write(const char *path, const void *text, size_t length)
{
	unlink(path); /* some file systems sync a file that was emptied first */
	write_to(path, O_CREAT | O_EXCL, text, length);
}
