/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_dir.h"

#include "lab/files.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

int xnb_lab_dir_read(struct xnb_lab_dir *out, const char *dir, struct xnb_error *err)
{
	const json_t *parameters;
	char path[PATH_MAX];
	const char *state;
	json_int_t seconds;
	json_t *run;

	*out = (struct xnb_lab_dir){0};
	if (xnb_path(path, err, "%s/" XNB_LAB_DIR_META, dir))
		return -1;
	run = json_load_file(path, 0, NULL);
	state = json_string_value(json_object_get(run, "state"));
	parameters = json_object_get(run, "parameters");
	seconds = json_integer_value(json_object_get(parameters, "max_time_seconds"));
	out->complete = state && strcmp(state, "complete") == 0;
	out->plans = json_array_size(json_object_get(run, "plans"));
	if (seconds > 0 && seconds < INT_MAX)
		out->max_seconds = (unsigned)seconds;
	json_decref(run);
	return 0;
}

int xnb_lab_dir_put(struct xnb_args *put, const char *dir, struct xnb_error *err)
{
	static const char *const files[] = {XNB_LAB_DIR_META, "samples.csv",
	                                    "extents.csv", "checks.csv", "topology.xml"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (xnb_path(path, err, "%s/%s", dir, files[i]))
			return -1;
		if (access(path, R_OK) == 0)
			xnb_args_add(put, "%s", path);
	}
	if (put->failed)
		return xnb_fail_nomem(err);
	return put->n ? 0
	              : xnb_fail(err, XNB_EXIT_USAGE, ENOENT,
	                         "--resume: %s: holds no run; give the directory of one",
	                         dir);
}
