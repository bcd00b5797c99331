/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `report`: figures and one self-contained page of a run.
 *
 *   DIR/report.html            everything inside: no script, font or image from outside
 *   DIR/figures/NAME.pdf .svg                  the figures
 *   DIR/figures/NAME-latex.tex -latex.pdf      the same, with text that LaTeX sets
 *   DIR/figures/NAME.caption.txt .caption.tex  what they show, also escaped for LaTeX
 *   DIR/figures/NAME.gp .dat   what made them: `gnuplot NAME.gp` there does it again
 */
#ifndef XNB_ANALYSIS_REPORT_REPORT_H
#define XNB_ANALYSIS_REPORT_REPORT_H

#include "base/buf.h"
#include "base/error.h"

struct xnb_report_request {
	const char *run; /* a run directory or a samples.csv */
	/* NULL: RUN/report; for a samples.csv, the folder "report" beside it */
	const char *out;
	double column; /* inches of every figure; 0: each as it needs */
};

struct xnb_report_result {
	struct xnb_buf page;  /* path of report.html */
	struct xnb_buf notes; /* for people, a line each: what was left out, and why */
};

/*
 * The report appears at once or not at all: it is made in a temporary folder beside
 * DIR and moved there. A report that is there already is replaced; a folder that holds
 * anything else is not touched (XNB_EXIT_USAGE).
 * XNB_EXIT_ENVIRONMENT: no gnuplot, or DIR cannot be written. Errors of the run's files
 * are the reader's, with file, line and column. 128 + N when SIGINT, SIGTERM or SIGHUP
 * came: the temporary folder is gone then. What a SIGKILL left there is cleared by the
 * next report to the same place.
 */
int xnb_report_write(const struct xnb_report_request *request,
                     struct xnb_report_result *result, struct xnb_error *err);
void xnb_report_result_free(struct xnb_report_result *result);

#endif
