/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sentence for each experiment that takes times or looks at vCPUs, in the answer; only
 * where there is data. */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "analysis/text/number.h"
#include "rundir/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_of(const struct xnb_summary *s, const char *experiment, const char *metric)
{
	return strcmp(s->series->experiment, experiment) == 0 &&
	       strcmp(s->series->metric, metric) == 0 && s->n_units > 0;
}

static bool has_param(const struct xnb_series *series, const char *key,
                      const char *wanted)
{
	char value[40];

	return xnb_params_get(series->params, key, value, sizeof(value)) &&
	       (!wanted || strcmp(value, wanted) == 0);
}

/* Whether both have it alike, or neither has it. */
static bool same_param(const struct xnb_series *a, const struct xnb_series *b,
                       const char *key)
{
	char value[40];

	return xnb_params_get(a->params, key, value, sizeof(value))
	           ? has_param(b, key, value)
	           : !has_param(b, key, NULL);
}

static void put_begin(struct xnb_buf *html, const struct xnb_report_data *data,
                      enum xnb_report_form form)
{
	xnb_report_begin_finding(html, form,
	                         data->timing_word && !data->counted ? "unreal" : "real",
	                         data->timing_word ? data->timing_word : "real");
}

/* A time for people; `factor` makes its unit one of `unit`. */
static void put_time(struct xnb_buf *html, double value, double factor, const char *unit)
{
	xnb_buf_puts(html, "<strong>");
	xnb_text_number(html, value * factor);
	xnb_buf_printf(html, " %s</strong>", unit);
}

static const struct xnb_summary *find_total(const struct xnb_report_data *data,
                                            const char *way,
                                            const struct xnb_summary *like)
{
	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (is_of(s, "creation", "duration") &&
		    strcmp(s->series->item, "total") == 0 &&
		    has_param(s->series, "way", way) &&
		    (!like || (same_param(s->series, like->series, "memory") &&
		               same_param(s->series, like->series, "type") &&
		               same_param(s->series, like->series, "vcpus"))))
			return s;
	}
	return NULL;
}

/* The step with the greatest mean of those up to the total; what comes after it, as the
 * domain's end does, is not part of it. */
static const struct xnb_summary *greatest_step(const struct xnb_report_data *data,
                                               const struct xnb_summary *total)
{
	const struct xnb_summary *greatest = NULL;

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (s != total && is_of(s, "creation", "duration") &&
		    strcmp(s->series->params, total->series->params) == 0 &&
		    s->series->samples[0]->seq <= total->series->samples[0]->seq &&
		    (!greatest || s->center > greatest->center))
			greatest = s;
	}
	return greatest;
}

static void put_creation(struct xnb_buf *html, const struct xnb_report_data *data,
                         enum xnb_report_form form)
{
	const struct xnb_summary *bare = find_total(data, "bare", NULL);
	const struct xnb_summary *libxl = find_total(data, "libxl", bare);
	const struct xnb_summary *step = libxl ? greatest_step(data, libxl) : NULL;

	if (data->counted || !(bare || libxl))
		return;
	put_begin(html, data, form);
	xnb_buf_puts(html, "Creating a domain took");
	if (bare) {
		xnb_buf_puts(html, " ");
		put_time(html, bare->center, 1e3, "ms");
		xnb_buf_puts(html, " by bare hypercalls");
	}
	if (libxl) {
		xnb_buf_puts(html, bare ? " and " : " ");
		put_time(html, libxl->center, 1e3, "ms");
		xnb_buf_puts(html, " by libxl");
	}
	if (step) {
		xnb_buf_puts(html, ", whose greatest step is ");
		xnb_html_text(html, step->series->item);
		xnb_buf_puts(html, " with ");
		put_time(html, step->center, 1e3, "ms");
	}
	xnb_buf_puts(html, " (geometric means; the bars below are arithmetic ones)");
	xnb_report_end_finding(html, form);
}

/* The mean share of the looks at node A that vCPUs of one scenario got under one load;
 * NAN where nobody looked. */
static double share_on_a(const struct xnb_report_data *data, const char *scenario,
                         const char *load)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (!is_of(s, "residency", "residency") ||
		    strcmp(s->series->scenario, scenario) != 0 ||
		    !has_param(s->series, "load", load) ||
		    !has_param(s->series, "node", data->node_a))
			continue;
		for (size_t j = 0; j < s->series->n_samples; j++)
			sum += s->series->samples[j]->value;
		n += s->series->n_samples;
	}
	return n ? sum / (double)n : NAN;
}

