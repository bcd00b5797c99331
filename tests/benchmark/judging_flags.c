/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often values that are as they should be are flagged, and those that are not. */
#include "stats/modes.h"
#include "stats/serial.h"
#include "tests/benchmark/judging_noise.h"
#include "tests/benchmark/judging_rows.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { SOME = 300, MANY = 1000 };

static double lognormal(gsl_rng *random)
{
	return exp(normal(random));
}

static double one_in_ten_slow(gsl_rng *random)
{
	return normal(random) + (gsl_rng_uniform(random) < 0.1 ? 8 : 0);
}

static double half_slow(gsl_rng *random)
{
	return normal(random) + (gsl_rng_uniform(random) < 0.5 ? 8 : 0);
}

static double share_of_two_modes(shape draw, size_t n, gsl_rng *random)
{
	double values[MANY];
	struct xnb_modes modes;
	size_t flagged = 0;

	for (size_t i = 0; i < TRIALS; i++) {
		for (size_t k = 0; k < n; k++)
			values[k] = draw(random);
		if (xnb_find_modes(&modes, values, n, NULL))
			return NAN;
		flagged += modes.flagged;
	}
	return (double)flagged / TRIALS;
}

static void flag_modes(gsl_rng *random)
{
	row_at_most("two modes flagged, normal, 300 values", 0.01,
	            share_of_two_modes(normal, SOME, random));
	row_at_most("two modes flagged, lognormal, 300 values", 0.01,
	            share_of_two_modes(lognormal, SOME, random));
	row_at_most("two modes flagged, heavy-tailed, 300 values", 0.01,
	            share_of_two_modes(heavy_tailed, SOME, random));
	row_at_least("two modes found, 50 : 50, 100 values", 0.95,
	             share_of_two_modes(half_slow, 100, random));
	row_at_least("two modes found, 90 : 10, 1000 values", 0.95,
	             share_of_two_modes(one_in_ten_slow, MANY, random));
}

/* Ten spans of 30 values, with noise of 3 %. */
static void flag_order(double rho, double drift, gsl_rng *random, double *drifts,
                       double *autocorrelated)
{
	enum { SPANS = 10, LENGTH = 30 };
	double values[SPANS * LENGTH];
	struct xnb_span spans[SPANS];
	struct xnb_drift d;
	struct xnb_autocorrelation a;

	*drifts = *autocorrelated = 0;
	for (size_t i = 0; i < TRIALS; i++) {
		for (size_t k = 0; k < SPANS; k++) {
			spans[k] = (struct xnb_span){.first = k * LENGTH, .n = LENGTH};
			make_autoregressive(values + k * LENGTH, LENGTH, rho, random);
		}
		for (size_t k = 0; k < SPANS * LENGTH; k++)
			values[k] = 100 + 3 * values[k] +
			            drift * (double)(k % LENGTH) / (LENGTH - 1);
		xnb_find_drift(&d, values, spans, SPANS);
		xnb_autocorrelate(&a, values, spans, SPANS);
		*drifts += d.flagged / (double)TRIALS;
		*autocorrelated += a.flagged / (double)TRIALS;
	}
}

void flag_shapes(gsl_rng *random)
{
	double drifts, autocorrelated;

	flag_modes(random);
	flag_order(0, 0, random, &drifts, &autocorrelated);
	row_at_most("drift flagged, steady, independent", 0.01, drifts);
	row_at_most("autocorrelation flagged, independent", 0.01, autocorrelated);
	flag_order(0.7, 0, random, &drifts, &autocorrelated);
	row_at_most("drift flagged, steady, rho 0.7", 0.01, drifts);
	row_at_least("autocorrelation found, rho 0.7", 0.95, autocorrelated);
	flag_order(0, 3, random, &drifts, &autocorrelated);
	row_at_least("drift of 3 % in noise of 3 % found, 10 x 30 values", 0.95, drifts);
}
