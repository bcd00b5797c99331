/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Figures that show a value against another: lines through means, with the 95 % interval
 * of each where it has one, and single units as small dots. Several panels where there
 * are several kinds of thing; a line looks the same in all of them. Lines stand a little
 * beside each other, so that equal values do not hide one another; NAME.dat has the
 * values as they are. Of more than XNB_MOST_CURVE_POINTS of a kind, every n-th is drawn.
 */
#ifndef XNB_ANALYSIS_PLOT_CURVES_H
#define XNB_ANALYSIS_PLOT_CURVES_H

#include "analysis/plot/figure.h"
#include "analysis/plot/grid.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	XNB_MOST_CURVE_PANELS = 24,
	XNB_CURVE_PANEL_NAME = 96,
	XNB_MOST_CURVE_POINTS = 4000,
	XNB_MOST_CURVE_MARKS = 4,
};

enum xnb_curve_kind {
	XNB_CURVE_MEAN, /* on the line; with low and high where they are finite */
	XNB_CURVE_UNIT, /* a small dot */
	XNB_CURVE_MARK, /* a large open sign of the line's colour; high: a second one */
	XNB_N_CURVE_KINDS,
};

struct xnb_curve_point {
	enum xnb_curve_kind kind;
	double x, y, low, high;
	double x_low,
	    x_high; /* of a mean's interval in x; none where not x_low < x_high */
};

/* A point without intervals. */
struct xnb_curve_point xnb_curve_point(enum xnb_curve_kind kind, double x, double y);

/* How an axis goes. */
enum xnb_axis {
	XNB_AXIS_LINEAR, /* from 0 */
	XNB_AXIS_SHARE,  /* from 0 to 1 */
	XNB_AXIS_LOG,    /* by decades; what is not above 0 has no place and is counted */
	XNB_AXIS_STEPS,  /* the values that there are, at equal distances (x only) */
	XNB_AXIS_BYTES,  /* logarithmic, with numbers in KiB, MiB, GiB (x only) */
};

struct xnb_curve_axes {
	const char *x_title, *y_title; /* our own words, without '"' */
	enum xnb_axis x, y;
	bool x_timed, y_timed; /* values in s; logarithmic: with a prefix ("10 ms") */
	double y_marks;        /* XNB_AXIS_SHARE: a place above 1 for marks; 0: none */
	bool in_order;         /* a line goes as its points were taken, and not along x */
	double height;         /* of a panel, in inches; a single one is twice as high */
};

/* Start from {0}. */
struct xnb_curves {
	char panels[XNB_MOST_CURVE_PANELS][XNB_CURVE_PANEL_NAME];
	size_t n_panels;
	struct xnb_line_names lines;
	struct xnb_curve_entry {
		size_t panel, line;
		size_t order; /* in which it was taken */
		struct xnb_curve_point point;
	} * entries;
	size_t n, room;
	/* Vertical lines in all panels, with a name of our own words. */
	struct xnb_curve_line_mark {
		double x;
		const char *name;
	} marks[XNB_MOST_CURVE_MARKS];
	size_t n_marks;
	size_t n_left_out;     /* points for which there was no room */
	size_t n_no_number;    /* points that are not finite */
	size_t n_thinned;      /* points that are not drawn because others lie near */
	size_t n_not_positive; /* without a place on a logarithmic axis */
};

/* Takes a point in. The names are of the run and not cleaned; "" is a name too. */
int xnb_curves_take(struct xnb_curves *curves, const char *panel, const char *line,
                    const struct xnb_curve_point *point, struct xnb_error *err);

/* Data and program of the drawing, from at least one point; sorts the points. */
void xnb_curves_draw(struct xnb_drawing *drawing, const struct xnb_paper *paper,
                     struct xnb_curves *curves, const struct xnb_curve_axes *axes);

/* A figure of curves whose points are there. */
struct xnb_curve_plot {
	struct xnb_curves *curves;
	const struct xnb_curve_axes *axes;
	/* Writes the caption, from `plot`; called after the points were thinned. */
	void (*describe)(struct xnb_buf *caption, const void *plot);
	const void *plot;
	const char *absent; /* what is said where there is no point */
};

/*
 * The drawing and its caption, or why there is none. `result` is what became of taking
 * the points: where that failed nothing is drawn. Frees the curves and returns `result`.
 */
int xnb_curves_finish(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                      const struct xnb_report_data *data,
                      const struct xnb_curve_plot *plot, int result);

/* What a caption has to say of points without a place. */
void xnb_curves_describe_left_out(struct xnb_buf *caption,
                                  const struct xnb_curves *curves);

void xnb_curves_free(struct xnb_curves *curves);

#endif
