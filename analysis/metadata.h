/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What run.json says about the names in samples.csv, so that analysis takes units and
 * directions from the run and not from the code that happens to read it:
 *
 *   "scenarios":   [{"name", "summary", "expected", "expected_locality",
 *                   "expected_errno"}, ...]
 *   "experiments": [{"name", "summary",
 *                    "metrics": [{"name", "unit", "direction", "summary"}, ...]}, ...]
 *
 * with "direction" one of "higher", "lower", "exact", and "none" for a record that nobody
 * judges. All of these work on a bare
 * samples.csv too, where nothing is known.
 */
#ifndef XNB_ANALYSIS_METADATA_H
#define XNB_ANALYSIS_METADATA_H

#include "rundir/reader.h"

#include <stdbool.h>
#include <stddef.h>

enum xnb_better {
	XNB_BETTER_UNKNOWN, /* or not judged */
	XNB_BETTER_HIGHER,
	XNB_BETTER_LOWER,
	XNB_BETTER_EXACT, /* neither: identical or different */
};

/*
 * Which way is better: as run.json says for this metric of this experiment, else by the
 * unit (B/s, 1/s and ratio, one rate over another, higher; ns, us, ms, s and ticks lower;
 * 1, pages, extents, errno and instructions exact), else unknown.
 */
enum xnb_better xnb_metadata_better(const struct xnb_run *run, const char *experiment,
                                    const char *metric, const char *unit);

/* Whether run.json says that nobody judges the metric: direction "none". */
bool xnb_metadata_is_record(const struct xnb_run *run, const char *experiment,
                            const char *metric);

/* Whether the unit is one of things that are counted, or of shares of them. */
bool xnb_metadata_is_counted(const char *unit);

/* Whether the unit is one of a time or of a rate, or of a ratio of these. */
bool xnb_metadata_is_timed(const char *unit);

/* Place of the scenario in run.json's table, or SIZE_MAX where it is not there. */
size_t xnb_metadata_scenario_rank(const struct xnb_run *run, const char *scenario);

/* Locality that the scenario should give on this host; NAN where run.json has none. */
double xnb_metadata_expected_locality(const struct xnb_run *run, const char *scenario);

/* A text of run.json's entry of the scenario ("summary", "expected"); "" where there is
 * none. Owned by the run. */
const char *xnb_metadata_scenario_text(const struct xnb_run *run, const char *scenario,
                                       const char *key);

/* With which errno Xen should refuse memory to each domain of the scenario; 0 where
 * run.json names none. */
int xnb_metadata_expected_errno(const struct xnb_run *run, const char *scenario);

#endif
