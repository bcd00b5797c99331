/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of a figure that compares scenarios. Where means are drawn: one for each
 * scenario and pair of nodes that the chosen variants have a series of, because such
 * series are never pooled. Where each domain is drawn by itself: one for each scenario
 * and its parameters (order of the extents, type of the domain), whatever the nodes.
 */
#ifndef XNB_ANALYSIS_PLOT_ROWS_H
#define XNB_ANALYSIS_PLOT_ROWS_H

#include "analysis/param_labels.h"
#include "analysis/plot/variant.h"
#include "analysis/report_data.h"
#include "analysis/unit_counts.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_row {
	const char *scenario, *cpu_node, *mem_node; /* no nodes: a whole scenario's row */
	const char *params;                         /* of such a row; else "" */
	bool alone;                                 /* the scenario has no other row */
	/* What to draw of each variant, the first of them where a row is a scenario's;
	 * NULL where there is no such series. */
	const struct xnb_summary *summaries[XNB_MOST_VARIANTS];
	size_t n_units[XNB_MOST_VARIANTS]; /* of all its series */
};

struct xnb_rows {
	struct xnb_row *rows; /* in the order of run.json's scenarios */
	size_t n;
	struct xnb_param_labels labels; /* how whole scenarios' rows differ */
};

enum xnb_rows_by {
	XNB_ROWS_BY_NODES,
	XNB_ROWS_BY_SCENARIO,
};

/*
 * Leaves out what only the node x node matrices show: `local` and `remote` with other
 * nodes than A and B.
 */
int xnb_rows_collect(struct xnb_rows *out, const struct xnb_report_data *data,
                     const char *experiment, const char *metric,
                     const struct xnb_variants *variants, enum xnb_rows_by by,
                     struct xnb_error *err);
void xnb_rows_free(struct xnb_rows *rows);

/* Whether the row shows this series as its variant `v`. */
bool xnb_row_has(const struct xnb_row *row, const struct xnb_series *series,
                 enum xnb_rows_by by);

/* Whether only the node x node matrices show this series: `local` or `remote` with other
 * nodes than A and B. */
bool xnb_rows_only_matrix_has(const struct xnb_report_data *data,
                              const struct xnb_series *series);

/* "default 0→0+1": the nodes of the vCPUs and of the pages, as measured; only "default"
 * where neither is known of its only row. A row of a whole scenario: "default order 9,
 * pv", where the rows differ in that. Not cleaned. */
void xnb_row_label(struct xnb_buf *label, const struct xnb_rows *rows, size_t i);

/* Letters of the longest label. */
size_t xnb_rows_longest_label(const struct xnb_rows *rows);

/* The units that the summaries of the rows rest on. */
void xnb_rows_count_units(struct xnb_unit_counts *counts, const struct xnb_rows *rows);

#endif
