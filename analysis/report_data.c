/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report_data.h"

#include "analysis/timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const json_t *xnb_report_meta(const struct xnb_report_data *data, const char *path)
{
	const json_t *at = data->run->meta;
	char key[64];

	while (at && *path) {
		size_t length = strcspn(path, ".");

		if (length >= sizeof(key))
			return NULL;
		memcpy(key, path, length);
		key[length] = '\0';
		at = json_object_get(at, key);
		path += length + (path[length] == '.');
	}
	return at;
}

const char *xnb_report_meta_text(const struct xnb_report_data *data, const char *path)
{
	const char *text = json_string_value(xnb_report_meta(data, path));

	return text ? text : "";
}

bool xnb_report_has(const struct xnb_report_data *data, const char *experiment)
{
	for (size_t i = 0; i < data->summaries.n; i++)
		if (strcmp(data->summaries.summaries[i].series->experiment, experiment) ==
		    0)
			return true;
	return false;
}

static void read_node(const struct xnb_report_data *data, const char *path, char *node,
                      size_t size)
{
	const json_t *value = xnb_report_meta(data, path);

	node[0] = '\0';
	if (json_is_integer(value))
		snprintf(node, size, "%lld", (long long)json_integer_value(value));
}

static void read_timing(struct xnb_report_data *data)
{
	const struct xnb_timing *timing = xnb_timing_find(xnb_run_timing(data->run));

	data->timing_without_verdict = timing->without_verdict;
	data->counted = strcmp(xnb_run_timing(data->run), "counted") == 0;
	data->timing_mark = timing->mark;
	data->timing_sentence = timing->sentence;
	data->timing_word = timing->word;
	data->host_mark = timing->host_mark;
	data->host_sentence = timing->host_sentence;
}

static int work_out(struct xnb_report_data *data, struct xnb_error *err)
{
	data->subject = xnb_subject_of(data->run);
	if (xnb_summarize(&data->summaries, data->run, err) ||
	    xnb_extent_maps_build(&data->maps, data->run, err) ||
	    xnb_judge_placement(&data->placements, &data->n_placements, data->run, err) ||
	    xnb_verdicts_build(&data->verdicts, data->run, err) ||
	    xnb_count_flags(&data->flags, &data->n_flags, data->run, err))
		return -1;
	read_node(data, "cpu_node", data->node_a, sizeof(data->node_a));
	read_node(data, "mem_node", data->node_b, sizeof(data->node_b));
	read_timing(data);
	return 0;
}

int xnb_report_data_load(struct xnb_report_data **out, const char *path,
                         struct xnb_error *err)
{
	struct xnb_report_data *data = calloc(1, sizeof(*data));

	if (!data)
		return xnb_fail_nomem(err);
	if (xnb_run_load(&data->run, path, XNB_READ_LENIENT, err) ||
	    work_out(data, err)) {
		xnb_report_data_free(data);
		return -1;
	}
	*out = data;
	return 0;
}

void xnb_report_data_free(struct xnb_report_data *data)
{
	if (!data)
		return;
	free(data->flags);
	xnb_verdicts_free(&data->verdicts);
	free(data->placements);
	xnb_extent_maps_free(&data->maps);
	xnb_summaries_free(&data->summaries);
	xnb_run_free(data->run);
	free(data);
}
