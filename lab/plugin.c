/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/plugin.h"

#include "lab/accel.h"
#include "lab/image.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PLUGIN "xen-numabench-path-parts.so"

/* No mark is in the probe's firmware: nothing is written. */
static int try_to_load(int plugin, struct xnb_error *err)
{
	char option[64];

	snprintf(option, sizeof(option), XNB_LAB_PLUGIN_FORMAT, plugin, STDERR_FILENO);
	return xnb_accel_probe(XNB_ACCEL_TCG, option, err);
}

int xnb_lab_plugin_open(struct xnb_error *err)
{
	char path[PATH_MAX];
	int fd;

	if (xnb_lab_own_program(path, PLUGIN, NULL))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
		                PLUGIN ": not found where this program's own files are; "
		                       "install all of them");
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot open: %s",
		                path, strerror(errno));
	if (try_to_load(fd, err) == 0)
		return fd;
	close(fd);
	return xnb_fail_prefix(err, "%s: QEMU does not load it", path);
}
