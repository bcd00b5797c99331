/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loaded latency: what a chase takes against the bandwidth that others draw meanwhile, a
 * point for each delay between their accesses. Latency and bandwidth belong together
 * where they are of one experiment, scenario, delay, boot and block.
 */
#include "analysis/figures/load_points.h"
#include "analysis/param_labels.h"
#include "analysis/plot/curves.h"
#include "analysis/unit_counts.h"
#include "rundir/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct xnb_curve_axes axes = {
    .x_title = "bandwidth drawn by the others (GB/s)",
    .y_title = "latency (ns)",
    .x = XNB_AXIS_LINEAR,
    .y = XNB_AXIS_LINEAR,
    .in_order = true,
    .height = 0.85,
};

static const char *const not_in_a_name[] = {"delay", NULL};

struct step {
	const struct xnb_summary *summary;
	double delay;
};

struct plot {
	const struct xnb_summaries *all;
	struct xnb_curves curves;
	const struct xnb_subject *subject;
	struct xnb_param_labels labels;
	struct step *steps; /* all delays of all lines, the longest first */
	size_t n;
	size_t least, most; /* units of a point */
	bool boots;         /* of some points the units are boots, of others rounds */
	bool rounds;
	size_t n_alone; /* latencies without a bandwidth */
	size_t n_idle;  /* series with injectors that do nothing */
};

static bool get_delay(const struct xnb_series *series, double *delay)
{
	char text[32], *end;

	if (!xnb_params_get(series->params, "delay", text, sizeof(text)))
		return false;
	*delay = strtod(text, &end);
	return end != text && !*end && isfinite(*delay);
}

static int by_delay(const void *p, const void *q)
{
	const struct step *a = p, *b = q;

	if (a->delay != b->delay)
		return a->delay > b->delay ? -1 : 1;
	return (a->summary > b->summary) - (a->summary < b->summary);
}

static int find_steps(struct plot *plot, struct xnb_error *err)
{
	plot->steps = calloc(plot->all->n + 1, sizeof(*plot->steps));
	if (!plot->steps)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < plot->all->n; i++) {
		const struct xnb_summary *s = &plot->all->summaries[i];
		double delay;

		if (strcmp(s->series->experiment, "loaded-latency") != 0 ||
		    strcmp(s->series->metric, "latency") != 0 || !s->series->n_samples ||
		    !get_delay(s->series, &delay))
			continue;
		xnb_param_labels_take(&plot->labels, s->series->params, not_in_a_name);
		plot->steps[plot->n++] = (struct step){s, delay};
	}
	qsort(plot->steps, plot->n, sizeof(*plot->steps), by_delay);
	return 0;
}

static void name_panel(struct xnb_buf *name, const struct plot *plot,
                       const struct xnb_series *series)
{
	xnb_buf_puts(name, series->item);
	xnb_param_labels_put(name, &plot->labels, series->params, " ");
}

static void name_line(struct xnb_buf *name, const struct xnb_series *series)
{
	xnb_buf_puts(name, series->scenario[0] ? series->scenario : "(no scenario)");
	if (series->cpu_node[0] || series->mem_node[0])
		xnb_buf_printf(name, " %s\u2192%s", series->cpu_node, series->mem_node);
}

#define GB 1e-9

static int take_units(struct plot *plot, const char *panel, const char *line,
                      const struct xnb_load_points *points, struct xnb_error *err)
{
	const struct xnb_interval x = points->bandwidth, y = points->latency;
	struct xnb_curve_point mean =
	    xnb_curve_point(XNB_CURVE_MEAN, x.center * GB, y.center);

	for (size_t i = 0; i < points->n; i++) {
		struct xnb_curve_point unit = xnb_curve_point(
		    XNB_CURVE_UNIT, points->bandwidths[i] * GB, points->latencies[i]);

		if (xnb_curves_take(&plot->curves, panel, line, &unit, err))
			return -1;
	}
	mean.low = y.low;
	mean.high = y.high;
	if (isfinite(x.low)) {
		mean.x_low = x.low * GB;
		mean.x_high = x.high * GB;
	}
	return xnb_curves_take(&plot->curves, panel, line, &mean, err);
}

