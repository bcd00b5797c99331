/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the figures share that have a row for each operation: operations.c has their table
 * and their captions, operations_plot.c writes NAME.dat and NAME.gp. */
#ifndef XNB_ANALYSIS_FIGURES_OPERATIONS_H
#define XNB_ANALYSIS_FIGURES_OPERATIONS_H

#include "analysis/param_labels.h"
#include "analysis/plot/figure.h"
#include "analysis/plot/grid.h"
#include "analysis/unit_counts.h"
#include "rundir/params.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_operations;

struct xnb_operations_view {
	const char *experiment, *metric;
	const char *key;    /* a mark for each value of this parameter */
	const char *axis;   /* our own words */
	bool median;        /* of the calls, with an interval; else the value */
	bool is_mean;       /* the value has an interval; else its least and greatest */
	double line;        /* the axis is linear, and has a line here; 0: logarithmic */
	bool numbers;       /* printed beside, for what is counted */
	bool beside;        /* the marks of a row, whose intervals would coincide */
	double scale;       /* of a median */
	size_t least_marks; /* of a row, to be shown */
	void (*describe)(struct xnb_buf *caption, const struct xnb_operations *all,
	                 bool numbers);
};

struct xnb_operation_mark {
	double center, low, high; /* NAN: none; of what is counted, least and greatest */
};

struct xnb_operation_row {
	const char *item;
	struct xnb_params params; /* without the key of the view */
	struct xnb_operation_mark marks[XNB_MOST_LINES];
};

struct xnb_operations {
	const struct xnb_operations_view *about;
	struct xnb_operation_row
	    *rows; /* by value, or as the series are where they are means */
	size_t n;
	struct xnb_line_names marks;
	struct xnb_param_labels labels;
	struct xnb_unit_counts units;
	size_t n_single;   /* rows with too few marks, which are left out */
	size_t n_varying;  /* series with more than one value, where values are counted */
	size_t n_left_out; /* series */
};

/* Whether a figure of this width has room for the numbers beside the marks. */
bool xnb_operations_has_numbers(const struct xnb_operations *all,
                                const struct xnb_paper *paper);

void xnb_operations_write_data(struct xnb_buf *data, const struct xnb_operations *all,
                               const struct xnb_paper *paper);
void xnb_operations_write_program(struct xnb_buf *program,
                                  const struct xnb_operations *all,
                                  const struct xnb_paper *paper);

#endif
