/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary.h"
#include "stats/describe.h"
#include "stats/interval.h"
#include "stats/quantile.h"

#include <math.h>
#include <stdlib.h>

static const struct {
	double p;
	const char *name;
} wanted[XNB_N_QUANTILES] = {
    {0.5, "p50"}, {0.9, "p90"}, {0.99, "p99"}, {0.999, "p99.9"}, {0.9999, "p99.99"},
};

/* The values of a series, sorted, of one unit behind the other. */
struct units {
	double *values;
	size_t *ends; /* behind the last value of each unit */
	size_t n, n_values;
};

static void units_free(struct units *units)
{
	free(units->values);
	free(units->ends);
}

static int units_make(struct units *units, const struct xnb_summary *s,
                      struct xnb_error *err)
{
	units->values = calloc(s->series->n_samples + 1, sizeof(*units->values));
	units->ends = calloc(s->n_units + 1, sizeof(*units->ends));
	if (!units->values || !units->ends)
		return xnb_fail_nomem(err);
	for (size_t u = 0; u < s->n_units; u++) {
		size_t begin = units->n_values;

		for (size_t i = 0; i < s->series->n_samples; i++)
			if (xnb_unit_has(&s->units[u], s->series->samples[i], s->level))
				units->values[units->n_values++] =
				    s->series->samples[i]->value;
		xnb_sort(units->values + begin, units->n_values - begin);
		units->ends[units->n++] = units->n_values;
	}
	return 0;
}

/* The quantile of each unit; false where there are too few units, or one is too small. */
static bool quantile_of_each(double *quantiles, const struct units *units, double p,
                             size_t least)
{
	size_t begin = 0;

	if (units->n < XNB_LEAST_UNITS)
		return false;
	for (size_t u = 0; u < units->n; begin = units->ends[u++]) {
		size_t n = units->ends[u] - begin;

		if (n < least)
			return false;
		quantiles[u] = xnb_quantile_sorted(units->values + begin, n, p);
	}
	return true;
}

/* Geometric, unless a value is not positive. */
static struct xnb_interval over_units(const double *quantiles, size_t n)
{
	struct xnb_interval got = xnb_log_interval(quantiles, n);

	return isfinite(got.center) ? got : xnb_mean_interval(quantiles, n);
}

int xnb_summary_quantiles(struct xnb_quantile_row rows[XNB_N_QUANTILES],
                          const struct xnb_summary *summary, struct xnb_error *err)
{
	struct units units = {0};
	double *quantiles = calloc(summary->n_units + 1, sizeof(*quantiles));
	int result = quantiles ? units_make(&units, summary, err) : xnb_fail_nomem(err);

	for (size_t i = 0; !result && i < XNB_N_QUANTILES; i++) {
		size_t least = xnb_quantile_least_n(wanted[i].p);
		struct xnb_interval got = {NAN, NAN, NAN};

		bool by_unit = quantile_of_each(quantiles, &units, wanted[i].p, least);

		if (by_unit)
			got = over_units(quantiles, units.n);
		rows[i] = (struct xnb_quantile_row){wanted[i].p,
		                                    wanted[i].name,
		                                    least,
		                                    got.center,
		                                    got.low,
		                                    got.high,
		                                    !by_unit && units.n_values >= least};
	}
	/* Sorted through all units only now: the pooled ones need no order of units. */
	if (!result)
		xnb_sort(units.values, units.n_values);
	for (size_t i = 0; !result && i < XNB_N_QUANTILES; i++)
		if (rows[i].pooled)
			rows[i].value =
			    xnb_quantile_sorted(units.values, units.n_values, rows[i].p);
	units_free(&units);
	free(quantiles);
	return result;
}
