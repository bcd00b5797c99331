/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary_parts.h"
#include "stats/modes.h"
#include "stats/serial.h"

#include <math.h>
#include <stdlib.h>

static void look_at(struct xnb_serial *out, const double *values,
                    const struct xnb_span *spans, size_t n_spans)
{
	struct xnb_autocorrelation neighbours;
	struct xnb_drift drift;

	xnb_autocorrelate(&neighbours, values, spans, n_spans);
	xnb_find_drift(&drift, values, spans, n_spans);
	*out = (struct xnb_serial){
	    .rho = neighbours.rho,
	    .n_effective = neighbours.n_effective,
	    .change = drift.change,
	    .autocorrelated = neighbours.flagged,
	    .drift = drift.flagged,
	};
}

/* The means of the units, one span a boot. */
static size_t line_up(double *means, struct xnb_span *spans,
                      const struct xnb_unit_value *units, size_t n)
{
	size_t n_spans = 0;

	for (size_t i = 0; i < n; i++) {
		means[i] = units[i].mean;
		if (i == 0 || units[i].boot != units[i - 1].boot)
			spans[n_spans++] =
			    (struct xnb_span){.boot = units[i].boot, .first = i};
		spans[n_spans - 1].n++;
	}
	return n_spans;
}

static int look_at_units(struct xnb_serial *out, const struct xnb_unit_value *units,
                         size_t n, struct xnb_error *err)
{
	double *means = calloc(n + 1, sizeof(*means));
	struct xnb_span *spans = calloc(n + 1, sizeof(*spans));
	int result = 0;

	if (means && spans)
		look_at(out, means, spans, line_up(means, spans, units, n));
	else
		result = xnb_fail_nomem(err);
	free(means);
	free(spans);
	return result;
}

static int look_within_boots(struct xnb_summary *s, struct xnb_error *err)
{
	struct xnb_unit_value *units;
	size_t n;
	int result;

	if (xnb_units_make(&units, &n, s->series, s->within_boot, err))
		return -1;
	result = look_at_units(&s->of_units, units, n, err);
	free(units);
	return result;
}

int xnb_summary_flags(struct xnb_summary *s, struct xnb_error *err)
{
	const struct xnb_series *series = s->series;
	struct xnb_modes modes;

	look_at(&s->of_values, series->values, series->spans, series->n_spans);
	if (look_within_boots(s, err) ||
	    xnb_find_modes(&modes, series->values, series->n_values, err))
		return -1;
	s->drift = s->of_values.drift || s->of_units.drift;
	s->autocorrelated = s->of_values.autocorrelated || s->of_units.autocorrelated;
	s->two_modes = modes.flagged;
	s->modes.low = modes.low;
	s->modes.high = modes.high;
	s->modes.low_share = modes.low_share;
	s->moved = series->n_moved > 0;
	return 0;
}
