/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary_parts.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

int64_t xnb_span_unit(const struct xnb_span *span, enum xnb_unit_level level)
{
	if (level == XNB_LEVEL_BOOT)
		return -1;
	return level == XNB_LEVEL_DOMAIN ? span->domain : span->block;
}

int xnb_unit_compare(const void *p, const void *q)
{
	const struct xnb_unit_value *a = p, *b = q;

	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* As deviations from the first, so that equal values have exactly their own mean. */
static double mean_of(const double *values, size_t n)
{
	double sum = 0, mean;

	for (size_t i = 0; i < n; i++)
		sum += values[i] - values[0];
	mean = values[0] + sum / (double)n;
	if (isfinite(mean))
		return mean;
	mean = 0; /* the sum has left what a double holds; the mean need not */
	for (size_t i = 0; i < n; i++)
		mean += values[i] / (double)n;
	return mean;
}

/* Neighbours of one unit become one; returns how many are left. */
static size_t merge(struct xnb_unit_value *units, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct xnb_unit_value *unit = kept ? &units[kept - 1] : NULL;

		if (!unit || xnb_unit_compare(unit, &units[i])) {
			units[kept++] = units[i];
			continue;
		}
		unit->n += units[i].n;
		unit->mean +=
		    (units[i].mean - unit->mean) * ((double)units[i].n / (double)unit->n);
	}
	return kept;
}

static bool is_sorted(const struct xnb_unit_value *units, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (xnb_unit_compare(&units[i - 1], &units[i]) > 0)
			return false;
	return true;
}

/* Without means where `with_means` is false: for counting. */
static struct xnb_unit_value *make(size_t *n, const struct xnb_series *series,
                                   enum xnb_unit_level level, bool with_means)
{
	struct xnb_unit_value *units = calloc(series->n_spans + 1, sizeof(*units));

	for (size_t i = 0; units && i < series->n_spans; i++) {
		const struct xnb_span *span = &series->spans[i];

		units[i] = (struct xnb_unit_value){
		    .boot = span->boot,
		    .id = xnb_span_unit(span, level),
		    .n = span->n,
		    .mean =
		        with_means ? mean_of(series->values + span->first, span->n) : 0,
		};
	}
	if (!units)
		return NULL;
	if (!is_sorted(units, series->n_spans))
		qsort(units, series->n_spans, sizeof(*units), xnb_unit_compare);
	*n = merge(units, series->n_spans);
	return units;
}

int xnb_units_make(struct xnb_unit_value **units, size_t *n,
                   const struct xnb_series *series, enum xnb_unit_level level,
                   struct xnb_error *err)
{
	*units = make(n, series, level, true);
	return *units ? 0 : xnb_fail_nomem(err);
}

static bool in_domains(const struct xnb_series *series)
{
	for (size_t i = 0; i < series->n_spans; i++)
		if (series->spans[i].domain < 0)
			return false;
	return series->n_spans > 0;
}

int xnb_summary_units(struct xnb_unit_value **units, size_t *n,
                      const struct xnb_summary *summary, enum xnb_unit_level level,
                      struct xnb_error *err)
{
	if (xnb_units_make(units, n, summary->series, level, err))
		return -1;
	if (level == XNB_LEVEL_DOMAIN && !in_domains(summary->series))
		*n = 0;
	return 0;
}

int xnb_summary_count(struct xnb_summary *summary, struct xnb_error *err)
{
	const struct xnb_series *series = summary->series;

	for (unsigned i = 0; i < XNB_N_LEVELS; i++) {
		struct xnb_unit_value *units =
		    make(&summary->n_at[i], series, (enum xnb_unit_level)i, false);

		if (!units)
			return xnb_fail_nomem(err);
		free(units);
	}
	if (!in_domains(series))
		summary->n_at[XNB_LEVEL_DOMAIN] = 0;
	summary->n_at[XNB_LEVEL_SAMPLE] = series->n_values;
	return 0;
}
