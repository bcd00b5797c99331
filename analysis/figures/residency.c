/* SPDX-License-Identifier: GPL-2.0-or-later */
/* On which node the vCPUs of a domain run, over time. */
#include "analysis/param_labels.h"
#include "analysis/plot/curves.h"
#include "rundir/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct xnb_curve_axes axes = {
    .x_title = "time since the domain was unpaused (s)",
    .y_title = "share on node A",
    .x = XNB_AXIS_LINEAR,
    .y = XNB_AXIS_SHARE,
    .height = 0.75,
};

/* What one domain, or all of them, had in one interval. */
struct look {
	int64_t iteration, boot, domain;
	double share;
	size_t n;
};

struct plot {
	const struct xnb_summaries *all;
	const char *node_a; /* "": not known */
	struct xnb_curves curves;
	struct xnb_param_labels panels;
	size_t least, most;           /* domains of a line */
	char scheduler[48], node[24]; /* of all; "" where there are several, or none */
};

/* On node A; on which other ones the vCPUs ran instead, the table says. */
static bool is_of(const struct plot *plot, const struct xnb_series *series)
{
	char node[24];

	if (strcmp(series->experiment, "residency") != 0 ||
	    strcmp(series->metric, "residency") != 0)
		return false;
	return !plot->node_a[0] ||
	       !xnb_params_get(series->params, "node", node, sizeof(node)) ||
	       strcmp(node, plot->node_a) == 0;
}

static int by_look(const void *p, const void *q)
{
	const struct look *a = p, *b = q;

	if (a->iteration != b->iteration)
		return a->iteration < b->iteration ? -1 : 1;
	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	return (a->domain > b->domain) - (a->domain < b->domain);
}

/* The vCPUs of a domain become one look each interval. */
static size_t merge(struct look *looks, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct look *last = kept ? &looks[kept - 1] : NULL;

		if (!last || by_look(last, &looks[i])) {
			looks[kept++] = looks[i];
			continue;
		}
		last->n++;
		last->share += (looks[i].share - last->share) / (double)last->n;
	}
	return kept;
}

/* From a series and those that differ from it in their nodes only: these are what is
 * asked. `looks` has room for all of them. */
static size_t collect_looks(struct look *looks, const struct plot *plot, size_t first,
                            size_t end)
{
	size_t n = 0;

	for (size_t i = first; i < end; i++) {
		const struct xnb_series *series = plot->all->summaries[i].series;

		for (size_t j = 0; j < series->n_samples; j++)
			looks[n++] = (struct look){
			    series->samples[j]->iteration, series->samples[j]->boot,
			    series->samples[j]->domain, series->samples[j]->value, 1};
	}
	qsort(looks, n, sizeof(*looks), by_look);
	return merge(looks, n);
}

struct place {
	const char *panel, *line;
	double interval; /* s */
};

static int take_point(struct plot *plot, const struct place *place,
                      enum xnb_curve_kind kind, const struct look *look,
                      struct xnb_error *err)
{
	struct xnb_curve_point point = xnb_curve_point(
	    kind, ((double)look->iteration + 0.5) * place->interval, look->share);

	return xnb_curves_take(&plot->curves, place->panel, place->line, &point, err);
}

static int take_looks(struct plot *plot, const struct place *place,
                      const struct look *looks, size_t n, struct xnb_error *err)
{
	for (size_t i = 0, next; i < n; i = next) {
		struct look mean = looks[i];
		size_t in_interval;

		for (next = i; next < n && looks[next].iteration == mean.iteration;
		     next++) {
			mean.share +=
			    (looks[next].share - mean.share) / (double)(next - i + 1);
			if (take_point(plot, place, XNB_CURVE_UNIT, &looks[next], err))
				return -1;
		}
		in_interval = next - i;
		plot->least = in_interval < plot->least ? in_interval : plot->least;
		plot->most = in_interval > plot->most ? in_interval : plot->most;
		if (take_point(plot, place, XNB_CURVE_MEAN, &mean, err))
			return -1;
	}
	return 0;
}

static double interval_of(const struct xnb_series *series)
{
	char text[32];

	if (!xnb_params_get(series->params, "interval", text, sizeof(text)))
		return NAN;
	return strtod(text, NULL) / 1000;
}

