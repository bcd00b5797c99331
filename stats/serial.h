/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How values depend on their place in time. All take the values in order of time and the
 * spans in which they were taken in one go (span.h; the ids are not looked at):
 * neighbours are such within a span only, and each span has a mean of its own, so that
 * what differs from domain to domain is neither autocorrelation nor drift. To look at
 * drift from domain to domain, give the means of the domains, one span a boot. One pass
 * or two over the values, no memory.
 */
#ifndef XNB_STATS_SERIAL_H
#define XNB_STATS_SERIAL_H

#include "stats/span.h"

#include <stdbool.h>
#include <stddef.h>

/* Fewer have no autocorrelation that could be told from chance. */
enum { XNB_SERIAL_LEAST = 10 };

struct xnb_autocorrelation {
	/* At lag 1, pooled over the spans, and corrected for the bias that comes from
	 * estimating each span's mean: -(1 + 4 rho) / n (Marriott and Pope 1954). -1 to
	 * 1; 0 where no value differs from another; NAN with fewer than
	 * XNB_SERIAL_LEAST pairs of neighbours. */
	double rho;
	double n_effective; /* xnb_effective_n() of all values; NAN where rho is */
	/* Worth a flag: rho is at least 0.1 and unlikely (one-sided p < 0.005, by
	 * 1 / sqrt(n), Bartlett 1946) where neighbours are independent. */
	bool flagged;
};

void xnb_autocorrelate(struct xnb_autocorrelation *out, const double *values,
                       const struct xnb_span *spans, size_t n_spans);

/* n (1 - rho) / (1 + rho), what n values of a first-order autoregressive process are
 * worth for their mean; not more than n (a negative rho is not relied on), not less than
 * 1 (where n >= 1). */
double xnb_effective_n(double n, double rho);

/* A trend that is common to all spans, by least squares. */
struct xnb_drift {
	/* How far the values rise (fall where negative) from the first to the last of a
	 * span of mean length, as a fraction of their mean; NAN where it cannot be told:
	 * fewer than XNB_SERIAL_LEAST values beyond one a span, fewer than 8 effective
	 * ones (with so few a trend and a slow swing look alike), or a mean of 0. */
	double change;
	/* Two-sided, right under autocorrelation: the deviations from the trend count as
	 * an effective number of them (Santer et al. 2000, J. Geophys. Res. 105:7337),
	 * after spans longer than 256 values have become 256 batch means. NAN where
	 * `change` is. */
	double p;
	/* p < 0.005 and a change of at least 1 %. Simulated, steady values are flagged in
	 * less than 1 %, in up to 2.5 % where one span of 30 to 100 values has rho 0.9.
	 */
	bool flagged;
};

void xnb_find_drift(struct xnb_drift *out, const double *values,
                    const struct xnb_span *spans, size_t n_spans);

#endif
