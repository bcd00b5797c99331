/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The look that all figures share: sizes in inches as in a two-column paper, 7.5 pt text,
 * colours that colour-blind readers tell apart and that stay apart in grey.
 */
#ifndef XNB_ANALYSIS_PLOT_CANVAS_H
#define XNB_ANALYSIS_PLOT_CANVAS_H

#include "analysis/plot/paper.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Size and margins around the plot, in inches. */
struct xnb_canvas {
	double width, height;
	double left, right, top, bottom;
};

/* Inches that a label of so many letters needs, cut as xnb_gnuplot_label() does. */
double xnb_canvas_text_inches(size_t letters);

/* Inches that so many letters need, not cut. */
double xnb_canvas_letters_inches(size_t letters);

/*
 * Everything before the plot commands: the loop over PDF, SVG, and LaTeX, terminal,
 * margins, separator, and the mark of the paper. xnb_canvas_end() closes the loop.
 *
 * Foreign text stands twice in the data, as it is and escaped for LaTeX in the column
 * behind (analysis/plot/gnuplot.h). `tex` is 1 where LaTeX sets the text and else 0, so
 * that a program says `using 1:2:3+tex with labels` and `title columnheader(1+tex)`; a
 * program's own text is free of what LaTeX takes for a command. `micro` is the prefix.
 */
void xnb_canvas_begin(struct xnb_buf *program, const struct xnb_canvas *canvas,
                      const struct xnb_paper *paper);
/* Its margins again, after others were set for a part of a figure. */
void xnb_canvas_margins(struct xnb_buf *program, const struct xnb_canvas *canvas);
void xnb_canvas_end(struct xnb_buf *program);

/*
 * The title of the x axis, below the plot; `word` follows it after a comma where not
 * NULL. At a place of its own, because PDF and SVG differ in where gnuplot would put it.
 */
void xnb_canvas_x_title(struct xnb_buf *program, const struct xnb_canvas *canvas,
                        const char *title, const char *word);

/* A round step for an axis from 0 to `end`, so that at most `most` numbers stand on it.
 */
double xnb_canvas_tic_step(double end, double most);

/*
 * A logarithmic axis around values above 0, with numbers at whole decades, so far from
 * each other that each has `each` inches. It begins and ends at a decade, or nearer to
 * the values where two numbers are left.
 */
struct xnb_log_axis {
	double low, high;
	double first, step; /* of the numbers */
	bool fine;          /* room for small tics between them */
};
struct xnb_log_axis xnb_canvas_log_axis(double least, double greatest, double inches,
                                        double each);

/* `set xrange ...` and so on, for `axis` 'x' or 'y'. */
void xnb_canvas_put_log_axis(struct xnb_buf *program, char axis,
                             const struct xnb_log_axis *range);
/* Its numbers with a prefix and `unit` ("s", ""); NULL: tics without numbers. */
void xnb_canvas_put_log_tics(struct xnb_buf *program, char axis,
                             const struct xnb_log_axis *range, const char *unit);

/* Right inside the left end: gnuplot leaves out what is there and not a bit beyond it,
 * by an accident of rounding. */
double xnb_canvas_log_edge(const struct xnb_log_axis *range);

/* Of the width, to the middle of the plot. */
double xnb_canvas_middle(const struct xnb_canvas *canvas);

/* The key above the plot (analysis/plot/key.c). Start from {0} and take in each entry. */
struct xnb_canvas_key {
	size_t entries, longest; /* letters of the longest entry */
	size_t most_bytes;       /* of an entry, as it stands in the data file */
	size_t rows;             /* from here on set by xnb_canvas_key_place() */
	double middle;           /* inches from the upper edge of the figure */
	double center;           /* of the figure's width */
};

/* One entry more, with this text; cut and cleaned as xnb_gnuplot_label() does. */
void xnb_canvas_key_take(struct xnb_canvas_key *key, const char *text);

/*
 * Places the key `above` inches from the upper edge, where the canvas has its width and
 * its margins left and right: over the middle of the plot, or of the figure where the
 * plot is too narrow. Returns the upper margin that leaves room for it.
 */
double xnb_canvas_key_place(struct xnb_canvas_key *key, const struct xnb_canvas *canvas,
                            double above);
void xnb_canvas_key(struct xnb_buf *program, const struct xnb_canvas *canvas,
                    const struct xnb_canvas_key *key);

/*
 * A ramp from dark to light, even in lightness, safe for colour-blind readers: `at` from
 * 0 to 1 gives 0xrrggbb. As a palette: xnb_canvas_palette().
 */
unsigned xnb_canvas_ramp(double at);
void xnb_canvas_palette(struct xnb_buf *program);

/* Whether white text is easier to read on this colour than black text (WCAG contrast). */
int xnb_canvas_wants_white(unsigned color);

/*
 * ` fillstyle ... linecolor rgb "#..."` of the i-th of n areas: of many, every other one
 * is hatched, so that they are told apart in grey too. `border` is of the solid ones.
 */
void xnb_canvas_put_fill(struct xnb_buf *program, size_t i, size_t n, const char *border);

/* The i-th of n colours for things that have no order but their number, from dark to
 * light. */
unsigned xnb_canvas_color(size_t i, size_t n);

#endif
