/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/timing.h"

#include "base/io.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How machines that are not made of metal begin to name themselves (systemd-detect-virt
 * knows them by the same fields). */
static const struct {
	const char *path, *begins;
} virtual_machines[] = {
    {"/sys/class/dmi/id/sys_vendor", "QEMU"},
    {"/sys/class/dmi/id/sys_vendor", "VMware"},
    {"/sys/class/dmi/id/sys_vendor", "innotek GmbH"},
    {"/sys/class/dmi/id/product_name", "KVM"},
    {"/sys/class/dmi/id/product_name", "Standard PC"},
    {"/sys/class/dmi/id/product_name", "VirtualBox"},
    {"/sys/class/dmi/id/product_name", "Virtual Machine"},
    {"/sys/class/dmi/id/product_name", "HVM domU"},
    {"/sys/class/dmi/id/product_name", "Google Compute Engine"},
};

static void read_line(const char *root, const char *path, char *line, size_t size)
{
	struct xnb_buf buf = {0};
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s%s", root, path);
	xnb_read_file(name, &buf, 65536, NULL);
	snprintf(line, size, "%.*s", (int)strcspn(xnb_buf_text(&buf), "\n"),
	         xnb_buf_text(&buf));
	xnb_buf_free(&buf);
}

static bool is_virtual(const char *root)
{
	char line[256];

	for (size_t i = 0; i < sizeof(virtual_machines) / sizeof(*virtual_machines);
	     i++) {
		const char *begins = virtual_machines[i].begins;

		read_line(root, virtual_machines[i].path, line, sizeof(line));
		if (strncmp(line, begins, strlen(begins)) == 0)
			return true;
	}
	return false;
}

int xnb_read_timing(const char *root, char *timing, size_t size, struct xnb_error *err)
{
	static const char *const words[] = {"emulated", "virtualized", "counted", NULL};
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s" XNB_LAB_FILE, root);
	if (access(path, F_OK)) {
		snprintf(timing, size, "%s", is_virtual(root) ? "virtualized" : "real");
		return 0;
	}
	read_line(root, XNB_LAB_FILE, timing, size);
	for (size_t i = 0; words[i]; i++)
		if (strcmp(timing, words[i]) == 0)
			return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "%s: says \"%s\", which is no kind of timing; on a real host "
	                "remove it, in the lab update both",
	                path, timing);
}
