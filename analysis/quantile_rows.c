/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary_parts.h"
#include "stats/describe.h"
#include "stats/interval.h"
#include "stats/order_interval.h"
#include "stats/quantile.h"
#include "stats/select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double wanted[XNB_N_QUANTILES] = {0.5, 0.9, 0.99, 0.999, 0.9999};
static const char *const names[XNB_N_QUANTILES] = {"p50", "p90", "p99", "p99.9",
                                                   "p99.99"};

const char *xnb_quantile_basis_name(enum xnb_quantile_basis basis)
{
	static const char *const words[] = {
	    [XNB_QUANTILE_REFUSED] = "refused",
	    [XNB_QUANTILE_POOLED] = "pooled",
	    [XNB_QUANTILE_OF_UNITS] = "units",
	    [XNB_QUANTILE_ORDERED] = "order",
	};

	return words[basis];
}

/* The values of a series, of one unit behind the other, and the quantiles of each. */
struct units {
	double *values;
	size_t n_values;
	size_t *begins; /* of each unit, and behind the last */
	size_t n;
	double *quantiles; /* by wanted quantile, then by unit */
	size_t least;      /* values in the smallest unit */
};

static void units_free(struct units *units)
{
	free(units->values);
	free(units->begins);
	free(units->quantiles);
}

static size_t unit_of(const struct xnb_summary *s, const struct xnb_span *span)
{
	struct xnb_unit_value key = {.boot = span->boot,
	                             .id = xnb_span_unit(span, s->level)};
	const struct xnb_unit_value *found =
	    bsearch(&key, s->units, s->n_units, sizeof(key), xnb_unit_compare);

	return (size_t)(found - s->units);
}

static void sort_into_units(struct units *units, const struct xnb_summary *s)
{
	const struct xnb_series *series = s->series;
	size_t *ends = units->begins + 1; /* grow up to the begin of the next */

	for (size_t u = 0, at = 0; u < s->n_units; at += s->units[u++].n)
		ends[u] = at;
	for (size_t i = 0; i < series->n_spans; i++) {
		const struct xnb_span *span = &series->spans[i];
		size_t *end = &ends[unit_of(s, span)];

		memcpy(units->values + *end, series->values + span->first,
		       span->n * sizeof(double));
		*end += span->n;
	}
}

static int units_make(struct units *units, const struct xnb_summary *s,
                      struct xnb_error *err)
{
	units->n = s->n_units;
	units->n_values = s->series->n_values;
	units->values = calloc(units->n_values + 1, sizeof(double));
	units->begins = calloc(units->n + 2, sizeof(*units->begins));
	units->quantiles = calloc(XNB_N_QUANTILES * (units->n + 1), sizeof(double));
	if (!units->values || !units->begins || !units->quantiles)
		return xnb_fail_nomem(err);
	sort_into_units(units, s);
	units->least = units->n ? SIZE_MAX : 0;
	for (size_t u = 0; u < units->n; u++) {
		double quantiles[XNB_N_QUANTILES];
		size_t n = s->units[u].n;

		xnb_select_quantiles(quantiles, wanted, XNB_N_QUANTILES,
		                     units->values + units->begins[u], n);
		for (size_t i = 0; i < XNB_N_QUANTILES; i++)
			units->quantiles[i * units->n + u] = quantiles[i];
		units->least = n < units->least ? n : units->least;
	}
	return 0;
}

/* Geometric, unless a value is not positive. */
static struct xnb_interval over_units(const double *quantiles, size_t n)
{
	struct xnb_interval got = xnb_log_interval(quantiles, n);

	return isfinite(got.center) ? got : xnb_mean_interval(quantiles, n);
}

static enum xnb_quantile_basis basis_of(const struct units *units, size_t least)
{
	if (units->n_values < least)
		return XNB_QUANTILE_REFUSED;
	if (units->n == units->n_values)
		return XNB_QUANTILE_ORDERED;
	return units->n >= XNB_LEAST_UNITS && units->least >= least
	           ? XNB_QUANTILE_OF_UNITS
	           : XNB_QUANTILE_POOLED;
}

/* `pooled`: the quantiles of all values, which are sorted where they are ordered. */
static struct xnb_interval work_out(const struct units *units, size_t i,
                                    enum xnb_quantile_basis basis, const double *pooled)
{
	switch (basis) {
	case XNB_QUANTILE_OF_UNITS:
		return over_units(units->quantiles + i * units->n, units->n);
	case XNB_QUANTILE_ORDERED:
		return xnb_quantile_interval_sorted(units->values, units->n_values,
		                                    wanted[i]);
	case XNB_QUANTILE_POOLED:
		return (struct xnb_interval){pooled[i], NAN, NAN};
	default:
		return (struct xnb_interval){NAN, NAN, NAN};
	}
}

int xnb_summary_quantiles(struct xnb_quantile_row rows[XNB_N_QUANTILES],
                          const struct xnb_summary *summary, struct xnb_error *err)
{
	struct units units = {0};
	double pooled[XNB_N_QUANTILES];

	if (units_make(&units, summary, err)) {
		units_free(&units);
		return -1;
	}
	/* Mixed up only now: of the pooled ones the order of units does not matter. */
	if (units.n == units.n_values)
		xnb_sort(units.values, units.n_values);
	else
		xnb_select_quantiles(pooled, wanted, XNB_N_QUANTILES, units.values,
		                     units.n_values);
	for (size_t i = 0; i < XNB_N_QUANTILES; i++) {
		size_t least = xnb_quantile_least_n(wanted[i]);
		enum xnb_quantile_basis basis = basis_of(&units, least);
		struct xnb_interval got = work_out(&units, i, basis, pooled);

		rows[i] = (struct xnb_quantile_row){
		    wanted[i], names[i], least, got.center, got.low, got.high, basis};
	}
	units_free(&units);
	return 0;
}