static void put_scenario(struct xnb_buf *html, const struct xnb_report_data *data,
                         const char *scenario, const char *before)
{
	static const char *const loads[] = {"idle", "busy"};
	const char *between = " ";

	xnb_buf_puts(html, before);
	xnb_html_text(html, scenario);
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		double share = share_on_a(data, scenario, loads[i]);

		if (isnan(share))
			continue;
		xnb_buf_puts(html, between);
		xnb_buf_puts(html, "<strong>");
		xnb_text_number(html, share);
		xnb_buf_printf(html, "</strong> %s", loads[i]);
		between = ", ";
	}
}

/* Whether a summary before this one is of the same scenario. */
static bool is_told(const struct xnb_report_data *data, size_t i)
{
	const struct xnb_summary *all = data->summaries.summaries;

	for (size_t j = 0; j < i; j++)
		if (is_of(&all[j], "residency", "residency") &&
		    strcmp(all[j].series->scenario, all[i].series->scenario) == 0)
			return true;
	return false;
}

static void put_residency(struct xnb_buf *html, const struct xnb_report_data *data,
                          enum xnb_report_form form)
{
	const char *before = "";

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (!is_of(s, "residency", "residency") || is_told(data, i) ||
		    (isnan(share_on_a(data, s->series->scenario, "idle")) &&
		     isnan(share_on_a(data, s->series->scenario, "busy"))))
			continue;
		if (!before[0]) {
			put_begin(html, data, form);
			xnb_buf_puts(html, "Share of the looks at which a vCPU ran on "
			                   "node A: ");
		}
		put_scenario(html, data, s->series->scenario, before);
		before = "; ";
	}
	if (before[0])
		xnb_report_end_finding(html, form);
}

/* Neither a sweep over callers or domains nor a call from elsewhere. */
static bool is_plain_call(const struct xnb_summary *s, const char *item)
{
	return is_of(s, "hypercall", "latency") && strcmp(s->series->item, item) == 0 &&
	       has_param(s->series, "path", "raw") &&
	       !has_param(s->series, "caller", NULL) &&
	       !has_param(s->series, "callers", NULL) &&
	       !has_param(s->series, "domains", NULL);
}

/* The least and the greatest median of the series of an operation; NAN: none. */
static int medians(double *least, double *greatest, const struct xnb_report_data *data,
                   const char *item, struct xnb_error *err)
{
	struct xnb_quantile_row rows[XNB_N_QUANTILES];

	*least = *greatest = NAN;
	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (!is_plain_call(s, item))
			continue;
		if (xnb_summary_quantiles(rows, s, err))
			return -1;
		*least = fmin(*least, rows[0].value);
		*greatest = fmax(*greatest, rows[0].value);
	}
	return 0;
}

static int put_hypercall(struct xnb_buf *html, const struct xnb_report_data *data,
                         enum xnb_report_form form, struct xnb_error *err)
{
	double floor, floor_too, least, greatest;

	if (medians(&floor, &floor_too, data, "version", err) ||
	    medians(&least, &greatest, data, "set-node-affinity", err))
		return -1;
	if (data->counted || isnan(floor))
		return 0;
	put_begin(html, data, form);
	xnb_buf_puts(html,
	             "The floor of a hypercall (<code>version</code>) has a median of ");
	put_time(html, floor, 1e-3, "\u00b5s");
	if (isfinite(least)) {
		xnb_buf_puts(html, ", <code>set-node-affinity</code> of ");
		put_time(html, least, 1e-3, "\u00b5s");
		if (least < greatest) {
			xnb_buf_puts(html, " to ");
			put_time(html, greatest, 1e-3, "\u00b5s");
			xnb_buf_puts(html, " by what it sets and the number of vCPUs");
		}
	}
	xnb_report_end_finding(html, form);
	return 0;
}

int xnb_report_measured(struct xnb_buf *html, const struct xnb_report_data *data,
                        enum xnb_report_form form, struct xnb_error *err)
{
	put_residency(html, data, form);
	put_creation(html, data, form);
	return put_hypercall(html, data, form, err);
}
