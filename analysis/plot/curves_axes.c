/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/curves_axes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct extent {
	double low, high;
};

static void widen(struct extent *extent, double value)
{
	if (!isfinite(value))
		return;
	extent->low = fmin(extent->low, value);
	extent->high = fmax(extent->high, value);
}

static void measure(const struct xnb_curves *curves, struct extent *x, struct extent *y,
                    enum xnb_axis y_axis)
{
	*x = *y = (struct extent){INFINITY, -INFINITY};
	for (size_t i = 0; i < curves->n; i++) {
		const struct xnb_curve_point *point = &curves->entries[i].point;

		widen(x, point->x);
		widen(y, point->y);
		widen(y, point->high);
		if (y_axis != XNB_AXIS_LOG || point->low > 0)
			widen(y, point->low);
	}
}

/* False where there are too many. */
static bool collect_steps(struct xnb_curve_scales *scales,
                          const struct xnb_curves *curves)
{
	for (size_t i = 0; i < curves->n; i++) {
		double value = curves->entries[i].point.x;
		size_t at = 0;

		while (at < scales->n_steps && scales->steps[at] < value)
			at++;
		if (at < scales->n_steps && scales->steps[at] == value)
			continue;
		if (scales->n_steps == XNB_MOST_STEPS)
			return false;
		memmove(&scales->steps[at + 1], &scales->steps[at],
		        (scales->n_steps - at) * sizeof(scales->steps[0]));
		scales->steps[at] = value;
		scales->n_steps++;
	}
	return true;
}

static void set_range(enum xnb_axis axis, const struct extent *extent, double marks,
                      double *low, double *high)
{
	*low = 0;
	*high = extent->high > 0 ? extent->high * 1.05 : 1;
	if (axis == XNB_AXIS_SHARE) {
		*low = -0.04;
		*high = fmax(marks, 1) + 0.04;
	} else if (axis == XNB_AXIS_BYTES) {
		*low = extent->low / 1.4;
		*high = extent->high * 1.4;
	} else if (axis == XNB_AXIS_LOG) {
		*low = extent->low;
		*high = extent->high;
	}
}

/* Their names stand above all values. */
#define ROOM_FOR_MARKS 1.15

void xnb_curve_scale(struct xnb_curve_scales *scales, const struct xnb_curve_axes *axes,
                     const struct xnb_curves *curves)
{
	struct extent x, y;

	*scales = (struct xnb_curve_scales){.axes = axes};
	measure(curves, &x, &y, axes->y);
	set_range(axes->x, &x, 0, &scales->x_low, &scales->x_high);
	set_range(axes->y, &y, axes->y_marks, &scales->y_low, &scales->y_high);
	if (curves->n_marks && axes->y == XNB_AXIS_LINEAR)
		scales->y_high *= ROOM_FOR_MARKS;
	if (axes->x != XNB_AXIS_STEPS)
		return;
	if (!collect_steps(scales, curves)) {
		scales->n_steps = 0;
		return;
	}
	scales->x_low = -0.3;
	scales->x_high = (double)scales->n_steps - 0.7;
}

double xnb_curve_x(const struct xnb_curve_scales *scales, double value)
{
	for (size_t i = 0; i < scales->n_steps; i++)
		if (scales->steps[i] == value)
			return (double)i;
	return value;
}

/* Of the axis, from one line to the next; of a line whose points have both intervals or
 * an order, nothing is moved. */
#define BESIDE 0.012

void xnb_curve_put_beside(char *using, size_t size, const struct xnb_curve_scales *scales,
                          size_t line, size_t n)
{
	double off = ((double)line - ((double)n - 1) / 2) * BESIDE;

	if (scales->axes->in_order || off == 0)
		snprintf(using, size, "1");
	else if (scales->axes->x == XNB_AXIS_LOG || scales->axes->x == XNB_AXIS_BYTES)
		snprintf(using, size, "($1*%.6g)",
		         pow(scales->x_high / scales->x_low, off));
	else
		snprintf(using, size, "($1+(%.6g))",
		         off * (scales->x_high - scales->x_low));
}

/* Inches from one number to the next. */
#define X_EACH     0.42
#define X_LINEAR   0.36
#define Y_EACH     0.2
#define BYTES_EACH 0.55

static void put_axis(struct xnb_buf *program, char axis, enum xnb_axis kind, double low,
                     double high, double inches, double each)
{
	struct xnb_log_axis range;

	if (kind == XNB_AXIS_BYTES) {
		xnb_buf_printf(program, "set logscale %c 2\nset %crange [%.10g:%.10g]\n",
		               axis, axis, low, high);
		return;
	}
	if (kind == XNB_AXIS_LOG) {
		range = xnb_canvas_log_axis(low, high, inches, each);
		xnb_canvas_put_log_axis(program, axis, &range);
		return;
	}
	xnb_buf_printf(program, "set %crange [%.10g:%.10g]\nset %ctics %.10g\n", axis,
	               low, high, axis,
	               kind == XNB_AXIS_SHARE
	                   ? 0.5
	                   : xnb_canvas_tic_step(high, fmax(floor(inches / each), 1)));
}

