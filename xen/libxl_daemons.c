/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/libxl_daemons.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

bool xnb_xenstored_answers(void)
{
	struct xs_handle *handle = xs_open(0);
	unsigned n;
	char **list = handle ? xs_directory(handle, XBT_NULL, "/", &n) : NULL;

	free(list);
	xs_close(handle);
	return list != NULL;
}

static bool is_named(const char *pid, const char *name)
{
	char path[64], comm[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.32s/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!fgets(comm, sizeof(comm), file))
		comm[0] = '\0';
	fclose(file);
	comm[strcspn(comm, "\n")] = '\0';
	return strcmp(comm, name) == 0;
}

/* xenconsoled serves no socket; its file with a process number is each distribution's. */
static bool is_running(const char *name)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	bool found = false;

	if (!proc)
		return false;
	while (!found && (entry = readdir(proc)))
		found = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
		        is_named(entry->d_name, name);
	closedir(proc);
	return found;
}

bool xnb_xenconsoled_runs(void)
{
	return is_running("xenconsoled");
}

int xnb_libxl_daemons_check(struct xnb_error *err)
{
	if (!xnb_xenstored_answers())
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
		                "xenstored: does not answer at its socket, and libxl "
		                "needs it; start it (in the lab: --toolstack)");
	if (!xnb_xenconsoled_runs())
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, ESRCH,
		    "xenconsoled: is not running, and libxl needs it; start it "
		    "(in the lab: --toolstack)");
	return 0;
}
