/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/timing.h"

#include "base/io.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DMI "/sys/class/dmi/id/"

/* The firmware's words for who made the machine, and what it is. */
static const char *const dmi_files[] = {DMI "sys_vendor", DMI "product_name",
                                        DMI "board_vendor", DMI "bios_vendor", NULL};

/*
 * How they begin where the machine is none (systemd-detect-virt knows most of them by the
 * same words; but "Oracle Corporation" and "Microsoft Corporation" make machines, too).
 */
static const char *const virtual_machines[] = {
    "QEMU",
    "KVM",
    "Standard PC",
    "OpenStack",
    "KubeVirt",
    "RHEV",
    "oVirt",
    "VMware",
    "VMW",
    "innotek GmbH",
    "VirtualBox",
    "Virtual Machine",
    "Xen",
    "HVM domU",
    "Bochs",
    "Parallels",
    "BHYVE",
    "Hyper-V",
    "Apple Virtualization",
    "Google Compute Engine",
    "Amazon EC2",
    "Droplet",
    "Alibaba Cloud ECS",
    "vServer",
    "AHV",
    "Cloud Hypervisor",
    NULL,
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
	size_t length = strlen(text), tail = strlen(with);

	return length >= tail && strcmp(text + length - tail, with) == 0;
}

static bool read_below(const char *root, const char *path, char *line, size_t size)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s%s", root, path);
	return xnb_read_line(name, line, size);
}

static bool names_a_virtual_machine(const char *line)
{
	for (const char *const *vm = virtual_machines; *vm; vm++)
		if (begins(line, *vm))
			return true;
	return false;
}

/* Amazon rents whole machines as well, which are "m5.metal" and the like. */
static bool is_rented_metal(const char *root)
{
	char product[256];

	return read_below(root, DMI "product_name", product, sizeof(product)) &&
	       ends(product, ".metal");
}

/* Firmware that says what the machine is, and no word of a virtual one. */
static bool is_bare(const char *root)
{
	bool told = false;
	char line[256];

	if (is_rented_metal(root))
		return true;
	for (const char *const *file = dmi_files; *file; file++) {
		if (!read_below(root, *file, line, sizeof(line)))
			continue;
		if (names_a_virtual_machine(line))
			return false;
		told = true;
	}
	return told;
}

int xnb_read_timing(const char *root, char *timing, size_t size, struct xnb_error *err)
{
	static const char *const words[] = {"emulated", "virtualized", "counted", NULL};
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s" XNB_LAB_FILE, root);
	if (access(path, F_OK)) {
		snprintf(timing, size, "%s", is_bare(root) ? "real" : "virtualized");
		return 0;
	}
	read_below(root, XNB_LAB_FILE, timing, size);
	for (size_t i = 0; words[i]; i++)
		if (strcmp(timing, words[i]) == 0)
			return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "%s: says \"%s\", which is no kind of timing; on a real host "
	                "remove it, in the lab update both",
	                path, timing);
}

bool xnb_timing_is_counted(const char *timing)
{
	return strcmp(timing, "counted") == 0;
}

bool xnb_timing_is_emulated(const char *timing)
{
	return strcmp(timing, "emulated") == 0 || xnb_timing_is_counted(timing);
}

bool xnb_is_lab_out(const char *dir)
{
	return strcmp(dir, XNB_LAB_OUT) == 0 && access(XNB_LAB_FILE, F_OK) == 0;
}
