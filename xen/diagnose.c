/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/diagnose.h"

#include "base/buf.h"
#include "base/io.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xenctrl.h>

#define OR_THE_LAB "or use `xen-numabench lab run'"

/* Which Xen speaks which version: the history of xen/include/public/domctl.h. */
static const struct release {
	unsigned interface;
	unsigned first, last; /* Xen 4.first to 4.last */
	const char *releases;
} releases[] = {
    {0x15, 17, 17, "4.17"},
    {0x16, 18, 18, "4.18"},
    {0x17, 19, 21, "4.19 to 4.21"},
    {0x18, 22, 23, "4.22 or 4.23-unstable"},
};

static const struct release *find_release(unsigned interface)
{
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++)
		if (releases[i].interface == interface)
			return &releases[i];
	return NULL;
}

static const char *release_of(unsigned interface)
{
	const struct release *found = find_release(interface);

	return found ? found->releases : "a release this tool does not know";
}

bool xnb_xen_speaks(unsigned interface, unsigned major, unsigned minor)
{
	const struct release *found = find_release(interface);

	return found && major == 4 && minor >= found->first && minor <= found->last;
}

static bool file_has(const char *root, const char *name, const char *word)
{
	struct xnb_buf text = {0};
	char path[4096];
	bool found;

	snprintf(path, sizeof(path), "%s%s", root, name);
	found = xnb_read_file(path, &text, 4096, NULL) == 0 &&
	        strstr(xnb_buf_text(&text), word);
	xnb_buf_free(&text);
	return found;
}

static bool exists(const char *root, const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s%s", root, name);
	return access(path, F_OK) == 0;
}

int xnb_xen_diagnose(const char *root, int errnum, struct xnb_error *err)
{
	const enum xnb_exit exit = XNB_EXIT_ENVIRONMENT;
	bool on_xen = file_has(root, "/sys/hypervisor/type", "xen") ||
	              exists(root, "/proc/xen/capabilities");
	bool device =
	    exists(root, "/dev/xen/privcmd") || exists(root, "/proc/xen/privcmd");
	/* It was there to be refused, even where we may not look. */
	bool denied = errnum == EPERM || errnum == EACCES;
	bool capabilities = exists(root, "/proc/xen/capabilities");

	if (!denied && !on_xen && !device)
		return xnb_fail(
		    err, exit, errnum,
		    "this host: not running on Xen; boot it under Xen, " OR_THE_LAB
		    "; threads of this system are measured by `run --target native'");
	if (capabilities && !file_has(root, "/proc/xen/capabilities", "control_d"))
		return xnb_fail(err, exit, errnum,
		                "this domain: not a control domain, so Xen takes no "
		                "orders from it; run in dom0, " OR_THE_LAB);
	if (denied)
		return xnb_fail(err, exit, errnum,
		                "/dev/xen/privcmd: no permission to control Xen (%s); "
		                "run as root in dom0, and where Xen has a security "
		                "policy (XSM) let it allow this",
		                strerror(errnum));
	if (!device)
		return xnb_fail(err, exit, errnum,
		                "/dev/xen/privcmd: missing, though this host runs on "
		                "Xen; load it with `modprobe xen-privcmd'");
	return xnb_fail(err, exit, errnum,
	                "the hypervisor: does not answer (%s); see `dmesg' and "
	                "`xl info', " OR_THE_LAB,
	                strerror(errnum));
}

int xnb_xen_refused(unsigned major, unsigned minor, struct xnb_error *err)
{
	if (xnb_xen_speaks((unsigned)XEN_DOMCTL_INTERFACE_VERSION, major, minor))
		return xnb_xen_diagnose("", EACCES, err);
	return xnb_xen_version_mismatch(major, minor, err);
}

int xnb_xen_version_mismatch(unsigned major, unsigned minor, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EACCES,
	                "libxenctrl: speaks DOMCTL interface 0x%x (Xen %s), but the "
	                "hypervisor is Xen %u.%u and refuses it; use an xen-numabench "
	                "built for Xen %u.%u",
	                (unsigned)XEN_DOMCTL_INTERFACE_VERSION,
	                release_of(XEN_DOMCTL_INTERFACE_VERSION), major, minor, major,
	                minor);
}
