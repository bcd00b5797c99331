/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where affine extents land against the time since the memory was freed. */
#include "analysis/param_labels.h"
#include "analysis/plot/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where marks stand, so that they hide no share. */
#define ABOVE_ALL 1.12

static const struct xnb_curve_axes axes = {
    .x_title = "time since the domain on the node was destroyed",
    .y_title = "locality",
    .x = XNB_AXIS_LOG,
    .y = XNB_AXIS_SHARE,
    .x_timed = true,
    .y_marks = ABOVE_ALL,
    .height = 0.75,
};

static const char *const not_in_a_name[] = {"since", NULL};

struct plot {
	const struct xnb_summaries *all;
	struct xnb_curves curves;
	struct xnb_param_labels labels;
	const struct xnb_sample **times;
	size_t n_times;
	size_t least, most; /* extents' worth of samples at one planned time */
	size_t n_settled, n_unsettled, n_without_time;
};

static bool is_of(const struct xnb_series *series, const char *item, const char *metric)
{
	return strcmp(series->experiment, "scrubbing") == 0 &&
	       strcmp(series->item, item) == 0 && strcmp(series->metric, metric) == 0;
}

static int by_taking(const void *p, const void *q)
{
	const struct xnb_sample *a = *(const struct xnb_sample *const *)p;
	const struct xnb_sample *b = *(const struct xnb_sample *const *)q;
	int order;

	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	if (a->domain != b->domain)
		return a->domain < b->domain ? -1 : 1;
	if (a->block != b->block)
		return a->block < b->block ? -1 : 1;
	if (a->iteration != b->iteration)
		return a->iteration < b->iteration ? -1 : 1;
	order = strcmp(a->item, b->item);
	return order ? order : strcmp(a->params, b->params);
}

/* All measured times, to be found by what was taken with them. */
static int collect_times(struct plot *plot, struct xnb_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < plot->all->n; i++)
		n += plot->all->summaries[i].series->n_samples;
	plot->times = calloc(n + 1, sizeof(*plot->times));
	if (!plot->times)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < plot->all->n; i++) {
		const struct xnb_series *series = plot->all->summaries[i].series;

		if (!is_of(series, "affine", "elapsed"))
			continue;
		memcpy(plot->times + plot->n_times, series->samples,
		       series->n_samples * sizeof(*plot->times));
		plot->n_times += series->n_samples;
	}
	qsort(plot->times, plot->n_times, sizeof(*plot->times), by_taking);
	return 0;
}

/* The measured time of a sample of locality; NAN where the run has none. */
static double elapsed_of(const struct plot *plot, const struct xnb_sample *sample)
{
	const struct xnb_sample *const *found =
	    bsearch(&sample, plot->times, plot->n_times, sizeof(*plot->times), by_taking);

	return found ? (*found)->value : NAN;
}

static void name_line(struct xnb_buf *line, const struct plot *plot, const char *params)
{
	xnb_param_labels_put(line, &plot->labels, params, "");
	if (line->length == 0)
		xnb_buf_puts(line, "affine extents");
}

struct sums {
	double x, y;
	size_t n;
};

static int take_dots(struct plot *plot, const char *line, const struct xnb_series *series,
                     struct sums *sums, struct xnb_error *err)
{
	for (size_t i = 0; i < series->n_samples; i++) {
		struct xnb_curve_point point =
		    xnb_curve_point(XNB_CURVE_UNIT, elapsed_of(plot, series->samples[i]),
		                    series->samples[i]->value);

		if (!isfinite(point.x)) {
			plot->n_without_time++;
			continue;
		}
		sums->x += point.x;
		sums->y += point.y;
		sums->n++;
		if (xnb_curves_take(&plot->curves, "", line, &point, err))
			return -1;
	}
	return 0;
}

static bool goes_on(const struct plot *plot, size_t first, size_t i)
{
	const struct xnb_series *a = plot->all->summaries[first].series;
	const struct xnb_series *b = plot->all->summaries[i].series;

	return is_of(b, a->item, a->metric) && strcmp(a->params, b->params) == 0 &&
	       strcmp(a->scenario, b->scenario) == 0;
}

/* Series that differ in the nodes of the pages only are one planned time: the nodes are
 * what is asked. They lie together; returns the one behind them. */
