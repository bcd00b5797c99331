/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/identity.h"

#include "rundir/runjson.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* What of run.json stays as it is when a run goes on, and tells it from all others. */
static const char *const telling[] = {
    "started", "seed",  "timing",     "target", "command",
    "tool",    "nodes", "parameters", "domain", NULL,
};

/* The C library brings a date that is none into its range: February 31st becomes another
 * one. */
static bool is_date(const char *text)
{
	struct tm given = {0}, real;
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &given);

	real = given;
	return end && !*end && timegm(&real) != (time_t)-1 &&
	       real.tm_mday == given.tm_mday && real.tm_mon == given.tm_mon;
}

bool xnb_history_is_time(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00Z";

	if (strlen(text) != strlen(form))
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == '0' ? !isdigit((unsigned char)text[i])
		                   : text[i] != form[i])
			return false;
	return is_date(text);
}

static int add_contents(struct xnb_sha256 *hash, const struct xnb_run *run,
                        struct xnb_error *err)
{
	static const char *const files[] = {"run.json", "samples.csv"};
	struct stat status;
	int result = 0;

	if (stat(run->path, &status) == 0 && !S_ISDIR(status.st_mode))
		return xnb_sha256_add_file(hash, run->path, err);
	for (size_t i = 0; !result && i < sizeof(files) / sizeof(files[0]); i++) {
		struct xnb_buf path = {0};

		xnb_buf_printf(&path, "%s/%s", run->path, files[i]);
		result = path.failed
		             ? xnb_fail_nomem(err)
		             : xnb_sha256_add_file(hash, xnb_buf_text(&path), err);
		xnb_buf_free(&path);
	}
	return result;
}

static int add_json(struct xnb_sha256 *hash, const json_t *value, struct xnb_error *err)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);

	if (value && !text)
		return xnb_fail_nomem(err);
	if (text)
		xnb_sha256_add(hash, text, strlen(text));
	xnb_sha256_add(hash, "\n", 1);
	free(text);
	return 0;
}

static const json_t *first_boot(const struct xnb_run *run)
{
	return json_array_get(json_object_get(run->meta, "boots"), 0);
}

static int add_telling(struct xnb_sha256 *hash, const struct xnb_run *run,
                       struct xnb_error *err)
{
	for (const char *const *key = telling; *key; key++)
		if (add_json(hash, json_object_get(run->meta, *key), err))
			return -1;
	return add_json(hash, first_boot(run), err);
}

static int set_hashes(struct xnb_history_identity *out, const struct xnb_run *run,
                      struct xnb_error *err)
{
	bool by_contents =
	    !first_boot(run) || strcmp(xnb_run_timing(run), "counted") == 0;
	struct xnb_sha256 hash;

	xnb_sha256_begin(&hash);
	if (add_contents(&hash, run, err))
		return -1;
	xnb_sha256_end(&hash, out->content);
	xnb_sha256_begin(&hash);
	if (by_contents)
		xnb_sha256_add(&hash, out->content, strlen(out->content));
	else if (add_telling(&hash, run, err))
		return -1;
	/* What the user says is part of it: one samples.csv may be of two hosts. */
	xnb_sha256_add(&hash, xnb_buf_text(&out->host), out->host.length + 1);
	xnb_sha256_add(&hash, xnb_buf_text(&out->time), out->time.length);
	xnb_sha256_end(&hash, out->identity);
	return 0;
}

static void set_topology(struct xnb_buf *out, const struct xnb_run *run)
{
	const json_t *sizes = json_object_get(run->meta, "node_sizes");
	size_t i, n = json_array_size(sizes);
	json_t *node;

	if (!n)
		n = json_array_size(json_object_get(run->meta, "nodes"));
	if (n)
		xnb_buf_printf(out, "%zu node%s", n, n == 1 ? "" : "s");
	json_array_foreach(sizes, i, node)
	    xnb_buf_printf(out, "%s%" JSON_INTEGER_FORMAT, i ? "+" : ": ",
	                   json_integer_value(json_object_get(node, "cpus")));
	if (json_array_size(sizes))
		xnb_buf_puts(out, " CPUs");
}

static int set_host(struct xnb_buf *out, const struct xnb_run *run, const char *asked,
                    struct xnb_error *err)
{
	const char *host =
	    xnb_runjson_text(json_object_get(run->meta, "environment"), "host");

	if (asked)
		host = asked;
	if (!host[0])
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "%s: does not say of which host it is; say it with --host",
		    run->path);
	xnb_buf_puts(out, host);
	return 0;
}

static int set_time(struct xnb_buf *out, const struct xnb_run *run, const char *asked,
                    struct xnb_error *err)
{
	const char *time = xnb_runjson_text(run->meta, "started");

	/* Runs from before "started" know the start of their boot only. */
	if (!time[0])
		time = xnb_runjson_text(first_boot(run), "start");
	if (asked)
		time = asked;
	if (!xnb_history_is_time(time))
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%s: does not say when it was measured; say it with "
		                "--time, as in 2026-11-22T19:10:30Z",
		                run->path);
	xnb_buf_puts(out, time);
	return 0;
}

static int check_complete(const struct xnb_run *run, struct xnb_error *err)
{
	const char *state = xnb_runjson_text(run->meta, "state");

	if (!run->meta || strcmp(state, XNB_STATE_COMPLETE) == 0)
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "%s: is not complete (its state is \"%.32s\"); end it with `run "
	                "--resume' first",
	                run->path, state);
}

int xnb_history_identify(struct xnb_history_identity *out, const struct xnb_run *run,
                         const struct xnb_history_add_request *request,
                         struct xnb_error *err)
{
	*out = (struct xnb_history_identity){0};
	if (check_complete(run, err) || set_host(&out->host, run, request->host, err) ||
	    set_time(&out->time, run, request->time, err))
		return -1;
	set_topology(&out->topology, run);
	if (out->host.failed || out->time.failed || out->topology.failed)
		return xnb_fail_nomem(err);
	return set_hashes(out, run, err);
}

void xnb_history_identity_free(struct xnb_history_identity *identity)
{
	xnb_buf_free(&identity->host);
	xnb_buf_free(&identity->topology);
	xnb_buf_free(&identity->time);
}