void xnb_curve_put_axes(struct xnb_buf *program, const struct xnb_curve_scales *scales,
                        const struct xnb_grid *grid)
{
	xnb_buf_puts(program,
	             "unset key\nunset mxtics\nunset mytics\n"
	             "set grid xtics ytics linecolor rgb \"#d8d8d8\" linewidth 0.5\n");
	put_axis(program, 'x', scales->axes->x, scales->x_low, scales->x_high,
	         grid->width, scales->axes->x == XNB_AXIS_LINEAR ? X_LINEAR : X_EACH);
	put_axis(program, 'y', scales->axes->y, scales->y_low, scales->y_high,
	         grid->height, Y_EACH);
}

static void put_step_tics(struct xnb_buf *program, const struct xnb_curve_scales *scales,
                          bool shown)
{
	xnb_buf_puts(program, "set xtics (");
	for (size_t i = 0; i < scales->n_steps; i++) {
		xnb_buf_puts(program, i ? ", " : "");
		if (shown)
			xnb_buf_printf(program, "\"%.10g\" %zu", scales->steps[i], i);
		else
			xnb_buf_printf(program, "\"\" %zu", i);
	}
	xnb_buf_puts(program, ")\n");
}

/* Powers of two, each with `each` inches. */
static void put_byte_tics(struct xnb_buf *program, const struct xnb_curve_scales *scales,
                          double inches, bool shown)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	double first = ceil(log2(scales->x_low)), last = floor(log2(scales->x_high));
	int step = (int)ceil(fmax(last - first, 1) / fmax(floor(inches / BYTES_EACH), 1));

	xnb_buf_puts(program, "set xtics (");
	for (int at = (int)first; at <= (int)last; at++) {
		int unit = at / 10 < 4 ? at / 10 : 4;

		xnb_buf_puts(program, at > (int)first ? ", " : "");
		if (at % step == 0 && shown)
			xnb_buf_printf(program, "\"%g %s\" %.10g",
			               ldexp(1, at - 10 * unit), units[unit],
			               ldexp(1, at));
		else
			xnb_buf_printf(program, "\"\" %.10g %d", ldexp(1, at),
			               at % step != 0);
	}
	xnb_buf_puts(program, ")\n");
}

static void put_numbers(struct xnb_buf *program, char axis, enum xnb_axis kind,
                        const struct xnb_log_axis *range, bool shown, bool timed)
{
	if (kind == XNB_AXIS_LOG)
		xnb_canvas_put_log_tics(program, axis, range,
		                        !shown  ? NULL
		                        : timed ? "s"
		                                : "");
	else
		xnb_buf_printf(program, "set format %c \"%s\"\n", axis,
		               shown ? "%g" : "");
}

void xnb_curve_put_tics(struct xnb_buf *program, const struct xnb_curve_scales *scales,
                        const struct xnb_grid *grid, size_t panel)
{
	const struct xnb_curve_axes *axes = scales->axes;
	struct xnb_log_axis x =
	    xnb_canvas_log_axis(scales->x_low, scales->x_high, grid->width, X_EACH);
	struct xnb_log_axis y =
	    xnb_canvas_log_axis(scales->y_low, scales->y_high, grid->height, Y_EACH);
	bool shown = xnb_grid_has_x_numbers(grid, panel);

	if (scales->n_steps)
		put_step_tics(program, scales, shown);
	else if (axes->x == XNB_AXIS_BYTES)
		put_byte_tics(program, scales, grid->width, shown);
	else
		put_numbers(program, 'x', axes->x, &x, shown, axes->x_timed);
	put_numbers(program, 'y', axes->y, &y, xnb_grid_has_y_numbers(grid, panel),
	            axes->y_timed);
}

static double edge(enum xnb_axis axis, double low, double high, bool upper)
{
	struct xnb_log_axis range;

	if (axis != XNB_AXIS_LOG)
		return upper ? high : low;
	range = xnb_canvas_log_axis(low, high, 1, 1);
	return upper ? range.high : xnb_canvas_log_edge(&range);
}

void xnb_curve_corner(const struct xnb_curve_scales *scales, double *x, double *y)
{
	*x = edge(scales->axes->x, scales->x_low, scales->x_high, false);
	*y = edge(scales->axes->y, scales->y_low, scales->y_high, true) * (1 - 1e-9);
}
