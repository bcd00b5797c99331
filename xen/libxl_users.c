/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxl looks up the user that a device model should run as. A PVH domain has none, and
 * a static program must not load the shared libraries that know users: nobody is found.
 */
#include <pwd.h>
#include <stddef.h>

__typeof__(getpwnam_r) xnb_step_getpwnam_r;
__typeof__(getpwuid_r) xnb_step_getpwuid_r;

int xnb_step_getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t n,
                        struct passwd **found)
{
	(void)name;
	(void)entry;
	(void)buffer;
	(void)n;
	*found = NULL;
	return 0;
}

int xnb_step_getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t n,
                        struct passwd **found)
{
	(void)user;
	return xnb_step_getpwnam_r("", entry, buffer, n, found);
}
