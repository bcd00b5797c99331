/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that figures, tables and the page are made from, worked out once. */
#ifndef XNB_ANALYSIS_REPORT_DATA_H
#define XNB_ANALYSIS_REPORT_DATA_H

#include "analysis/extent_map.h"
#include "analysis/flags.h"
#include "analysis/placement.h"
#include "analysis/series.h"
#include "analysis/subject.h"
#include "analysis/summary.h"
#include "analysis/verdicts.h"
#include "base/error.h"
#include "rundir/reader.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_report_data {
	struct xnb_run *run;
	const struct xnb_subject *subject;
	struct xnb_summaries summaries;
	struct xnb_extent_maps maps;
	struct xnb_placement *placements;
	size_t n_placements;
	struct xnb_verdicts verdicts;
	struct xnb_flag_count *flags;
	size_t n_flags;
	/* A and B of the scenarios as they stand in mem_node; "" where the run does not
	 * say. */
	char node_a[24], node_b[24];
	/*
	 * What every figure and table of timings has to say of them: NULL for real ones.
	 * A short line for a figure's inside, and a sentence for captions.
	 */
	const char *timing_mark, *timing_sentence;
	const char *timing_word; /* "emulated", ...; NULL for real ones */
	/* The same of what is no timing: NULL where the host is not emulated. */
	const char *host_mark, *host_sentence;
	double column; /* inches of every figure; 0: each as it needs */
	bool counted;  /* instructions instead of time: path lengths, which are exact */
	/* They are not times of hardware at all, so nothing is concluded from them. */
	bool timing_without_verdict;
};

/* `path` is a run directory or a samples.csv; the errors are the reader's. */
int xnb_report_data_load(struct xnb_report_data **out, const char *path,
                         struct xnb_error *err);
void xnb_report_data_free(struct xnb_report_data *data);

/* Whether the run has samples of the experiment that are no warm-ups. */
bool xnb_report_has(const struct xnb_report_data *data, const char *experiment);

/* The text of run.json at "a.b.c", or "" where there is none; numbers are not texts. */
const char *xnb_report_meta_text(const struct xnb_report_data *data, const char *path);

/* The value itself, or NULL. Owned by the run. */
const json_t *xnb_report_meta(const struct xnb_report_data *data, const char *path);

#endif
