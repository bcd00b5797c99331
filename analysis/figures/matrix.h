/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of a figure that goes node by node: vCPUs on one node, pages on another. */
#ifndef XNB_ANALYSIS_FIGURES_MATRIX_H
#define XNB_ANALYSIS_FIGURES_MATRIX_H

#include "analysis/plot/variant.h"
#include "analysis/report_data.h"
#include "analysis/summary.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { XNB_MATRIX_MOST_NODES = 64 };

struct xnb_matrix_quantity {
	const char *experiment, *metric;
	const char *const *preferred;
	double scale;
	const char *axis, *what;
	bool dark_is_high; /* so that dark is the better or the worse everywhere: worse */
};

struct xnb_matrix {
	const struct xnb_matrix_quantity *about;
	struct xnb_variants variants; /* one */
	unsigned long nodes[XNB_MATRIX_MOST_NODES];
	size_t n;
	/* By row (node of the vCPUs) and column (node of the pages); NULL: no series. */
	const struct xnb_summary *cells[XNB_MATRIX_MOST_NODES][XNB_MATRIX_MOST_NODES];
};

/* Start from {0}; n = 0 where the run has no such samples. */
int xnb_matrix_fill(struct xnb_matrix *matrix, const struct xnb_matrix_quantity *about,
                    const struct xnb_report_data *data, struct xnb_error *err);

#endif
