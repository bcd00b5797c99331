/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a run has measured enough. Looking again and again until the interval happens to
 * be narrow makes it too narrow, and autocorrelated values make it narrower still: a
 * naive rule covers 51 to 58 % at rho = 0.7. So the rule counts effective values, n (1 -
 * rho) / (1 + rho), and less for the units where rho falls off slower than that assumes,
 * and asks for a least number of them first (docs/design.md): so many units that they
 * amount to twelve even where rho is as large as it can well be, which it takes some 28
 * independent ones to know. With ten by rho as it is estimated, the interval of domains
 * whose rho is 0.7 covered 80 % (tests/benchmark/judging). No GSL: xen-numabench-dom0
 * links this.
 */
#ifndef XNB_STATS_STOPPING_H
#define XNB_STATS_STOPPING_H

#include "stats/span.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	XNB_STOP_LEAST_UNITS = 10,     /* of analysis */
	XNB_STOP_LEAST_EFFECTIVE = 30, /* effective values in all */
	/* At the upper 95 % bound of the units' rho. */
	XNB_STOP_LEAST_EFFECTIVE_UNITS = 12,
};

/* In order of how much it lacks. */
enum xnb_stop_lack {
	XNB_STOP_LACKS_NOTHING,   /* stop: the interval is below the target */
	XNB_STOP_LACKS_PRECISION, /* go on: the interval is too wide yet */
	XNB_STOP_LACKS_EFFECTIVE, /* go on: too few effective values or units */
	XNB_STOP_LACKS_UNITS,     /* go on: too few units */
	XNB_STOP_CANNOT_SAY,      /* a value is not finite, or their mean is 0 */
};

struct xnb_precision {
	size_t n_units;
	size_t n_values;
	double rho_units;  /* of the units' means; NAN where too few */
	double rho_values; /* within the units; NAN where there are too few in each */
	double effective_units, effective_values;
	/* Of the 95 % interval of the mean of the units' means, Student's t with the
	 * effective units; as a fraction: exp(h) - 1 on the logarithms where all unit
	 * means are positive, else relative to their mean. NAN where there is none. */
	double half_width;
	enum xnb_stop_lack lacks;
};

/*
 * `values` in order of time, those of each unit of analysis (a domain, or a round) in one
 * span with at least one value; `target` is the half width to reach, as a fraction. A
 * unit may be a single value. Values that are all equal have a half width of 0.
 */
void xnb_look_at_precision(struct xnb_precision *out, const double *values,
                           const struct xnb_span *spans, size_t n_spans, double target);

/* Why a run ended, for run.json and for people. */
enum xnb_stop_reason {
	XNB_STOPPED_BY_PLAN, /* all that was planned is done; no adaptive rule */
	XNB_STOPPED_PRECISE,
	XNB_STOPPED_BY_TIME,
	XNB_STOPPED_BY_COUNT, /* the most rounds that a run may have */
	XNB_STOPPED_BY_USER,
	XNB_STOPPED_BY_FAILURE,
	XNB_N_STOP_REASONS,
};

/* "plan", "precise", "time", "rounds", "interrupted", "failed". */
const char *xnb_stop_reason_word(enum xnb_stop_reason reason);

/* One sentence without a full stop, for people. */
const char *xnb_stop_reason_text(enum xnb_stop_reason reason);

/* What is lacking, for people: "too few effective repetitions". */
const char *xnb_stop_lack_text(enum xnb_stop_lack lack);

#endif
