/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small panels in a grid, all with the same axes, so that only the outer ones carry
 * numbers; above them one key for all. A line looks the same in every panel.
 */
#ifndef XNB_ANALYSIS_PLOT_GRID_H
#define XNB_ANALYSIS_PLOT_GRID_H

#include "analysis/plot/canvas.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum { XNB_MOST_LINES = 6, XNB_LINE_NAME = 64 };

/* Different in colour, in lightness, in dashes and in form. */
struct xnb_line_style {
	unsigned color;
	const char *dash;
	int point;
};
extern const struct xnb_line_style xnb_line_styles[XNB_MOST_LINES];

/* The names of the key; the i-th has the i-th style. Start from {0}. */
struct xnb_line_names {
	char names[XNB_MOST_LINES][XNB_LINE_NAME];
	size_t n;
};

/* The place of `name`, which is added if need be; XNB_MOST_LINES: there is no room. */
size_t xnb_line_find(struct xnb_line_names *lines, const char *name);

/* Letters of a panel's name that have room above it, or beside the next one's. */
#define XNB_PANEL_LETTERS(n) ((n) == 1 ? 52 : 27)

struct xnb_grid {
	struct xnb_canvas canvas;
	struct xnb_canvas_key key;
	size_t n, columns, rows;
	double width, height; /* of a panel, without what is between them, in inches */
	double gap_x, gap_y;
};

/*
 * `n` panels of `height` inches, or one that is twice as high; as wide as the paper says,
 * else as a column, or as a page where there are more than 14. `named` leaves room for a
 * name above each panel, `letters` for the numbers of the y axis.
 */
struct xnb_grid xnb_grid_lay_out(const struct xnb_paper *paper, size_t n, double height,
                                 bool named, size_t letters,
                                 const struct xnb_line_names *lines);

/* The margins of one panel, and whether its axes carry numbers. */
void xnb_grid_margins(struct xnb_buf *program, const struct xnb_grid *grid, size_t panel);
bool xnb_grid_has_x_numbers(const struct xnb_grid *grid, size_t panel);
bool xnb_grid_has_y_numbers(const struct xnb_grid *grid, size_t panel);

/* The titles of both axes, once; to be unset (`unset label`) after the first panel.
 * Words of our own, and `word` (NULL: none) behind the title x after a comma. */
void xnb_grid_titles(struct xnb_buf *program, const struct xnb_grid *grid, const char *x,
                     const char *word, const char *y);

/* The key: its blocks of data, and a plot without axes that reads them from block
 * `first` of NAME.dat on. */
void xnb_grid_put_key_data(struct xnb_buf *data, const struct xnb_line_names *lines,
                           const char *what);
void xnb_grid_put_key(struct xnb_buf *program, const struct xnb_grid *grid,
                      const char *name, const struct xnb_line_names *lines, size_t first,
                      bool points);

#endif
