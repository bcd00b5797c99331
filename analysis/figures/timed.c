/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/timed.h"

#include "analysis/plot/rows.h"
#include "rundir/params.h"

#include <string.h>

const struct xnb_timed xnb_timed_calls = {
    .experiment = "hypercall",
    .title = "time of a call",
    .part_title = "part of the calls",
    .by_path = true,
    .what = "Time of a hypercall",
    .of = "calls",
    .more = "Each call is timed by itself, one after the other: service time in a closed "
            "loop, with the cost of reading the clock in it.",
};

const struct xnb_timed xnb_timed_loads = {
    .experiment = "latency",
    .title = "latency",
    .part_title = "part of the samples",
    .what = "Latency of a dependent load",
    .of = "samples",
    .more = "A sample is the mean over one chase, so single slow loads do not show.",
};

/* Of the vCPUs, 1 is shown here. */
static bool is_swept(const char *params)
{
	static const char *const keys[] = {"caller", "callers", "delay", "domains"};
	char value[32];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (xnb_params_get(params, keys[i], value, sizeof(value)))
			return true;
	return xnb_params_get(params, "vcpus", value, sizeof(value)) &&
	       strcmp(value, "1") != 0;
}

enum xnb_timed_place xnb_timed_place(const struct xnb_timed *about,
                                     const struct xnb_report_data *data,
                                     const struct xnb_series *series)
{
	if (strcmp(series->experiment, about->experiment) != 0 ||
	    strcmp(series->metric, "latency") != 0 || strcmp(series->unit, "ns") != 0 ||
	    series->n_values == 0 || xnb_rows_only_matrix_has(data, series))
		return XNB_TIMED_ELSEWHERE;
	return is_swept(series->params) ? XNB_TIMED_SWEPT : XNB_TIMED_HERE;
}

void xnb_timed_find_labels(struct xnb_param_labels *labels, const struct xnb_timed *about,
                           const struct xnb_report_data *data)
{
	static const char *const without[] = {"path", "vcpus", NULL};

	*labels = (struct xnb_param_labels){.n_keys = 0};
	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_series *series = data->summaries.summaries[i].series;

		if (xnb_timed_place(about, data, series) == XNB_TIMED_HERE)
			xnb_param_labels_take(labels, series->params, without);
	}
}

void xnb_timed_name_panel(struct xnb_buf *name, const struct xnb_param_labels *labels,
                          const struct xnb_series *series)
{
	xnb_buf_puts(name, series->item);
	xnb_param_labels_put(name, labels, series->params, " ");
}

void xnb_timed_name_line(struct xnb_buf *name, const struct xnb_timed *about,
                         const struct xnb_series *series)
{
	char path[32] = "call";

	if (about->by_path) {
		xnb_params_get(series->params, "path", path, sizeof(path));
		xnb_buf_puts(name, path);
		return;
	}
	xnb_buf_puts(name, series->scenario[0] ? series->scenario : "(no scenario)");
	if (series->cpu_node[0] || series->mem_node[0])
		xnb_buf_printf(name, " %s\u2192%s", series->cpu_node, series->mem_node);
}

void xnb_timed_put_by(struct xnb_buf *caption, const struct xnb_timed *about,
                      const struct xnb_subject *subject)
{
	if (about->by_path)
		xnb_buf_puts(caption, "operation and path");
	else
		xnb_buf_printf(caption,
		               "scenario, with the nodes of %ss \u2192 pages as measured",
		               subject->worker);
}
