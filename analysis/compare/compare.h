/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two arms compared, BASE and NEW: what differs of their environments, which series
 * cannot be compared and why, and a verdict for each of the others.
 *
 * An arm is one run or several. Their units of analysis are pooled, never their samples.
 * A boot is known by its id in run.json, so that two run directories of one boot are one
 * boot; boots of a bare samples.csv, and those of runs whose instructions were counted
 * (where each boot draws the same id), are known by their file.
 *
 * Two rules (docs/design.md says why):
 *
 *   timed   times and rates, on the logarithms of unit means: the ratio new / base with
 *           its intervals, judged against the margin (stats/verdict.h). The unit is the
 *           boot; the domain, or round, only where both arms lie within one and the same
 *           boot, or where that was asked for (`within_boot`) and an arm has fewer than
 *           XNB_LEAST_UNITS boots. Where both arms have the same boots they are compared
 *           boot by boot.
 *
 *   exact   counts, codes, shares, verdicts of checks, instructions: identical, better or
 *           worse (stats/exact.h), never a logarithm. What is compared is how far a value
 *           is from what it should be (struct xnb_compare_series, `ideal`). The nodes are
 *           what placement measures, so exact series are matched whatever nodes they
 * name.
 */
#ifndef XNB_ANALYSIS_COMPARE_COMPARE_H
#define XNB_ANALYSIS_COMPARE_COMPARE_H

#include "analysis/metadata.h"
#include "analysis/summary.h"
#include "base/buf.h"
#include "base/error.h"
#include "rundir/strings.h"
#include "stats/interval.h"
#include "stats/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum xnb_compare_side {
	XNB_BASE,
	XNB_NEW,
	XNB_N_SIDES,
};

/* "metric", or "experiment/metric", is better this way whatever a run says. */
struct xnb_compare_direction {
	const char *metric;
	size_t length; /* of `metric`, which need not end there */
	enum xnb_better better;
};

struct xnb_compare_request {
	struct {
		const char **paths; /* run directories or samples.csv */
		size_t n;
	} arms[XNB_N_SIDES];
	double margin; /* 0.02 is 2 %; finite, 0 or more */
	bool within_boot;
	struct xnb_compare_direction *directions;
	size_t n_directions;
};

/* One thing that the arms' environments do not have in common. */
struct xnb_compare_difference {
	const char *name;               /* for people: "Xen version", "dom0 kernel" */
	const char *key;                /* in run.json: "environment.xen_version" */
	const char *value[XNB_N_SIDES]; /* runs of one arm that differ: joined by " | " */
};

/* A series is the same in both arms by this key. */
struct xnb_compare_key {
	const char *experiment, *scenario, *item, *params;
	const char *cpu_node, *mem_node; /* "" for exact series */
	const char *metric, *unit;
	bool says_unit; /* another series differs in the unit only, so the name has it */
};

enum xnb_compare_reason {
	XNB_REFUSED_ONLY_BASE, /* NEW has no such series */
	XNB_REFUSED_ONLY_NEW,
	XNB_REFUSED_RECORD,         /* run.json says that nobody judges it */
	XNB_REFUSED_DETAIL,         /* another series of the same samples judges it */
	XNB_REFUSED_NO_DIRECTION,   /* nothing says which way is better */
	XNB_REFUSED_DIRECTIONS,     /* the arms say different ways */
	XNB_REFUSED_UNITS,          /* the other arm has the metric in other units */
	XNB_REFUSED_LEVELS,         /* the runs repeat different things within a boot */
	XNB_REFUSED_TIMING,         /* emulated, counted, or not known */
	XNB_REFUSED_TIMINGS,        /* a different kind of timing in the other arm */
	XNB_REFUSED_TOPOLOGY,       /* other nodes, CPUs, memory or distances */
	XNB_REFUSED_NO_MEASUREMENT, /* all samples of an arm are flagged as none */
	XNB_REFUSED_NOT_POSITIVE,   /* no ratio of a value that is 0 or less */
	XNB_N_REFUSED,
};

