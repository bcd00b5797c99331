/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a series says, with the honest interval.
 *
 * The unit of analysis is the highest level that the series repeats: the boot where it
 * has several, else the domain, else the round: where the samples have no domain, in the
 * experiments that set up everything anew each round (hypercall, semantics, builds), in
 * that of pairs (reference), and
 * where those of several domains were taken together (params `callers`, `domains`), so
 * that one says something of the other; other counts keep the domain. Samples within a
 * unit are averaged first; the 95 % interval is Student's t over the units, so that many
 * iterations within one domain do not pass for many domains. Fewer than XNB_LEAST_UNITS
 * units have no interval. A series whose samples are all flagged as no measurement
 * (analysis/series.h) has a summary without a unit and with NAN for all its figures.
 *
 * Three kinds of series, told apart by the metric's direction and its unit
 * (analysis/metadata.h):
 *
 *   exact   counts, error codes, all that has the unit 1 (shares, fractions of
 *           pages): the least and the greatest value; equal ones are a statement,
 *           never inconclusive, and no logarithm is taken
 *
 *   log     times and rates, all positive: geometric mean of the unit means, interval
 *           on the logarithms
 *
 *   plain   all else: arithmetic mean and interval
 */
#ifndef XNB_ANALYSIS_SUMMARY_H
#define XNB_ANALYSIS_SUMMARY_H

#include "analysis/metadata.h"
#include "analysis/series.h"
#include "analysis/subject.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { XNB_LEAST_UNITS = 3 };

enum xnb_summary_kind {
	XNB_SUMMARY_EXACT,
	XNB_SUMMARY_LOG,
	XNB_SUMMARY_PLAIN,
};

/* One unit of analysis: a boot, a domain, or a round. */
struct xnb_unit_value {
	int64_t boot;
	int64_t id; /* domain or block within the boot; -1 where the unit is the boot */
	size_t n;   /* samples in it */
	double mean;
};

/*
 * How much of the variation comes in at one level: standard deviation of what the level
 * adds, and its share of the whole variance (0 to 1; NAN where nothing varies at all). Of
 * the logarithms where the series is `log` (so 0.02 is 2 %), else in the series' own
 * unit. Both NAN where it is not estimable, with the reason; NULL where it is. What is
 * not estimable by itself is part of the next estimable level around it.
 */
struct xnb_variance {
	double sd, share;
	const char *why_not;
};

/* Dependence on the order in time (stats/serial.h); NAN where there are too few. */
struct xnb_serial {
	double rho;         /* lag-1 autocorrelation */
	double n_effective; /* to how many independent ones they amount */
	double change;      /* trend from first to last, as a fraction of the mean */
	bool autocorrelated, drift;
};

struct xnb_summary {
	const struct xnb_series *series;
	const struct xnb_subject *subject; /* of the run: the words for its levels */
	enum xnb_better better;
	enum xnb_summary_kind kind;
	enum xnb_unit_level level;
	/* What is repeated within one boot: domains or rounds; `level`, or what it would
	 * be with one boot. */
	enum xnb_unit_level within_boot;
	struct xnb_unit_value *units; /* in order of boot and id */
	size_t n_units;
	size_t n_boots;
	double center;    /* geometric or arithmetic mean of the unit means */
	double low, high; /* 95 % interval of it; NAN, NAN where there is none */
	const char *why_no_interval; /* for people; NULL where there is one */
	double min, max;             /* over the values; NAN where there is none */
	bool all_equal;              /* min == max */

	/* How many different boots, domains (0 where the samples have none), and rounds
	 * there are, and how many values. */
	size_t n_at[XNB_N_REPEATED];
	/* Over all values, whatever unit they belong to; NAN where there is none. `mad`
	 * is the median absolute deviation from the median, not scaled. */
	double median, iqr, mad;
	struct xnb_variance variance[XNB_N_REPEATED];

	/* In the order of time: of the values within their units, and of the units within
	 * a boot (its domains or rounds, one after the other). */
	struct xnb_serial of_values, of_units;

	/* Flags: each is a reason to look, none removes a sample. */
	bool drift;          /* values or units rise or fall in the order of time */
	bool autocorrelated; /* neighbours in time are more alike than others */
	bool two_modes;      /* the values lie in two heaps, `modes` */
	bool moved;          /* pages moved during some samples (flag `moved`) */
	struct {
		double low, high, low_share; /* means; share of values; NAN: one heap */
	} modes;

	/* What the figures cover and what not, for people: "one boot: does not cover
	 * boot-to-boot variation". */
	const char *scope;
};

struct xnb_summaries {
	struct xnb_series_set set;
	struct xnb_summary
	    *summaries; /* one for each series with more than warm-ups, in order
	                 */
	size_t n;
};

/* The run must outlive the summaries. */
int xnb_summarize(struct xnb_summaries *out, const struct xnb_run *run,
                  struct xnb_error *err);

/*
 * The same from files, without the samples in memory: 8 bytes a value. `path` is a run
 * directory or a samples.csv; `*run` has all of it but the samples and must outlive the
 * summaries. The series' sample pointers are NULL (analysis/series.h). The errors are
 * the reader's.
 */
int xnb_summaries_read(struct xnb_summaries *out, struct xnb_run **run, const char *path,
                       struct xnb_error *err);
void xnb_summaries_free(struct xnb_summaries *summaries);

/* The unit means of the series at another level than its own, as `units`; *n = 0 at
 * the level of domains where a sample has none. The caller frees *units. */
int xnb_summary_units(struct xnb_unit_value **units, size_t *n,
                      const struct xnb_summary *summary, enum xnb_unit_level level,
                      struct xnb_error *err);

/* Whether the sample belongs to this unit of a summary of that level. */
bool xnb_unit_has(const struct xnb_unit_value *unit, const struct xnb_sample *sample,
                  enum xnb_unit_level level);

/*
 * Quantiles of a series for a table: p50, p90, p99, p99.9, p99.99 in this order. `least`
 * is the fewest values for a finite 95 % interval (stats/quantile.h); with fewer a
 * quantile is refused.
 *
 *   XNB_QUANTILE_OF_UNITS  each unit of analysis has `least` values and so a quantile of
 *                          its own: geometric mean over the units, Student's t over them
 *   XNB_QUANTILE_ORDERED   each unit has a single value, so they are independent: that
 *                          of all, with the exact interval (stats/order_interval.h)
 *   XNB_QUANTILE_POOLED    that of all values, without an interval (NAN): fewer than
 *                          XNB_LEAST_UNITS units, or one has too few values, and values
 *                          within a unit are not independent
 *   XNB_QUANTILE_REFUSED   even together they are too few: all NAN
 *
 * Service time in a closed loop.
 */
enum xnb_quantile_basis {
	XNB_QUANTILE_REFUSED,
	XNB_QUANTILE_POOLED,
	XNB_QUANTILE_OF_UNITS,
	XNB_QUANTILE_ORDERED,
};

struct xnb_quantile_row {
	double p;
	const char *name;
	size_t least;
	double value, low, high;
	enum xnb_quantile_basis basis;
};

enum { XNB_N_QUANTILES = 5 };

/* "refused", "pooled", "units", "order": a stable word for programs. */
const char *xnb_quantile_basis_name(enum xnb_quantile_basis basis);

int xnb_summary_quantiles(struct xnb_quantile_row rows[XNB_N_QUANTILES],
                          const struct xnb_summary *summary, struct xnb_error *err);

#endif
