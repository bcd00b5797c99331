/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gnuplot as a program, and the texts that it is given.
 *
 * Text from a run (scenarios, kernels, host names) reaches gnuplot only through data
 * files, cleaned by xnb_gnuplot_text(); a program holds nothing but our own words and
 * numbers, because gnuplot runs what stands in backticks.
 */
#ifndef XNB_ANALYSIS_PLOT_GNUPLOT_H
#define XNB_ANALYSIS_PLOT_GNUPLOT_H

#include "base/buf.h"
#include "base/error.h"

/* The font of all figures, and the Debian package that has it. */
#define XNB_FONT         "Liberation Sans"
#define XNB_FONT_PACKAGE "fonts-liberation2"

/*
 * Runs `gnuplot -d NAME.gp` in `dir`, without a shell. XNB_EXIT_ENVIRONMENT when there is
 * no gnuplot, naming the package; XNB_EXIT_FAILED with the figure's name and gnuplot's
 * first error line when it fails. 128 + N when a signal ends us (analysis/stop.h):
 * gnuplot is killed and waited for.
 */
int xnb_gnuplot_run(const char *dir, const char *name, struct xnb_error *err);

/*
 * The family that fontconfig gives when asked for XNB_FONT, in `family`: gnuplot replaces
 * a missing font silently. Empty where fc-match is not installed.
 */
int xnb_gnuplot_font(struct xnb_buf *family, struct xnb_error *err);

/*
 * Appends a text to a data file whose separator is the tab, in two cells: so that a label
 * shows it letter by letter, and so that LaTeX does (analysis/plot/latex.h). Backslashes
 * are doubled (gnuplot reads \n in labels), the double quote, which would quote, becomes
 * U+201D, control characters become U+FFFD.
 */
void xnb_gnuplot_text(struct xnb_buf *data, const char *text);

/* Letters of the longest label that a figure has room for. */
enum { XNB_MOST_LABEL = 28 };

/* The same, cut to XNB_MOST_LABEL letters, the last of them "…" then. */
void xnb_gnuplot_label(struct xnb_buf *data, const char *text);

/* The same, cut to `most` letters. */
void xnb_gnuplot_cut(struct xnb_buf *data, const char *text, size_t most);

#endif
