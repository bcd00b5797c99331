/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/record.h"

#include "base/version.h"
#include "bench/environment.h"
#include "bench/metadata.h"
#include "bench/workload.h"
#include "rundir/runjson.h"

#include <string.h>

static json_t *command_json(const struct xnb_run_request *request)
{
	json_t *list = json_array();

	for (int i = 0; list && i < request->argc; i++) {
		json_t *one = json_string(request->argv[i]);

		/* An argument that is not UTF-8 cannot be a JSON text. */
		json_array_append_new(list, one ? one : json_null());
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

static size_t nodes_with_memory(const struct xnb_host *host)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_nodes; i++)
		n += host->nodes[i].memory_bytes > 0;
	return n;
}

static json_t *domain_json(const struct xnb_amounts *amounts)
{
	return json_pack("{s:s, s:I, s:I, s:i, s:I}", "kind", "PVH", "memory_bytes",
	                 (json_int_t)amounts->memory_bytes, "vcpus",
	                 (json_int_t)amounts->vcpus, "extent_order",
	                 (int)amounts->extent_order, "guest_page_bytes",
	                 (json_int_t)XNB_WORKLOAD_PAGE_BYTES);
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

int xnb_record_make(json_t **out, const struct xnb_run_request *request,
                    const struct xnb_settings *settings, const struct xnb_host *host,
                    const char *timing, json_t *environment, struct xnb_error *err)
{
	*out = json_pack(
	    "{s:o, s:o, s:s, s:s, s:o, s:[], s:I, s:I, s:I, s:o, s:o, s:s, s:o, s:o, "
	    "s:o, s:o, s:o, s:[], s:[]}",
	    "tool", tool_json(), "command", command_json(request), "target", "xen",
	    "timing", timing, "environment", environment, "boots", "seed",
	    (json_int_t)settings->seed, "cpu_node", (json_int_t)settings->cpu_node,
	    "mem_node", (json_int_t)settings->mem_node, "nodes", nodes_json(host),
	    "domain", domain_json(&settings->amounts), "locality_method", "delta",
	    "parameters", xnb_settings_parameters(settings), "repetitions",
	    repetitions_json(&settings->amounts), "experiments", xnb_experiments_json(),
	    "scenarios", xnb_scenarios_json(nodes_with_memory(host)), "kernels",
	    xnb_kernels_json(), "stop_reasons", "warnings");
	return *out ? 0 : xnb_fail_nomem(err);
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

int xnb_record_fits(const json_t *record, const struct xnb_host *host, const char *timing,
                    struct xnb_error *err)
{
	json_t *nodes = nodes_json(host);
	bool same = json_equal(nodes, json_object_get(record, "nodes"));

	json_decref(nodes);
	if (!same)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "run.json: the run was begun on a host with other nodes; "
		                "resume it there or begin a new one");
	if (strcmp(xnb_runjson_text(record, "timing"), timing))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "run.json: the run was begun with timing \"%s\", here it "
		                "is \"%s\"; begin a new one",
		                xnb_runjson_text(record, "timing"), timing);
	return 0;
}

void xnb_record_end(json_t *record, const char *why, const struct xnb_warnings *warnings)
{
	json_array_append_new(json_object_get(record, "stop_reasons"), json_string(why));
	if (warnings->texts)
		json_array_extend(json_object_get(record, "warnings"), warnings->texts);
}
