/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the creation of domains takes: creation.c adds it up, creation_plot.c draws it. */
#ifndef XNB_ANALYSIS_FIGURES_CREATION_H
#define XNB_ANALYSIS_FIGURES_CREATION_H

#include "analysis/param_labels.h"
#include "analysis/plot/figure.h"
#include "analysis/unit_counts.h"
#include "stats/interval.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { XNB_MOST_STEPS_OF_CREATION = 24, XNB_MOST_CREATIONS = 24 };

struct xnb_creation_bar {
	const char *params;
	double steps[XNB_MOST_STEPS_OF_CREATION]; /* s; NAN: it has no such step */
	struct xnb_interval total;
	double named; /* sum of the steps */
};

struct xnb_creation {
	struct xnb_creation_bar bars[XNB_MOST_CREATIONS];
	size_t n;
	struct xnb_creation_step {
		const char *name;
		int64_t first; /* when it was first seen, for the order */
	} steps[XNB_MOST_STEPS_OF_CREATION];
	size_t n_steps;
	struct xnb_param_labels labels;
	struct xnb_unit_counts units;
	size_t n_left_out;
};

/* What the total has beyond its steps; 0 where there is no total. */
double xnb_creation_rest(const struct xnb_creation_bar *bar);
bool xnb_creation_has_rest(const struct xnb_creation *plot);

void xnb_creation_write_data(struct xnb_buf *data, const struct xnb_creation *plot);
void xnb_creation_write_program(struct xnb_buf *program, const struct xnb_figure *figure,
                                const struct xnb_creation *plot,
                                const struct xnb_report_data *data);

#endif