struct xnb_compare_refused {
	struct xnb_compare_key key;
	enum xnb_compare_reason reason;
	const char *why; /* for people, a sentence without its full stop */
	/* BASE has values that would get a verdict, and NEW has none to hold against
	 * them: the gate does not pass. */
	bool lost;
};

/* What an arm has of a series. */
struct xnb_compare_arm {
	double *units; /* means of the units of analysis, in order of boot and number */
	size_t n_units;
	size_t n_boots, n_samples;
	size_t n_left_out;    /* samples flagged as no measurement */
	double center;        /* geometric mean of the units; exact: arithmetic */
	double min, max;      /* over the units */
	double ideal;         /* exact: what each unit should be; NAN: see `better` */
	const char *evidence; /* of a check, in words; "" where there is none */
};

struct xnb_compare_series {
	struct xnb_compare_key key;
	bool exact; /* judged by the exact rule */
	enum xnb_better better;
	enum xnb_unit_level level;         /* of the units */
	const struct xnb_subject *subject; /* the words for it */
	bool paired;                       /* boot by boot, or round by round */
	struct xnb_compare_arm arms[XNB_N_SIDES];

	/* Timed: new / base, and its two-sided 95 % and 90 % intervals. All NAN where the
	 * series is exact; low and high NAN where there are too few units. */
	struct xnb_interval ratio, ratio90;

	enum xnb_verdict verdict; /* after the correction for the gate's series */
	enum xnb_verdict alone;   /* as if it were the only series */
	/* One-sided, of seeing this by chance where it is not worse (better) by more than
	 * the margin (exact: at all), and the same after Holm over all series. NAN: not
	 * tested (nothing varies, or too few units). */
	double p_worse, p_better;
	double adjusted_worse, adjusted_better;
	/* INCONCLUSIVE: about so many more units in each arm would settle it; 0: cannot
	 * be foreseen, or does not apply. */
	size_t further;
	bool further_at_least; /* no more than that can be said: too few for a spread */
	/* For people: what the verdict does not cover, "" where that is nothing; and what
	 * it rests on, that included. */
	const char *scope, *note;
};

struct xnb_compare_arm_facts {
	const char **paths;
	size_t n_paths;
	size_t n_boots;
	const char *timing; /* "real", ... ; "" unknown; differing ones joined by " | " */
};

struct xnb_compare {
	double margin;
	bool within_boot;
	struct xnb_compare_arm_facts arms[XNB_N_SIDES];

	struct xnb_compare_difference
	    *differences; /* Xen, CPU, topology, tool, settings */
	size_t n_differences;
	const char **warnings; /* incomplete runs, torn lines, what was not known, ... */
	size_t n_warnings;
	struct xnb_compare_refused *refused; /* by reason, then as in samples.csv */
	size_t n_refused, n_lost;
	/* By experiment, then the worst first. */
	struct xnb_compare_series *series;
	size_t n_series;

	size_t counts[XNB_N_VERDICTS]; /* series, by verdict */
	enum xnb_verdict verdict;      /* of the gate, which is all series */
	const char *why;               /* for people: what the gate's verdict rests on */
	int exit;                      /* enum xnb_exit */

	struct xnb_strings strings; /* what the texts above point into */
};

/* Reads the runs, one at a time, and judges. The errors are the reader's, with the path;
 * the caller frees *out with xnb_compare_free(). */
int xnb_compare(struct xnb_compare **out, const struct xnb_compare_request *request,
                struct xnb_error *err);
void xnb_compare_free(struct xnb_compare *compare);

/* "only-base", "units", ...: a stable word for programs. */
const char *xnb_compare_reason_name(enum xnb_compare_reason reason);

/* "bandwidth/local/triad bytes=4194304, nodes 0 -> 1: bandwidth", with " [B/s]" where
 * key->says_unit: a name for people that no other series of the comparison has. Plain
 * text: not escaped for anything. */
void xnb_compare_key_describe(struct xnb_buf *text, const struct xnb_compare_key *key);

#endif
