/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_record.h"

#include "lab/files.h"
#include "lab/lab.h"

#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What DIR/lab.json says, as words behind the file's name; nothing when there is none. */
static int read_words(struct xnb_lab_record *saved, const char *dir,
                      struct xnb_error *err)
{
	char path[PATH_MAX];
	json_error_t bad;
	json_t *record, *word;
	size_t i;

	if (xnb_path(path, err, "%s/" XNB_LAB_RECORD, dir))
		return -1;
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	record = json_load_file(path, 0, &bad);
	if (!json_is_array(json_object_get(record, "options"))) {
		json_decref(record);
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "%s: not the record of a box (%s); remove it and give "
		                "the box options again",
		                path, record ? "no \"options\"" : bad.text);
	}
	xnb_args_add(&saved->words, "%s", path);
	if (json_is_string(json_object_get(record, "xen")))
		snprintf(saved->xen_id, sizeof(saved->xen_id), "%s",
		         json_string_value(json_object_get(record, "xen")));
	saved->toolstack = json_is_true(json_object_get(record, "toolstack"));
	json_array_foreach(json_object_get(record, "options"), i, word) xnb_args_add(
	    &saved->words, "%s", json_is_string(word) ? json_string_value(word) : "");
	json_decref(record);
	return saved->words.failed ? xnb_fail_nomem(err) : 0;
}

/* The box that the run was begun in, before the command line changes it. */
int xnb_lab_record_read(struct xnb_lab_record *saved, const char *dir,
                        struct xnb_error *err)
{
	static const struct argp argp = {.options = xnb_lab_host_option_table,
	                                 .parser = xnb_lab_parse_option};

	if (read_words(saved, dir, err))
		return -1;
	xnb_lab_request_default(&saved->line.request);
	if (!saved->words.n)
		return 0;
	/* A file asks for no help, and has no words that are no options. */
	argp_parse(&argp, (int)saved->words.n, saved->words.v, ARGP_NO_HELP, NULL,
	           &saved->line);
	if (saved->line.command)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "%s: not the record of a box (\"options\" holds what is "
		                "no option); remove it and give the box options again",
		                saved->words.v[0]);
	if (xnb_lab_line_finish(&saved->line, err))
		return xnb_fail_prefix(err, "%s", saved->words.v[0]);
	return 0;
}

int xnb_lab_record_check(const struct xnb_lab_record *saved,
                         const struct xnb_lab_request *request, struct xnb_error *err)
{
	struct xnb_buf text = {0};

	if (!saved->words.n ||
	    (request->accel == saved->line.request.accel &&
	     xnb_lab_host_equal(&request->host, &saved->line.request.host) &&
	     xnb_lab_xen_same(&request->xen, &saved->line.request.xen)))
		return 0;
	for (size_t i = 1; i < saved->words.n; i++)
		xnb_buf_printf(&text, " %s", saved->words.v[i]);
	xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	         "--resume: the run was begun with%s; leave the options of the box out",
	         xnb_buf_text(&text));
	xnb_buf_free(&text);
	return -1;
}

/* A path that is right in any directory, and the version even where it is the default:
 * another build of this program has another one. */
static int add_xen(struct xnb_args *options, const struct xnb_lab_xen_choice *xen,
                   struct xnb_error *err)
{
	char dir[PATH_MAX];

	if (!xen->dir) {
		xnb_args_add(options, "--xen=%s", xnb_lab_xen_version(xen));
		return 0;
	}
	if (!realpath(xen->dir, dir))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "--xen-dir: %s: %s",
		                xen->dir, strerror(errno));
	xnb_args_add(options, "--xen-dir=%s", dir);
	return 0;
}

int xnb_lab_record_make(char **text, const struct xnb_lab_request *request,
                        struct xnb_error *err)
{
	struct xnb_args options = {0};
	json_t *words, *record;
	bool failed;

	*text = NULL;
	xnb_lab_host_options(&request->host, &options);
	if (add_xen(&options, &request->xen, err)) {
		xnb_args_free(&options);
		return -1;
	}
	words = json_array();
	record = json_pack("{s:o, s:b, s:s*}", "options", words, "toolstack",
	                   request->toolstack, "xen", request->xen_id);
	xnb_args_add(&options, "%s", xnb_accel_option(request->accel));
	failed = !record || options.failed;
	for (size_t i = 0; i < options.n && !failed; i++)
		failed = json_array_append_new(words, json_string(options.v[i])) != 0;
	if (!failed)
		*text = json_dumps(record, JSON_INDENT(2));
	json_decref(record);
	xnb_args_free(&options);
	return *text ? 0
	             : xnb_fail(err, XNB_EXIT_USAGE, EILSEQ,
	                        "the box options are not UTF-8 text, or memory "
	                        "is short");
}

void xnb_lab_record_free(struct xnb_lab_record *saved)
{
	xnb_args_free(&saved->line.put);
	xnb_args_free(&saved->words);
}
