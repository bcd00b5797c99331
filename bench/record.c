/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/record.h"

#include "base/version.h"
#include "bench/boots.h"
#include "bench/environment.h"
#include "bench/metadata.h"
#include "bench/run_parts.h"
#include "bench/target.h"
#include "rundir/runjson.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* An argument that is not UTF-8 cannot be a JSON text. */
static void append_word(json_t *list, const char *word, size_t length)
{
	json_t *one = json_stringn(word, length);

	json_array_append_new(list, one ? one : json_null());
}

/*
 * The words as they were typed. The first of argv is program and command in one, as argp
 * shows them: "xen-numabench run".
 */
static json_t *command_json(const struct xnb_run_request *request)
{
	json_t *list = json_array();

	for (int i = 0; list && i < request->argc; i++) {
		const char *word = request->argv[i];
		size_t program = i == 0 ? strcspn(word, " ") : strlen(word);

		append_word(list, word, program);
		if (word[program])
			append_word(list, word + program + 1, strlen(word + program + 1));
	}
	return list;
}

static json_t *nodes_json(const struct xnb_host *host)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < host->n_nodes; i++)
		json_array_append_new(list, json_integer(host->nodes[i].id));
	return list;
}

static json_t *node_json(const struct xnb_host_node *node)
{
	return json_pack("{s:I, s:I, s:I}", "id", (json_int_t)node->id, "cpus",
	                 (json_int_t)node->n_cpus, "memory_bytes",
	                 (json_int_t)node->memory_bytes);
}

/* What must be the same when the run is resumed. */
static json_t *node_sizes_json(const struct xnb_host *host)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < host->n_nodes; i++)
		json_array_append_new(list, node_json(&host->nodes[i]));
	return list;
}

static size_t nodes_with_memory(const struct xnb_host *host)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_nodes; i++)
		n += host->nodes[i].memory_bytes > 0;
	return n;
}

static json_t *repetitions_json(const struct xnb_amounts *amounts)
{
	return json_pack("{s:i, s:I, s:i, s:I, s:I}", "boots", 1, "rounds",
	                 (json_int_t)amounts->rounds, "domains_per_round", 1,
	                 "iterations", (json_int_t)amounts->samples, "warmups",
	                 (json_int_t)amounts->warmups);
}

static json_t *tool_json(void)
{
	return json_pack("{s:s, s:s}", "version", xnb_version, "commit", xnb_commit);
}

static int describe(const struct xnb_run_parts *run, json_t *record,
                    struct xnb_error *err)
{
	const struct xnb_target *target = run->settings.target;

	return target->describe ? target->describe(run, record, err) : 0;
}

int xnb_record_make(json_t **out, const struct xnb_run_parts *run, json_t *environment,
                    struct xnb_error *err)
{
	const struct xnb_settings *settings = &run->settings;
	const struct xnb_target *target = settings->target;
	char started[32];

	xnb_utc_text(time(NULL), started, sizeof(started));
	*out = json_pack(
	    "{s:s, s:o, s:o, s:s, s:s, s:O, s:[], s:I, s:I, s:I, s:o, s:o, s:o, s:o, "
	    "s:o, s:o, s:o, s:o, s:[], s:[], s:[], s:[]}",
	    "started", started, "tool", tool_json(), "command",
	    command_json(run->request), "target", target->name, "timing", run->timing,
	    "environment", environment, "boots", "seed", (json_int_t)settings->seed,
	    "cpu_node", (json_int_t)settings->cpu_node, "mem_node",
	    (json_int_t)settings->mem_node, "nodes", nodes_json(&run->host), "node_sizes",
	    node_sizes_json(&run->host), "parameters", xnb_settings_parameters(settings),
	    "plans", xnb_boot_plans_json(settings->seed, settings->amounts.rounds),
	    "repetitions", repetitions_json(&settings->amounts), "experiments",
	    xnb_experiments_json(target), "scenarios",
	    xnb_scenarios_json(target, nodes_with_memory(&run->host)), "kernels",
	    xnb_kernels_json(), "stop", "stop_reasons", "warnings", "absent");
	if (!*out)
		return xnb_fail_nomem(err);
	if (describe(run, *out, err) == 0)
		return 0;
	json_decref(*out);
	*out = NULL;
	return -1;
}

static const char *boot_id(const json_t *boot)
{
	const char *id = json_string_value(json_object_get(boot, "id"));

	return id ? id : "";
}

