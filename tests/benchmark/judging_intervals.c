/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often 95 % intervals cover the truth, with a fixed number of units and with one
 * that the adaptive stop chose. */
#include "stats/describe.h"
#include "stats/interval.h"
#include "stats/order_interval.h"
#include "stats/stopping.h"
#include "stats/verdict.h"
#include "tests/benchmark/judging_noise.h"
#include "tests/benchmark/judging_rows.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#define SPREAD 0.02 /* standard deviation of the logarithms of the units */
#define TARGET 0.02 /* half width at which to stop */

enum { MOST_UNITS = 30, MOST_VALUES = 4000 };

static const struct {
	const char *name;
	shape draw;
	double low, high;
} shapes[] = {
    {"normal", normal, 0.93, 0.97},
    {"heavy-tailed", heavy_tailed, 0.93, 0.97},
    {"skewed", skewed, 0.87, 1},
};

enum { N_SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

static void draw_units(double *units, size_t n, shape draw, gsl_rng *random)
{
	for (size_t i = 0; i < n; i++)
		units[i] = exp(SPREAD * draw(random));
}

static bool covers(const struct xnb_interval *interval, double truth)
{
	return interval->low <= truth && truth <= interval->high;
}

static void cover(size_t s, size_t n, gsl_rng *random)
{
	double a[MOST_UNITS], b[MOST_UNITS];
	size_t means = 0, ratios = 0;
	char what[96];

	for (size_t i = 0; i < TRIALS; i++) {
		struct xnb_judgement j;
		struct xnb_interval mean;

		draw_units(a, n, shapes[s].draw, random);
		draw_units(b, n, shapes[s].draw, random);
		mean = xnb_log_interval(a, n);
		means += covers(&mean, 1);
		xnb_judge(&j, (struct xnb_arm){a, n}, (struct xnb_arm){b, n},
		          XNB_DIRECTION_LOWER, 0.02);
		ratios += covers(&j.ratio, 1);
	}
	snprintf(what, sizeof(what), "interval of a mean, %s, %zu units: covers",
	         shapes[s].name, n);
	row_between(what, shapes[s].low, shapes[s].high, (double)means / TRIALS);
	snprintf(what, sizeof(what), "interval of a ratio, %s, %zu units: covers",
	         shapes[s].name, n);
	row_between(what, shapes[s].low, shapes[s].high, (double)ratios / TRIALS);
}

/* The median of exp(x) where x is exponential less 1. */
static void cover_median(gsl_rng *random)
{
	double values[MOST_UNITS], median = exp(SPREAD * (M_LN2 - 1));
	size_t covered = 0;

	for (size_t i = 0; i < TRIALS; i++) {
		struct xnb_interval interval;

		draw_units(values, MOST_UNITS, skewed, random);
		xnb_sort(values, MOST_UNITS);
		interval = xnb_quantile_interval_sorted(values, MOST_UNITS, 0.5);
		covered += covers(&interval, median);
	}
	row_at_least("interval of a median, skewed, 30 values: covers", 0.95,
	             (double)covered / TRIALS);
}

void cover_means(gsl_rng *random)
{
	static const size_t units[] = {5, 10, 30};

	for (size_t s = 0; s < N_SHAPES; s++)
		for (size_t i = 0; i < 3; i++)
			cover(s, units[i], random);
	cover_median(random);
}

struct stops {
	size_t covered, never;
	double units;
};

/* Looks after each unit of `per_unit` values until it may stop. The first ten cannot. */
static void stop_once(struct stops *stops, const double *values, size_t per_unit,
                      double truth)
{
	struct xnb_span spans[MOST_VALUES];
	struct xnb_precision p;
	double sum = 0;

	for (size_t n = 0; n < MOST_VALUES / per_unit;) {
		double mean = 0;

		spans[n] = (struct xnb_span){.first = n * per_unit, .n = per_unit};
		for (size_t i = 0; i < per_unit; i++)
			mean += values[n * per_unit + i] / (double)per_unit;
		sum += log(mean);
		if (++n * per_unit < XNB_STOP_LEAST_EFFECTIVE)
			continue;
		xnb_look_at_precision(&p, values, spans, n, TARGET);
		if (p.lacks != XNB_STOP_LACKS_NOTHING)
			continue;
		stops->units += (double)n;
		stops->covered += fabs(sum / (double)n - truth) <= log1p(p.half_width);
		return;
	}
	stops->never++;
}

static void print_stops(const char *what, double wanted, const struct stops *stops)
{
	char text[128];

	snprintf(text, sizeof(text), "%s (stops after %.0f on average): covers", what,
	         stops->units / (double)(TRIALS - stops->never));
	row_at_least(text, wanted,
	             (double)stops->covered / (double)(TRIALS - stops->never));
}

static void stop_on_values(double rho, double spread, double wanted, gsl_rng *random)
{
	double values[MOST_VALUES];
	struct stops stops = {0};
	char what[64];

	for (size_t i = 0; i < TRIALS; i++) {
		make_autoregressive(values, MOST_VALUES, rho, random);
		for (size_t k = 0; k < MOST_VALUES; k++)
			values[k] = exp(spread * values[k]);
		stop_once(&stops, values, 1, 0);
	}
	snprintf(what, sizeof(what), "adaptive stop, rho %g, noise %g %%", rho,
	         100 * spread);
	print_stops(what, wanted, &stops);
}

/* Domains of ten iterations, the domains autocorrelated. */
static void stop_on_domains(double rho, double wanted, gsl_rng *random)
{
	enum { PER_UNIT = 10, UNITS = MOST_VALUES / PER_UNIT };
	const double domain = 0.02, iteration = 0.03;
	double domains[UNITS], values[MOST_VALUES];
	struct stops stops = {0};
	char what[64];

	for (size_t i = 0; i < TRIALS; i++) {
		make_autoregressive(domains, UNITS, rho, random);
		for (size_t k = 0; k < MOST_VALUES; k++)
			values[k] = (1 + domain * domains[k / PER_UNIT]) *
			            (1 + iteration * normal(random));
		/* E log(mean) = - variance / 2, nearly */
		stop_once(&stops, values, PER_UNIT,
		          -(domain * domain + iteration * iteration / PER_UNIT) / 2);
	}
	snprintf(what, sizeof(what), "adaptive stop, domains of ten, rho %g", rho);
	print_stops(what, wanted, &stops);
}

void stop_adaptively(gsl_rng *random)
{
	stop_on_values(0, 0.03, 0.92, random);
	stop_on_values(0, 0.08, 0.92, random);
	stop_on_values(0.7, 0.03, 0.9, random);
	stop_on_domains(0, 0.92, random);
	stop_on_domains(0.7, 0.9, random);
}
