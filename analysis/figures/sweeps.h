/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What grows with a number: sweeps.c has the table of these figures and their captions,
 * sweeps_points.c chooses the series and makes points of them. */
#ifndef XNB_ANALYSIS_FIGURES_SWEEPS_H
#define XNB_ANALYSIS_FIGURES_SWEEPS_H

#include "analysis/param_labels.h"
#include "analysis/plot/curves.h"
#include "analysis/report_data.h"
#include "analysis/unit_counts.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_sweep {
	const char *experiment;
	/* Ends with a NULL metric. Each has panels of its own, whose names begin with
	 * `name` (NULL: with the item). */
	struct xnb_sweep_metric {
		const char *metric, *name;
	} metrics[3];
	const char *key;          /* parameter on the x axis */
	const char *follows;      /* parameter that follows from the others, or NULL */
	const char *line_keys[3]; /* parameters that a line is named by, ends with NULL */
	bool item_is_line;        /* and not the name of a panel */
	bool median;              /* of the samples, and p99; else the mean */
	double scale;             /* of a value on the y axis */
	struct xnb_curve_axes axes;
	const char *what;
	bool caches; /* the sizes of the host's caches are marked on the x axis */
};

struct xnb_sweep_plot {
	const struct xnb_sweep *about;
	struct xnb_curves curves;
	struct xnb_param_labels lines;
	struct xnb_unit_counts units;
	size_t n_single;  /* series of things that the run has at one place only */
	size_t n_too_few; /* series without a median */
	bool has_upper;
};

/* Marks the sizes of the caches, where the run says them. */
void xnb_sweep_mark_caches(struct xnb_curves *curves, const struct xnb_report_data *data);

/* Takes in the series of things that the run has at two places of the x axis or more. */
int xnb_sweep_collect(struct xnb_sweep_plot *plot, const struct xnb_summaries *all,
                      struct xnb_error *err);

#endif