int xnb_record_boot(json_t *record, int64_t *boot, struct xnb_error *err)
{
	json_t *boots = json_object_get(record, "boots");
	json_t *this_boot = xnb_this_boot(), *one;
	size_t i;

	if (!this_boot)
		return xnb_fail_nomem(err);
	json_array_foreach(boots, i, one)
	{
		if (strcmp(boot_id(one), boot_id(this_boot)))
			continue;
		json_decref(this_boot);
		*boot = (int64_t)i;
		return 0;
	}
	if (json_array_append_new(boots, this_boot))
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "run.json: has no list of boots; begin a new run");
	*boot = (int64_t)json_array_size(boots) - 1;
	json_object_set_new(json_object_get(record, "repetitions"), "boots",
	                    json_integer(*boot + 1));
	return 0;
}

/* Texts of the record that must be what they are here and now. */
static const struct same {
	const char *object, *key, *what;
} same_texts[] = {
    {"environment", "host", "host"},
    {"environment", "xen_version", "Xen"},
    {"environment", "xen_changeset", "Xen's changeset"},
    {"environment", "xen_compiler", "Xen's compiler"},
    {"environment", "xen_command_line", "command line of Xen"},
    {"environment", "xen_scheduler", "scheduler of Xen"},
    {"environment", "cpu_model", "CPU"},
    {"environment", "microcode", "microcode"},
    {"tool", "version", "version of xen-numabench"},
    {"tool", "commit", "commit of xen-numabench"},
    {NULL, NULL, NULL},
};

static int differs(struct xnb_error *err, const char *what, const char *then,
                   const char *now)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "run.json: another %s: the run was begun with \"%s\", here it is "
	                "\"%s\"; resume it there or begin a new one",
	                what, then, now);
}

static int check_texts(const json_t *record, const json_t *now, struct xnb_error *err)
{
	for (const struct same *s = same_texts; s->key; s++) {
		const char *then_text =
		    xnb_runjson_text(json_object_get(record, s->object), s->key);
		const char *now_text =
		    xnb_runjson_text(json_object_get(now, s->object), s->key);

		if (strcmp(then_text, now_text))
			return differs(err, s->what, then_text, now_text);
	}
	return 0;
}

static int check_nodes(const json_t *record, const struct xnb_host *host,
                       struct xnb_error *err)
{
	json_t *now = node_sizes_json(host),
	       *then = json_object_get(record, "node_sizes");
	char *now_text = json_dumps(now, JSON_COMPACT);
	char *then_text = json_dumps(then, JSON_COMPACT);
	int result = 0;

	if (!json_equal(now, then))
		result = xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, 0,
		    "run.json: other nodes: the run was begun with %s, here "
		    "they are %s; resume it there or begin a new one",
		    then_text ? then_text : "none", now_text ? now_text : "none");
	json_decref(now);
	free(now_text);
	free(then_text);
	return result;
}

int xnb_record_fits(const json_t *record, const json_t *environment,
                    const struct xnb_host *host, const char *timing,
                    struct xnb_error *err)
{
	json_t *now =
	    json_pack("{s:O, s:o}", "environment", environment, "tool", tool_json());
	int result;

	if (!now)
		return xnb_fail_nomem(err);
	result = check_texts(record, now, err);
	json_decref(now);
	if (result || check_nodes(record, host, err))
		return -1;
	if (strcmp(xnb_runjson_text(record, "timing"), timing))
		return differs(err, "timing", xnb_runjson_text(record, "timing"), timing);
	return 0;
}

/* Values are the same by one of their members, or (NULL) wholly. */
static bool has(const json_t *list, const json_t *value, const char *key)
{
	const json_t *wanted = key ? json_object_get(value, key) : value;
	size_t i;
	json_t *one;

	json_array_foreach(list, i, one)
	{
		if (json_equal(key ? json_object_get(one, key) : one, wanted))
			return true;
	}
	return false;
}

static void add_new(json_t *list, const json_t *values, const char *key)
{
	size_t i;
	json_t *one;

	json_array_foreach(values, i, one)
	{
		if (!has(list, one, key))
			json_array_append(list, one);
	}
}

void xnb_record_end(json_t *record, const char *why, const struct xnb_warnings *warnings)
{
	json_t *reasons = json_object_get(record, "stop_reasons"),
	       *reason = xnb_json_text(why);

	if (!has(reasons, reason, NULL))
		json_array_append(reasons, reason);
	json_decref(reason);
	add_new(json_object_get(record, "warnings"), warnings->texts, NULL);
	add_new(json_object_get(record, "absent"), warnings->absent, "what");
}
