/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/export/export.h"
#include "analysis/text/json_value.h"
#include "base/version.h"

/* What is taken from run.json as it stands, null where it has none. */
static const char *const of_the_run[] = {
    "state",       "target",      "command",     "tool",         "boots",
    "seed",        "nodes",       "node_sizes",  "cpu_node",     "mem_node",
    "domain",      "parameters",  "repetitions", "stop_reasons", "scenarios",
    "experiments", "environment",
};

static int add_run(json_t *document, const struct xnb_report_data *data)
{
	json_t *run = json_object();

	for (size_t i = 0; i < sizeof(of_the_run) / sizeof(of_the_run[0]); i++)
		if (json_object_set_new(
		        run, of_the_run[i],
		        xnb_json_copy(xnb_report_meta(data, of_the_run[i])))) {
			json_decref(run);
			return -1;
		}
	return json_object_set_new(document, "run", run);
}

static json_t *make_timing(const struct xnb_report_data *data)
{
	const char *kind = xnb_run_timing(data->run);

	return json_pack("{s:o, s:b, s:o}", "kind",
	                 xnb_json_of_text(kind[0] ? kind : NULL), "judged",
	                 !data->timing_without_verdict, "mark",
	                 xnb_json_of_text(data->timing_sentence));
}

static int add_warnings(json_t *document, const struct xnb_report_data *data)
{
	const json_t *of_run = xnb_report_meta(data, "warnings");
	json_t *warnings = json_array();

	for (size_t i = 0; i < data->run->n_warnings; i++)
		if (json_array_append_new(warnings,
		                          xnb_json_of_text(data->run->warnings[i])))
			goto fail;
	for (size_t i = 0; i < json_array_size(of_run); i++)
		if (json_array_append_new(warnings,
		                          xnb_json_copy(json_array_get(of_run, i))))
			goto fail;
	return json_object_set_new(document, "warnings", warnings);
fail:
	json_decref(warnings);
	return -1;
}

static int add_flags(json_t *document, const struct xnb_report_data *data)
{
	json_t *flags = json_array();

	for (size_t i = 0; i < data->n_flags; i++)
		if (json_array_append_new(
		        flags, json_pack("{s:o, s:o}", "flag",
		                         xnb_json_of_text(data->flags[i].flag), "samples",
		                         xnb_json_of_count(data->flags[i].n)))) {
			json_decref(flags);
			return -1;
		}
	return json_object_set_new(document, "flags", flags);
}

static json_t *make_said(const struct xnb_judged_claim *verdict)
{
	json_t *said = json_array();

	for (size_t i = 0; i < XNB_N_SAID; i++)
		if (verdict->said[i].n &&
		    json_array_append_new(
		        said,
		        json_pack("{s:s, s:o, s:o}", "verdict",
		                  xnb_verdict_name((enum xnb_verdict_kind)i), "rounds",
		                  xnb_json_of_count(verdict->said[i].n), "evidence",
		                  xnb_json_of_text(verdict->said[i].evidence)))) {
			json_decref(said);
			return NULL;
		}
	return said;
}

static json_t *make_check(const struct xnb_judged_claim *verdict)
{
	return json_pack(
	    "{s:o, s:o, s:o, s:s, s:o, s:o}", "check", xnb_json_of_text(verdict->check),
	    "claim", xnb_json_of_text(verdict->claim), "source",
	    xnb_json_of_text(verdict->source), "verdict", xnb_verdict_name(verdict->kind),
	    "rounds", xnb_json_of_count(verdict->n), "said", make_said(verdict));
}

static int add_checks(json_t *document, const struct xnb_report_data *data)
{
	json_t *checks = json_array();

	for (size_t i = 0; i < data->verdicts.n; i++)
		if (json_array_append_new(checks,
		                          make_check(&data->verdicts.verdicts[i]))) {
			json_decref(checks);
			return -1;
		}
	return json_object_set_new(document, "checks", checks);
}

int xnb_export_json(struct xnb_buf *text, const struct xnb_report_data *data,
                    struct xnb_error *err)
{
	json_t *document = json_pack(
	    "{s:s, s:i, s:{s:s, s:s, s:s}, s:o}", "format", "xen-numabench report",
	    "version", XNB_REPORT_JSON_VERSION, "generator", "name", "xen-numabench",
	    "version", xnb_version, "commit", xnb_commit, "timing", make_timing(data));

	if (!document || add_run(document, data) || add_warnings(document, data) ||
	    add_flags(document, data) || add_checks(document, data) ||
	    json_object_set_new(document, "series",
	                        xnb_export_json_series(&data->summaries))) {
		json_decref(document);
		return xnb_fail_nomem(err);
	}
	return xnb_json_write(text, document, err);
}
