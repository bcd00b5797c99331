/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_parts.h"

#include "base/buf.h"
#include "base/io.h"
#include "lab/files.h"
#include "rundir/path_parts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* In memory: QEMU is never made to wait, which the box might see. */
static int open_records(struct xnb_error *err)
{
	int fd = memfd_create("xen-numabench-marks", 0);

	return fd >= 0 ? fd
	               : xnb_fail(err, XNB_EXIT_FAILED, errno, "memfd_create: %s",
	                          strerror(errno));
}

void xnb_lab_parts_begin(struct xnb_lab_parts *parts, struct xnb_lab_request *request)
{
	struct xnb_error why = {0};

	*parts = (struct xnb_lab_parts){.counted = request->accel == XNB_ACCEL_COUNTED};
	if (!parts->counted)
		return;
	parts->plugin.module = xnb_lab_plugin_open(&why);
	if (parts->plugin.module >= 0) {
		parts->plugin.records = open_records(&why);
		if (parts->plugin.records >= 0) {
			request->plugin = parts->plugin;
			return;
		}
		close(parts->plugin.module);
	}
	parts->plugin = (struct xnb_lab_plugin){0};
	snprintf(parts->absent, sizeof(parts->absent), "%s", why.text);
}

void xnb_lab_parts_end(struct xnb_lab_parts *parts, struct xnb_lab_request *request)
{
	request->plugin = (struct xnb_lab_plugin){0};
	if (!parts->plugin.module)
		return;
	close(parts->plugin.module);
	close(parts->plugin.records);
	parts->plugin = (struct xnb_lab_plugin){0};
}

static void say(const struct xnb_path_parts_told *told)
{
	if (told->by_address < told->samples)
		fprintf(stderr,
		        "xen-numabench: lab: parts of path lengths: of %zu calls %zu "
		        "told by the addresses of the code, %zu by differences: %s\n",
		        told->samples, told->by_address, told->by_difference, told->why);
}

int xnb_lab_parts_write(const struct xnb_lab_parts *parts, const char *dir,
                        struct xnb_error *err)
{
	const size_t size = sizeof(struct xnb_mark_record);
	struct xnb_path_met met = {.absent = parts->absent[0] ? parts->absent : NULL};
	struct xnb_path_parts_told told;
	struct xnb_buf records = {0};
	char path[PATH_MAX];
	int rc = 0;

	if (xnb_path(path, err, "%s/samples.csv", dir) != 0)
		return -1;
	if (!parts->counted || access(path, F_OK) != 0)
		return 0;
	if (parts->plugin.module) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", parts->plugin.records);
		rc = xnb_read_file(path, &records, 0, err);
		met.records = (const struct xnb_mark_record *)(const void *)records.text;
		met.n = records.length / size;
		if (records.length % size)
			met.absent = "the emulator's last record is torn";
	}
	if (rc == 0)
		rc = xnb_path_parts_add(dir, &met, &told, err);
	xnb_buf_free(&records);
	if (rc != 0)
		return xnb_fail_prefix(err, "the parts of path lengths");
	say(&told);
	return 0;
}