static int take_time(struct plot *plot, size_t first, size_t *next, struct xnb_error *err)
{
	const char *params = plot->all->summaries[first].series->params;
	struct sums sums = {0, 0, 0};
	struct xnb_buf line = {0};
	struct xnb_curve_point mean = xnb_curve_point(XNB_CURVE_MEAN, 0, 0);
	int result = 0;

	name_line(&line, plot, params);
	for (*next = first;
	     !result && *next < plot->all->n && goes_on(plot, first, *next); ++*next)
		result = take_dots(plot, xnb_buf_text(&line),
		                   plot->all->summaries[*next].series, &sums, err);
	if (!result && sums.n) {
		plot->least = sums.n < plot->least ? sums.n : plot->least;
		plot->most = sums.n > plot->most ? sums.n : plot->most;
		mean.x = sums.x / (double)sums.n;
		mean.y = sums.y / (double)sums.n;
		result =
		    xnb_curves_take(&plot->curves, "", xnb_buf_text(&line), &mean, err);
	}
	xnb_buf_free(&line);
	return result;
}

/* The time after which a probe lies wholly on A again, above the shares. */
static int take_settled(struct plot *plot, const struct xnb_series *series,
                        struct xnb_error *err)
{
	struct xnb_buf line = {0};
	int result = 0;

	name_line(&line, plot, series->params);
	for (size_t i = 0; !result && i < series->n_samples; i++) {
		struct xnb_curve_point mark =
		    xnb_curve_point(XNB_CURVE_MARK, series->samples[i]->value, ABOVE_ALL);

		if (xnb_has_flag(series->samples[i]->flags, "unsettled")) {
			plot->n_unsettled++;
			continue;
		}
		plot->n_settled++;
		result =
		    xnb_curves_take(&plot->curves, "", xnb_buf_text(&line), &mark, err);
	}
	xnb_buf_free(&line);
	return result;
}

static int collect(struct plot *plot, struct xnb_error *err)
{
	const struct xnb_summaries *all = plot->all;
	size_t next;

	if (collect_times(plot, err))
		return -1;
	for (size_t i = 0; i < all->n; i++)
		if (is_of(all->summaries[i].series, "affine", "locality"))
			xnb_param_labels_take(&plot->labels,
			                      all->summaries[i].series->params,
			                      not_in_a_name);
	for (size_t i = 0; i < all->n; i = next) {
		next = i + 1;
		if (is_of(all->summaries[i].series, "affine", "locality") &&
		    take_time(plot, i, &next, err))
			return -1;
	}
	for (size_t i = 0; i < all->n; i++)
		if (is_of(all->summaries[i].series, "settled", "duration") &&
		    take_settled(plot, all->summaries[i].series, err))
			return -1;
	return 0;
}

static void describe(struct xnb_buf *caption, const void *of)
{
	const struct plot *plot = of;

	xnb_buf_puts(caption,
	             "Locality of memory that was populated for a domain with node "
	             "affinity for A, right after another domain on A was destroyed, "
	             "against the time since. Each dot is one domain at the time that "
	             "was measured; the line is their arithmetic mean at each planned "
	             "time (n = ");
	if (plot->least < plot->most)
		xnb_buf_printf(caption, "%zu to ", plot->least);
	xnb_buf_printf(caption,
	               "%zu domain%s); pages are counted, so there is no "
	               "interval.",
	               plot->most, plot->most == 1 ? "" : "s");
	if (plot->n_settled)
		xnb_buf_printf(
		    caption,
		    " Open triangles, at the upper edge: the time after which a "
		    "probe lay wholly on A again (n = %zu).",
		    plot->n_settled);
	if (plot->n_unsettled)
		xnb_buf_printf(caption,
		               " In %zu round%s the node had not settled when the limit "
		               "came.",
		               plot->n_unsettled, plot->n_unsettled == 1 ? "" : "s");
	if (plot->n_without_time)
		xnb_buf_printf(caption, " %zu sample%s without a measured time.",
		               plot->n_without_time,
		               plot->n_without_time == 1 ? " is" : "s are");
	xnb_curves_describe_left_out(caption, &plot->curves);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	struct plot plot = {.all = &data->summaries, .least = SIZE_MAX};
	const struct xnb_curve_plot curves = {
	    &plot.curves, &axes, describe, &plot,
	    "the run has no samples of experiment scrubbing, metric locality, with the "
	    "time at which they were taken"};
	int result =
	    xnb_curves_finish(drawing, figure, data, &curves, collect(&plot, err));

	free(plot.times);
	return result;
}

const struct xnb_figure xnb_figure_scrubbing = {
    .name = "scrubbing",
    .title = "Affine extents right after a domain was destroyed",
    .experiment = "scrubbing",
    .timing = true,
    .draw = draw,
};
