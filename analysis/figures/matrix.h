/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of a figure that goes node by node (vCPUs on one, pages on another), or CPU
 * by CPU. */
#ifndef XNB_ANALYSIS_FIGURES_MATRIX_H
#define XNB_ANALYSIS_FIGURES_MATRIX_H

#include "analysis/plot/variant.h"
#include "analysis/report_data.h"
#include "analysis/summary.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { XNB_MATRIX_MOST = 64 };

struct xnb_matrix_quantity {
	const char *experiment, *metric;
	const char *const *preferred;
	double scale;
	const char *axis, *what;
	bool dark_is_high; /* so that dark is the better or the worse everywhere: worse */
	bool all_variants; /* of an item: a series' place is among its parameters */
	bool both_ways;    /* a value is of both directions: it mirrors at the diagonal
	                    * where the other one was not measured */
	const char *columns;      /* title above them */
	const char *rows;         /* title beside them; NULL: of the workers' nodes */
	const char *one, *of_one; /* "node by node", and what the matrix leaves out */
	/* The row and the column of a series; false: it is not in the matrix. */
	bool (*place)(const struct xnb_series *series, unsigned long *row,
	              unsigned long *column);
};

/* The place of a series of the scenarios local and remote, by the nodes. */
bool xnb_matrix_by_nodes(const struct xnb_series *series, unsigned long *row,
                         unsigned long *column);
/* By the parameters `from` and `to`. */
bool xnb_matrix_by_cpus(const struct xnb_series *series, unsigned long *row,
                        unsigned long *column);

struct xnb_matrix {
	const struct xnb_matrix_quantity *about;
	struct xnb_variants variants;         /* one */
	unsigned long names[XNB_MATRIX_MOST]; /* of rows and columns, ascending */
	size_t n;
	size_t n_left_out; /* series for which there is no room, or whose cell is taken */
	/* By row and column; NULL: no series. */
	const struct xnb_summary *cells[XNB_MATRIX_MOST][XNB_MATRIX_MOST];
};

/* Start from {0}; n = 0 where the run has no such samples. */
int xnb_matrix_fill(struct xnb_matrix *matrix, const struct xnb_matrix_quantity *about,
                    const struct xnb_report_data *data, struct xnb_error *err);

#endif