static int take_points(struct plot *plot, const struct xnb_series *series,
                       const struct xnb_load_points *points, struct xnb_error *err)
{
	struct xnb_buf panel = {0}, line = {0};
	int result;

	if (points->n == 0) {
		plot->n_alone++;
		return 0;
	}
	plot->least = points->n < plot->least ? points->n : plot->least;
	plot->most = points->n > plot->most ? points->n : plot->most;
	*(points->are_boots ? &plot->boots : &plot->rounds) = true;
	name_panel(&panel, plot, series);
	name_line(&line, series);
	result = take_units(plot, xnb_buf_text(&panel), xnb_buf_text(&line), points, err);
	xnb_buf_free(&panel);
	xnb_buf_free(&line);
	return result;
}

static bool is_idle(const struct xnb_summary *s)
{
	char delay[8];

	return strcmp(s->series->experiment, "loaded-latency") == 0 &&
	       strcmp(s->series->metric, "latency") == 0 && s->n_units &&
	       xnb_params_get(s->series->params, "delay", delay, sizeof(delay)) &&
	       strcmp(delay, "idle") == 0;
}

/* A chase beside injectors that do nothing: marks at no bandwidth, where the other delays
 * have drawn their line. */
static int take_idle(struct plot *plot, const struct xnb_summary *s,
                     struct xnb_error *err)
{
	struct xnb_buf panel = {0}, line = {0};
	struct xnb_curve_point mark = xnb_curve_point(XNB_CURVE_MARK, 0, s->center);
	int result;

	name_panel(&panel, plot, s->series);
	name_line(&line, s->series);
	plot->n_idle++;
	result = xnb_curves_take(&plot->curves, xnb_buf_text(&panel), xnb_buf_text(&line),
	                         &mark, err);
	xnb_buf_free(&panel);
	xnb_buf_free(&line);
	return result;
}

static int collect_idle(struct plot *plot, struct xnb_error *err)
{
	for (size_t i = 0; i < plot->all->n && plot->curves.n; i++)
		if (is_idle(&plot->all->summaries[i]) &&
		    take_idle(plot, &plot->all->summaries[i], err))
			return -1;
	return 0;
}

static int collect(struct plot *plot, struct xnb_error *err)
{
	if (find_steps(plot, err))
		return -1;
	for (size_t i = 0; i < plot->n; i++) {
		const struct xnb_series *series = plot->steps[i].summary->series;
		struct xnb_load_points points;
		int result;

		if (xnb_load_points_find(&points, plot->all, series, err))
			return -1;
		result = take_points(plot, series, &points, err);
		xnb_load_points_free(&points);
		if (result)
			return -1;
	}
	return collect_idle(plot, err);
}

static void describe(struct xnb_buf *caption, const void *of)
{
	const struct plot *plot = of;

	xnb_buf_printf(
	    caption,
	    "Latency of a dependent load against the bandwidth that others draw at "
	    "the same time, by scenario, with the nodes of %ss \u2192 pages as "
	    "measured. Along a line the delay between the others' accesses gets "
	    "shorter. A dot is one unit; a point is the geometric mean of n = ",
	    plot->subject->worker);
	if (plot->least < plot->most)
		xnb_buf_printf(caption, "%zu to ", plot->least);
	xnb_buf_printf(caption, "%zu %s", plot->most,
	               !plot->rounds  ? "boots"
	               : !plot->boots ? "rounds"
	                              : "boots or rounds");
	xnb_buf_printf(caption,
	               " in both directions, with 95 %% intervals (Student's t) where "
	               "there are %d or more.",
	               XNB_LEAST_UNITS);
	if (plot->n_idle)
		xnb_buf_puts(caption,
		             " Open triangles: nothing was drawn beside the chase.");
	if (plot->n_alone)
		xnb_buf_printf(caption,
		               " %zu series of latency have no bandwidth beside "
		               "them and are in the table.",
		               plot->n_alone);
	xnb_curves_describe_left_out(caption, &plot->curves);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	struct plot plot = {
	    .all = &data->summaries, .subject = data->subject, .least = SIZE_MAX};
	const struct xnb_curve_plot curves = {&plot.curves, &axes, describe, &plot,
	                                      "the run has no latency with a parameter "
	                                      "delay beside the bandwidth of the same "
	                                      "block"};
	int result =
	    xnb_curves_finish(drawing, figure, data, &curves, collect(&plot, err));

	free(plot.steps);
	return result;
}

const struct xnb_figure xnb_figure_loaded_latency = {
    .name = "loaded-latency",
    .title = "Memory latency under load",
    .experiment = "loaded-latency",
    .timing = true,
    .draw = draw,
};
