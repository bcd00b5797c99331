/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long things take, as the part of them that took at most so long: a small panel for
 * each thing, a line for each path or scenario. ecdf.c has the table of these figures and
 * their captions, ecdf_plot.c writes NAME.dat and NAME.gp.
 */
#ifndef XNB_ANALYSIS_FIGURES_ECDF_H
#define XNB_ANALYSIS_FIGURES_ECDF_H

#include "analysis/figures/timed.h"
#include "analysis/plot/figure.h"
#include "analysis/plot/grid.h"
#include "analysis/unit_counts.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	XNB_ECDF_MOST_POINTS = 400, /* of a line; more cannot be told apart in print */
	XNB_ECDF_MOST_PANELS = 48,
};

struct xnb_ecdf_line {
	const struct xnb_summary *summary;
	size_t style; /* its place among the lines of the key */
};

struct xnb_ecdf_panel {
	char name[160]; /* the thing and its parameters */
	struct xnb_ecdf_line lines[XNB_MOST_LINES];
	size_t n;
};

struct xnb_ecdf_plot {
	const struct xnb_timed *about;
	struct xnb_ecdf_panel panels[XNB_ECDF_MOST_PANELS];
	size_t n;
	size_t n_left_out; /* series for which there was no room */
	size_t n_swept;    /* series that other figures show */
	struct xnb_line_names lines;
	struct xnb_param_labels labels;
	double least, greatest; /* of all values above 0, in ns */
	size_t n_not_positive;  /* which have no place */
};

int xnb_ecdf_write_data(struct xnb_buf *data, const struct xnb_ecdf_plot *plot,
                        struct xnb_error *err);
void xnb_ecdf_write_program(struct xnb_buf *program, const struct xnb_paper *paper,
                            const struct xnb_ecdf_plot *plot);

#endif
