/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The history of series with their change points, a panel each. history_chart.c chooses
 * the series and writes the caption, history_plot.c NAME.dat and NAME.gp.
 */
#ifndef XNB_ANALYSIS_FIGURES_HISTORY_CHART_H
#define XNB_ANALYSIS_FIGURES_HISTORY_CHART_H

#include "analysis/figures/key_label.h"
#include "analysis/history/history.h"
#include "analysis/plot/figure.h"

#include <stddef.h>

#define XNB_HISTORY_CHART_NAME "history"

enum {
	XNB_HISTORY_MOST_PANELS = 8,
	XNB_HISTORY_MOST_POINTS = 2000, /* of a panel: of more, every n-th is drawn */
};

struct xnb_history_chart {
	const struct xnb_history *history;
	const struct xnb_history_series *panels[XNB_HISTORY_MOST_PANELS];
	size_t n;
	size_t n_changed; /* series with a change point, drawn or not */
	struct xnb_key_labels labels;
};

/* Of a history that xnb_history_check() has looked at. Either `absent` or the three
 * others of `drawing`, which is {0}. `column` is as in struct xnb_report_data. */
int xnb_history_chart_draw(struct xnb_drawing *drawing, const struct xnb_history *history,
                           double column, struct xnb_error *err);

/*
 * The same, and DIR/history.{dat,gp,caption.txt,caption.tex,pdf,svg} and
 * history-latex.{tex,pdf}; makes the folder where it is not there. Where there is nothing
 * to draw it makes nothing, and `note` says why. Errors are those of
 * xnb_drawing_render() and xnb_make_dirs().
 */
int xnb_history_chart_write(const char *dir, const struct xnb_history *history,
                            double column, struct xnb_buf *note, struct xnb_error *err);

/* The letter of a change in the figure and its caption: 'a' for the first of all. */
char xnb_history_chart_letter(const struct xnb_history_chart *chart, size_t panel,
                              size_t change);

void xnb_history_chart_write_data(struct xnb_buf *data,
                                  const struct xnb_history_chart *chart);
void xnb_history_chart_write_program(struct xnb_buf *program,
                                     const struct xnb_history_chart *chart,
                                     const struct xnb_paper *paper);

#endif
