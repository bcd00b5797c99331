/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a figure is. Adding one is a file in analysis/figures/ and a line in the table of
 * analysis/plot/figure.c; the report, its texts and the tests walk the table.
 *
 * A figure is two texts, NAME.dat and NAME.gp, from which plain gnuplot makes NAME.pdf,
 * NAME.svg, and for LaTeX NAME-latex.tex with NAME-latex.pdf, in the folder where they
 * lie and at any later time. A caption says what is seen, how many domains it rests on,
 * what the intervals are, and what was emulated; there is no title inside a figure.
 */
#ifndef XNB_ANALYSIS_PLOT_FIGURE_H
#define XNB_ANALYSIS_PLOT_FIGURE_H

#include "analysis/plot/paper.h"
#include "analysis/report_data.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>

struct xnb_drawing {
	struct xnb_buf data;    /* NAME.dat: all numbers, and all text from the run */
	struct xnb_buf program; /* NAME.gp: our own words and numbers only */
	struct xnb_buf caption; /* plain text, not escaped */
	struct xnb_buf absent;  /* not empty: why this run has no such figure */
};

struct xnb_figure {
	const char *name;       /* of the files and of the anchor in the page */
	const char *title;      /* heading in the page */
	const char *experiment; /* in whose section of the page it stands */
	bool timing;            /* shows timings, and says so where they are not real */
	/* Fills `drawing`, which is {0}: either `absent` or the three others. */
	int (*draw)(struct xnb_drawing *drawing, const struct xnb_figure *figure,
	            const struct xnb_report_data *data, struct xnb_error *err);
	const void *about; /* of draw(): what its figures differ in */
};

extern const struct xnb_figure *const xnb_figures[]; /* ends with NULL */

/* The figures, several similar ones in a file. */
extern const struct xnb_figure xnb_figure_extent_map;
extern const struct xnb_figure xnb_figure_locality;
extern const struct xnb_figure xnb_figure_bandwidth;
extern const struct xnb_figure xnb_figure_bandwidth_matrix;
extern const struct xnb_figure xnb_figure_bandwidth_threads;
extern const struct xnb_figure xnb_figure_bandwidth_sizes;
extern const struct xnb_figure xnb_figure_latency_sizes;
extern const struct xnb_figure xnb_figure_contention;
extern const struct xnb_figure xnb_figure_contention_compute;
extern const struct xnb_figure xnb_figure_reference_share;
extern const struct xnb_figure xnb_figure_core_to_core;
extern const struct xnb_figure xnb_figure_latency;
extern const struct xnb_figure xnb_figure_latency_ecdf;
extern const struct xnb_figure xnb_figure_latency_quantiles;
extern const struct xnb_figure xnb_figure_loaded_latency;
extern const struct xnb_figure xnb_figure_latency_matrix;
extern const struct xnb_figure xnb_figure_scrubbing;
extern const struct xnb_figure xnb_figure_builds_locality;
extern const struct xnb_figure xnb_figure_builds;
extern const struct xnb_figure xnb_figure_residency;
extern const struct xnb_figure xnb_figure_hypercalls;
extern const struct xnb_figure xnb_figure_hypercalls_quantiles;
extern const struct xnb_figure xnb_figure_hypercalls_vcpus;
extern const struct xnb_figure xnb_figure_hypercalls_domains;
extern const struct xnb_figure xnb_figure_hypercalls_callers;
extern const struct xnb_figure xnb_figure_hypercalls_caller;
extern const struct xnb_figure xnb_figure_paths;
extern const struct xnb_figure xnb_figure_creation;

/* draw() with its error prefixed by the figure's name, and an allocation failure in one
 * of the texts made an error. */
int xnb_figure_draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                    const struct xnb_report_data *data, struct xnb_error *err);
/* Makes an allocation failure in one of the texts an error. */
int xnb_drawing_check(const struct xnb_drawing *drawing, struct xnb_error *err);
void xnb_drawing_free(struct xnb_drawing *drawing);

/* The paper of a figure of a run: the width and the origin that `data` says. */
struct xnb_paper xnb_figure_paper(const struct xnb_figure *figure,
                                  const struct xnb_report_data *data);

/*
 * Writes NAME.dat, NAME.gp, NAME.caption.txt and, escaped for LaTeX, NAME.caption.tex
 * into `dir`, which is there, and has gnuplot make NAME.pdf, NAME.svg, NAME-latex.tex and
 * NAME-latex.pdf. For figures of more than one run (compare, history) too. Errors are
 * those of xnb_gnuplot_run(); XNB_EXIT_FAILED where the disk is full.
 */
int xnb_drawing_render(const char *dir, const char *name,
                       const struct xnb_drawing *drawing, struct xnb_error *err);

/*
 * The same, into a folder that is made where it is not there. Where the drawing is
 * `absent` nothing is made, and `note` gets a line that says why.
 */
int xnb_drawing_write(const char *dir, const char *name,
                      const struct xnb_drawing *drawing, struct xnb_buf *note,
                      struct xnb_error *err);

#endif
