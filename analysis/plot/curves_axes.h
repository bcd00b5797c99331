/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of analysis/plot/curves.h: curves.c takes points and writes NAME.dat,
 * curves_axes.c works out the axes, curves_plot.c writes NAME.gp. */
#ifndef XNB_ANALYSIS_PLOT_CURVES_AXES_H
#define XNB_ANALYSIS_PLOT_CURVES_AXES_H

#include "analysis/plot/curves.h"

enum { XNB_MOST_STEPS = 16 };

struct xnb_curve_scales {
	const struct xnb_curve_axes *axes;
	/* The ends of an axis; of a logarithmic one, the least and greatest value. */
	double x_low, x_high, y_low, y_high;
	/* XNB_AXIS_STEPS: the values, ascending. More than fit go the linear way. */
	double steps[XNB_MOST_STEPS];
	size_t n_steps;
};

void xnb_curve_scale(struct xnb_curve_scales *scales, const struct xnb_curve_axes *axes,
                     const struct xnb_curves *curves);

/* Where a value lies on the x axis: the number of its step, or itself. */
double xnb_curve_x(const struct xnb_curve_scales *scales, double value);

/*
 * What stands in `using` for the x of one of `n` lines: so far from its place that the
 * marks of lines with the same values are seen beside each other.
 */
void xnb_curve_put_beside(char *using, size_t size, const struct xnb_curve_scales *scales,
                          size_t line, size_t n);

/* Ranges and grid of all panels, and the numbers of one. */
void xnb_curve_put_axes(struct xnb_buf *program, const struct xnb_curve_scales *scales,
                        const struct xnb_grid *grid);
void xnb_curve_put_tics(struct xnb_buf *program, const struct xnb_curve_scales *scales,
                        const struct xnb_grid *grid, size_t panel);

/* The entry behind the last one of the block that begins at `first`. */
size_t xnb_curve_block_end(const struct xnb_curves *curves, size_t first);

void xnb_curve_write_program(struct xnb_buf *program, const struct xnb_paper *paper,
                             const struct xnb_curves *curves,
                             const struct xnb_curve_scales *scales);

/* The upper left corner of a panel. */
void xnb_curve_corner(const struct xnb_curve_scales *scales, double *x, double *y);

#endif
