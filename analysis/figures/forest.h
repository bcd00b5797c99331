/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The forest plot of a comparison: the ratio new / base of every timed series with its
 * 95 % interval, beside the margin. What is judged exactly has no ratio and is in the
 * table. forest.c chooses the rows and writes the caption, forest_plot.c NAME.dat and
 * NAME.gp.
 */
#ifndef XNB_ANALYSIS_FIGURES_FOREST_H
#define XNB_ANALYSIS_FIGURES_FOREST_H

#include "analysis/compare/compare.h"
#include "analysis/figures/key_label.h"
#include "analysis/plot/figure.h"

#include <stdbool.h>
#include <stddef.h>

#define XNB_FOREST_NAME "forest"

/* Either `absent` or the three others of `drawing`, which is {0}. `column` is as in
 * struct xnb_report_data. */
int xnb_forest_draw(struct xnb_drawing *drawing, const struct xnb_compare *compare,
                    double column, struct xnb_error *err);

/*
 * The same, and DIR/forest.{dat,gp,caption.txt,caption.tex,pdf,svg} and
 * forest-latex.{tex,pdf}; makes the folder where it is not there. Where there is nothing
 * to draw it makes nothing, and `note` says why. Errors are those of
 * xnb_drawing_render() and xnb_make_dirs().
 */
int xnb_forest_write(const char *dir, const struct xnb_compare *compare, double column,
                     struct xnb_buf *note, struct xnb_error *err);

/* Of the plot itself, shared by its two files. */
struct xnb_forest {
	const struct xnb_compare *compare;
	const struct xnb_compare_series **rows;
	size_t n;
	size_t n_timed, n_exact; /* series of the comparison, drawn or not */
	bool above;              /* names stand above their rows, for want of width */
	struct xnb_key_labels labels;
	double low, high; /* ends of the axis */
	bool cut;         /* an interval goes on beyond them */
};

void xnb_forest_write_data(struct xnb_buf *data, const struct xnb_forest *forest);
void xnb_forest_write_program(struct xnb_buf *program, const struct xnb_forest *forest,
                              const struct xnb_paper *paper);

#endif
