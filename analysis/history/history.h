/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Series over the runs of the history, and where they changed.
 *
 * Series belong together by host, topology, kind of timing, and key; their points are in
 * order of the time of the runs, those of equal times in the order in which they were
 * added. Three rules:
 *
 *   log, plain  times and rates, what varies: change points (stats/change_points.h) of
 *               the runs' means, on their logarithms where all are positive. Confirmed
 *               ones are REGRESSION or IMPROVEMENT, others suspect. Timings of emulated
 *               and of counted runs, and of those that do not say what they are, get no
 *               verdict.
 *   exact       where no run has different values, any change of the constant is a change
 *               point: REGRESSION or IMPROVEMENT by how far it is from what it should be
 *               (analysis/compare/rule.h), CHANGED where nothing says which is better.
 *               Where runs have different values, their means are judged as `plain` ones.
 *   record      what nobody judges
 */
#ifndef XNB_ANALYSIS_HISTORY_HISTORY_H
#define XNB_ANALYSIS_HISTORY_HISTORY_H

#include "analysis/compare/compare.h"
#include "analysis/metadata.h"
#include "base/error.h"
#include "rundir/strings.h"
#include "stats/change_points.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum xnb_history_rule {
	XNB_HISTORY_LOG,
	XNB_HISTORY_PLAIN,
	XNB_HISTORY_EXACT,
	XNB_HISTORY_RECORD,
};

enum xnb_history_verdict {
	XNB_HISTORY_REGRESSION,
	XNB_HISTORY_CHANGED, /* exact, and nothing says which way is better */
	XNB_HISTORY_SUSPECT,
	XNB_HISTORY_IMPROVEMENT,
	XNB_HISTORY_UNCHANGED, /* of a series: no change point */
	XNB_HISTORY_TOO_FEW,   /* of a series: fewer runs than XNB_HISTORY_LEAST */
	XNB_HISTORY_NOT_JUDGED,
	XNB_N_HISTORY_VERDICTS,
};

/* The timing of a samples.csv from elsewhere, which is taken for what it is said to be.
 */
#define XNB_HISTORY_TABLE "table"

/* With fewer runs nothing is said of what varies. */
enum { XNB_HISTORY_LEAST = 4 };

/* Something that run.json says of a run's environment. */
struct xnb_history_fact {
	const char *name; /* "environment.xen_changeset", "tool.commit", "node_sizes" */
	const char *value;
};

struct xnb_history_run {
	int64_t id; /* of its row */
	const char *identity, *time, *timing, *path;
	const char *host, *topology;
	struct xnb_history_fact *facts; /* by name */
	size_t n_facts;
};

struct xnb_history_point {
	size_t run;       /* index into runs */
	double value;     /* the run's mean */
	double low, high; /* its 95 % interval; NAN: none */
	double least, most;
	size_t n_units, n_samples, n_left_out;
	double ideal, tolerance; /* exact: what it should be; NAN: nothing says */
};

struct xnb_history_difference {
	const char *name;
	const char *before, *after; /* "" where the run does not say */
};

struct xnb_history_change {
	size_t at; /* index of the first point of the new level */
	enum xnb_history_verdict verdict;
	double before, after;
	double relative; /* after / before - 1 */
	double p;        /* NAN for constants */
	const char
	    *why; /* for people: which methods found it, or why it is suspect only */
	/* What differs of the environment between the runs before and at
	 * `environment_at`, which is `at` or, where nothing differs there, the nearest
	 * point within XNB_CHANGE_APART where something does. */
	struct xnb_history_difference *differences;
	size_t n_differences;
	size_t environment_at;
};

struct xnb_history_series {
	int64_t id; /* "s12" for the user */
	struct xnb_compare_key key;
	const char *host, *topology, *timing;
	const char
	    *level; /* unit of analysis of the last run: "boot", "domain", "round" */
	enum xnb_history_rule rule; /* as the last run says, and so is better */
	enum xnb_better better;
	/* An error code or the like: no sample is the value 0, where the run has others
	 * of the experiment and scenario. xnb_history_check() puts such points in; they
	 * are of 0 units and samples. */
	bool is_code;
	struct xnb_history_point *points;
	size_t n_points;
	/* Filled by xnb_history_check(). */
	enum xnb_history_verdict verdict; /* the worst of its changes that count */
	const char *why;                  /* TOO_FEW, NOT_JUDGED: why; else "" */
	bool autocorrelated;
	struct xnb_history_change *changes; /* in order of time */
	size_t n_changes;
};

struct xnb_history {
	struct xnb_history_run *runs; /* by host, topology, timing, time */
	size_t n_runs;
	struct xnb_history_series *series;
	size_t n_series;
	size_t counts[XNB_N_HISTORY_VERDICTS]; /* of series, by xnb_history_check() */
	struct xnb_strings strings;            /* what the texts above point into */
};

/* NULL: any. */
struct xnb_history_filter {
	const char *host, *timing, *experiment;
	int64_t series; /* 0: any */
	int64_t run;    /* its row; 0: any */
	bool only_runs; /* no series and no facts */
};

int xnb_history_load(struct xnb_history *out, sqlite3 *sql,
                     const struct xnb_history_filter *filter, struct xnb_error *err);
void xnb_history_free(struct xnb_history *history);

/* Which changes count for verdicts and the exit code. All are found and kept. */
struct xnb_history_since {
	size_t last;      /* those at the last so many runs of a series; 0: all */
	const char *time; /* those at runs from this time on; NULL: all */
};

/*
 * Finds the changes of each series. *exit: XNB_EXIT_REGRESSION where one that counts is a
 * regression, XNB_EXIT_INCONCLUSIVE where one is suspect or CHANGED, else XNB_EXIT_OK.
 */
int xnb_history_check(struct xnb_history *history, const struct xnb_history_since *since,
                      int *exit, struct xnb_error *err);

/* Whether the change counts. */
bool xnb_history_counts(const struct xnb_history *history,
                        const struct xnb_history_series *series,
                        const struct xnb_history_change *change,
                        const struct xnb_history_since *since);

/* What differs of two runs' environments, in order of name; *out is the caller's to free.
 */
int xnb_history_differ(struct xnb_history_difference **out, size_t *n,
                       const struct xnb_history_run *before,
                       const struct xnb_history_run *after, struct xnb_error *err);

/* "REGRESSION", "suspect", ...: for people; "regression", "not-judged", ...: programs. */
const char *xnb_history_verdict_text(enum xnb_history_verdict verdict);
const char *xnb_history_verdict_name(enum xnb_history_verdict verdict);

#endif
