/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quantiles of single timings, with their intervals: how long the slow ones take. */
#include "analysis/figures/timed.h"
#include "analysis/plot/curves.h"
#include "analysis/unit_counts.h"

#include <math.h>
#include <stdio.h>

/* Greatest over least, from which on the axis is logarithmic. */
#define LOG_FROM 8

struct plot {
	const struct xnb_timed *about;
	const struct xnb_subject *subject;
	struct xnb_curves curves;
	struct xnb_param_labels labels;
	struct xnb_unit_counts units;
	size_t n_of[XNB_QUANTILE_ORDERED + 1]; /* quantiles, by what they rest on */
	size_t n_too_few, n_swept;             /* series */
	double least, greatest;                /* quantiles, in ns */
};

static int take_quantile(struct plot *plot, const char *panel, const char *line,
                         const struct xnb_quantile_row *row, struct xnb_error *err)
{
	struct xnb_curve_point point =
	    xnb_curve_point(XNB_CURVE_MEAN, row->p * 100, row->value);

	point.low = row->low;
	point.high = row->high;
	if (!isfinite(row->value))
		return 0;
	plot->n_of[row->basis]++;
	plot->least = fmin(plot->least, row->value);
	plot->greatest = fmax(plot->greatest, row->value);
	return xnb_curves_take(&plot->curves, panel, line, &point, err);
}

static int take_rows(struct plot *plot, const struct xnb_series *series,
                     const struct xnb_quantile_row *rows, struct xnb_error *err)
{
	struct xnb_buf panel = {0}, line = {0};
	int result = 0;

	xnb_timed_name_panel(&panel, &plot->labels, series);
	xnb_timed_name_line(&line, plot->about, series);
	for (size_t q = 0; !result && q < XNB_N_QUANTILES; q++)
		result = take_quantile(plot, xnb_buf_text(&panel), xnb_buf_text(&line),
		                       &rows[q], err);
	xnb_buf_free(&panel);
	xnb_buf_free(&line);
	return result;
}

/* One quantile alone is no curve: the second needs 29 values. */
static int take_summary(struct plot *plot, const struct xnb_summary *s,
                        struct xnb_error *err)
{
	struct xnb_quantile_row rows[XNB_N_QUANTILES];

	if (xnb_summary_quantiles(rows, s, err))
		return -1;
	if (!isfinite(rows[0].value) || !isfinite(rows[1].value)) {
		plot->n_too_few++;
		return 0;
	}
	xnb_unit_counts_take(&plot->units, s, s->n_units);
	return take_rows(plot, s->series, rows, err);
}

static int collect(struct plot *plot, const struct xnb_report_data *data,
                   struct xnb_error *err)
{
	xnb_timed_find_labels(&plot->labels, plot->about, data);
	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];
		enum xnb_timed_place place =
		    xnb_timed_place(plot->about, data, s->series);

		plot->n_swept += place == XNB_TIMED_SWEPT;
		if (place == XNB_TIMED_HERE && take_summary(plot, s, err))
			return -1;
	}
	return 0;
}

/* A linear axis begins at 0 and has its unit in the title; values go from ns to it. */
static struct xnb_curve_axes choose_axes(struct plot *plot, struct xnb_buf *title)
{
	bool is_log = plot->greatest / plot->least > LOG_FROM;
	double scale = is_log ? 1e-9 : 1;

	xnb_buf_printf(title, is_log ? "%s" : "%s (ns)", plot->about->title);
	for (size_t i = 0; i < plot->curves.n; i++) {
		struct xnb_curve_point *point = &plot->curves.entries[i].point;

		point->y *= scale;
		point->low *= scale;
		point->high *= scale;
	}
	return (struct xnb_curve_axes){
	    .x_title = "quantile (percent)",
	    .y_title = xnb_buf_text(title),
	    .x = XNB_AXIS_STEPS,
	    .y = is_log ? XNB_AXIS_LOG : XNB_AXIS_LINEAR,
	    .y_timed = true,
	    .height = 0.7,
	};
}

static void describe_bases(struct xnb_buf *caption, const struct plot *plot)
{
	static const char *const what[] = {
	    [XNB_QUANTILE_REFUSED] = "",
	    [XNB_QUANTILE_POOLED] = "of all values together, without an interval, since "
	                            "those within a unit are not independent",
	    [XNB_QUANTILE_OF_UNITS] =
	        "the geometric mean over the units, each with values "
	        "enough for its own, with its 95 % interval "
	        "(Student's t)",
	    [XNB_QUANTILE_ORDERED] = "of values that are one a unit, with the exact 95 % "
	                             "interval from order statistics",
	};

	for (size_t b = XNB_QUANTILE_POOLED; b <= XNB_QUANTILE_ORDERED; b++)
		if (plot->n_of[b])
			xnb_buf_printf(caption, " %zu %s %s.", plot->n_of[b],
			               plot->n_of[b] == 1 ? "is" : "are", what[b]);
}

static void describe(struct xnb_buf *caption, const void *of)
{
	const struct plot *plot = of;

	xnb_buf_printf(caption, "%s: quantiles, by ", plot->about->what);
	xnb_timed_put_by(caption, plot->about, plot->subject);
	xnb_buf_puts(caption, ", on an axis that is not to scale.");
	xnb_buf_puts(caption, " A quantile stands only where the values are enough for a "
	                      "finite 95 % interval.");
	xnb_buf_puts(caption, " They rest on n = ");
	xnb_unit_counts_describe(caption, &plot->units);
	xnb_buf_puts(caption, ".");
	describe_bases(caption, plot);
	xnb_buf_printf(caption, " %s", plot->about->more);
	if (plot->n_too_few)
		xnb_buf_printf(caption, " %zu series have too few values for a curve.",
		               plot->n_too_few);
	if (plot->n_swept)
		xnb_buf_printf(caption,
		               " %zu series of sweeps are in figures of their own.",
		               plot->n_swept);
	xnb_unit_counts_describe_left_out(caption, &plot->units);
	xnb_curves_describe_left_out(caption, &plot->curves);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	struct plot plot = {
	    .about = figure->about, .subject = data->subject, .least = INFINITY};
	int result = collect(&plot, data, err);
	struct xnb_buf title = {0};
	const struct xnb_curve_axes axes = choose_axes(&plot, &title);
	char absent[160];

	snprintf(absent, sizeof(absent),
	         "the run has too few samples of experiment %s, metric latency in ns, "
	         "for two quantiles of one thing",
	         plot.about->experiment);
	result = xnb_curves_finish(
	    drawing, figure, data,
	    &(struct xnb_curve_plot){&plot.curves, &axes, describe, &plot, absent},
	    result);
	xnb_buf_free(&title);
	return result;
}

const struct xnb_figure xnb_figure_hypercalls_quantiles = {
    .name = "hypercalls-quantiles",
    .title = "How long slow hypercalls take",
    .experiment = "hypercall",
    .timing = true,
    .draw = draw,
    .about = &xnb_timed_calls,
};

const struct xnb_figure xnb_figure_latency_quantiles = {
    .name = "latency-quantiles",
    .title = "Quantiles of memory latency",
    .experiment = "latency",
    .timing = true,
    .draw = draw,
    .about = &xnb_timed_loads,
};
