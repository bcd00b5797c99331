/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the figures that compare scenarios share: a row each; domains as small dots, their
 * mean with its interval beside them. scenarios.c has the table of these figures and
 * their captions, scenarios_data.c NAME.dat, scenarios_plot.c NAME.gp.
 */
#ifndef XNB_ANALYSIS_FIGURES_SCENARIOS_H
#define XNB_ANALYSIS_FIGURES_SCENARIOS_H

#include "analysis/plot/figure.h"
#include "analysis/plot/rows.h"
#include "analysis/plot/variant.h"

#include <stdbool.h>

/* Of a series; of more units so many are drawn, in even steps, with both ends. */
enum { XNB_COMPARISON_MOST_DOTS = 400 };

struct xnb_comparison {
	const char *experiment, *metric;
	const char *const *preferred; /* items to show, the first that there are */
	double scale;                 /* of a value on the axis */
	const char *axis;
	bool exact; /* domains and the expected value; no mean, no interval */
	const char *what;
	bool of_unit;   /* it is what a domain, or a team, has as a whole */
	bool of_node_a; /* exact: the share of node A, with what is expected of a scenario
	                 */
};

struct xnb_comparison_plot {
	const struct xnb_comparison *about;
	struct xnb_variants variants;
	struct xnb_rows rows;
};

/* Whether a row is a whole scenario's or one of its pairs of nodes. */
enum xnb_rows_by xnb_comparison_rows_by(const struct xnb_comparison *about);

/* Blocks: a pair for each variant (means, units), then the labels. */
int xnb_comparison_write_data(struct xnb_buf *data,
                              const struct xnb_comparison_plot *plot,
                              const struct xnb_report_data *report,
                              struct xnb_error *err);
void xnb_comparison_write_program(struct xnb_buf *program,
                                  const struct xnb_figure *figure,
                                  const struct xnb_comparison_plot *plot,
                                  const struct xnb_report_data *data);

/* Whether an interval goes on beyond the end of the axis. */
bool xnb_comparison_is_cut(const struct xnb_comparison_plot *plot);

#endif
