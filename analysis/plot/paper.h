/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a figure is printed on, and what it has to say of its origin whatever it shows.
 * Widths are those of the columns of the common formats for papers, in inches.
 */
#ifndef XNB_ANALYSIS_PLOT_PAPER_H
#define XNB_ANALYSIS_PLOT_PAPER_H

/* A column of ACM's and USENIX's formats, and both columns of a page. */
#define XNB_COLUMN_INCHES 3.33
#define XNB_PAGE_INCHES   7.0

/* For messages and help texts. */
#define XNB_COLUMN_NAMES "acm, usenix, ieee, full"

struct xnb_paper {
	const char *name; /* of the figure's files; of our own words */
	double width;     /* that was asked for; 0: what the figure needs */
	const char *mark; /* a line inside the figure about its origin; NULL: none */
	const char *word; /* behind the title of a time axis, "emulated"; NULL: none */
};

/* Inches of the column with this name; 0 where there is none. */
double xnb_column_inches(const char *name);

/* What was asked for, or else what the figure needs. */
double xnb_paper_width(const struct xnb_paper *paper, double needed);

/* Inches to leave free at the top for the mark; 0 where there is none. */
double xnb_paper_mark_inches(const struct xnb_paper *paper);

#endif