static int take_line(struct plot *plot, size_t first, size_t end, struct xnb_error *err)
{
	const struct xnb_series *series = plot->all->summaries[first].series;
	struct xnb_buf panel = {0};
	struct look *looks;
	size_t n = 0;
	int result;

	for (size_t i = first; i < end; i++)
		n += plot->all->summaries[i].series->n_samples;
	looks = calloc(n + 1, sizeof(*looks));
	if (!looks)
		return xnb_fail_nomem(err);
	xnb_param_labels_put(&panel, &plot->panels, series->params, "");
	result = take_looks(
	    plot,
	    &(struct place){xnb_buf_text(&panel), series->scenario, interval_of(series)},
	    looks, collect_looks(looks, plot, first, end), err);
	xnb_buf_free(&panel);
	free(looks);
	return result;
}

static bool goes_on(const struct plot *plot, size_t first, size_t i)
{
	const struct xnb_series *a = plot->all->summaries[first].series;
	const struct xnb_series *b = plot->all->summaries[i].series;

	return is_of(plot, b) && strcmp(a->item, b->item) == 0 &&
	       strcmp(a->params, b->params) == 0 && strcmp(a->scenario, b->scenario) == 0;
}

/* The one value of a parameter in all series, or "". */
static void get_common(char *value, size_t size, const struct plot *plot, const char *key)
{
	char other[48];
	bool first = true;

	value[0] = '\0';
	for (size_t i = 0; i < plot->all->n; i++) {
		const struct xnb_series *series = plot->all->summaries[i].series;

		if (!is_of(plot, series) ||
		    !xnb_params_get(series->params, key, other, sizeof(other)))
			continue;
		if (first)
			snprintf(value, size, "%s", other);
		else if (strcmp(value, other) != 0)
			value[0] = '\0';
		first = false;
	}
}

static int collect(struct plot *plot, struct xnb_error *err)
{
	const struct xnb_summaries *all = plot->all;
	size_t next;

	for (size_t i = 0; i < all->n; i++)
		if (is_of(plot, all->summaries[i].series))
			xnb_param_labels_take(&plot->panels,
			                      all->summaries[i].series->params, NULL);
	get_common(plot->scheduler, sizeof(plot->scheduler), plot, "scheduler");
	get_common(plot->node, sizeof(plot->node), plot, "node");
	for (size_t i = 0; i < all->n; i = next) {
		next = i + 1;
		if (!is_of(plot, all->summaries[i].series))
			continue;
		while (next < all->n && goes_on(plot, i, next))
			next++;
		if (take_line(plot, i, next, err))
			return -1;
	}
	return 0;
}

static void describe(struct xnb_buf *caption, const void *of)
{
	const struct plot *plot = of;

	xnb_buf_puts(caption,
	             "Share of the looks at which a domain's vCPUs ran on node ");
	xnb_buf_puts(caption, plot->node[0] ? plot->node : "A");
	xnb_buf_puts(caption, ", in each interval of time, by scenario");
	if (plot->scheduler[0])
		xnb_buf_printf(caption, ", under the scheduler %s", plot->scheduler);
	xnb_buf_puts(caption, ". A dot is one domain, the mean of its vCPUs; the line is "
	                      "the mean of the domains (n = ");
	if (plot->least < plot->most)
		xnb_buf_printf(caption, "%zu to ", plot->least);
	xnb_buf_printf(caption,
	               "%zu domain%s an interval). Looks are counted, and those of one "
	               "domain follow each other, so there is no interval of confidence.",
	               plot->most, plot->most == 1 ? "" : "s");
	xnb_curves_describe_left_out(caption, &plot->curves);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	struct plot plot = {
	    .all = &data->summaries, .node_a = data->node_a, .least = SIZE_MAX};
	const struct xnb_curve_plot curves = {
	    &plot.curves, &axes, describe, &plot,
	    "the run has no samples of experiment residency with the length of their "
	    "interval"};

	return xnb_curves_finish(drawing, figure, data, &curves, collect(&plot, err));
}

const struct xnb_figure xnb_figure_residency = {
    .name = "residency",
    .title = "On which node the vCPUs run",
    .experiment = "residency",
    .timing = true, /* what a scheduler does depends on how long things take */
    .draw = draw,
};
