/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz.h"

#include "analysis/report/format.h"
#include "base/io.h"

#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char file_path[64], run_path[32];

static int file(void)
{
	static int fd = -1;

	if (fd >= 0)
		return fd;
	fd = memfd_create("fuzz", 0);
	XNB_FUZZ_MUST(fd >= 0);
	snprintf(file_path, sizeof(file_path), "/proc/%d/fd/%d", (int)getpid(), fd);
	return fd;
}

const char *xnb_fuzz_file(const uint8_t *data, size_t size)
{
	int fd = file();

	XNB_FUZZ_MUST(!ftruncate(fd, 0));
	XNB_FUZZ_MUST(pwrite(fd, data, size, 0) == (ssize_t)size);
	return file_path;
}

static const char *const names[] = {"run.json", "samples.csv", "extents.csv",
                                    "checks.csv"};

static void remove_run(void)
{
	char path[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", run_path, names[i]);
		unlink(path);
	}
	rmdir(run_path);
}

const char *xnb_fuzz_run(const char *name)
{
	char link[64], target[PATH_MAX];

	if (*run_path)
		return run_path;
	file();
	/* In memory where that is, as databases wait for the disk. */
	snprintf(run_path, sizeof(run_path), "%s/xnb-fuzz-XXXXXX",
	         access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	XNB_FUZZ_MUST(mkdtemp(run_path));
	atexit(remove_run);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(link, sizeof(link), "%s/%s", run_path, names[i]);
		snprintf(target, sizeof(target), "%s/runs/small/%s", XNB_TEST_DATA,
		         names[i]);
		XNB_FUZZ_MUST(
		    !symlink(strcmp(name, names[i]) ? target : file_path, link));
	}
	return run_path;
}

void xnb_fuzz_write_reports(const char *path)
{
	const struct xnb_report_format *format;

	for (format = xnb_report_formats; format->name; format++) {
		struct xnb_error err = {0};
		struct xnb_buf text = {0};

		if (format->write && xnb_report_format_write(&text, format, path, &err))
			xnb_fuzz_check_error(&err);
		xnb_buf_free(&text);
	}
}

void xnb_fuzz_check_error(const struct xnb_error *err)
{
	XNB_FUZZ_MUST(err->exit != XNB_EXIT_OK);
	XNB_FUZZ_MUST(*err->text);
	for (const char *c = err->text; *c; c++)
		XNB_FUZZ_MUST(*c >= ' ' && *c <= '~');
}
