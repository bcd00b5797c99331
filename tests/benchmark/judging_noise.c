/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/benchmark/judging_noise.h"

#include <gsl/gsl_randist.h>
#include <math.h>

double normal(gsl_rng *random)
{
	return gsl_ran_gaussian_ziggurat(random, 1);
}

static double boot_mean(const struct noise *noise, double level, gsl_rng *random)
{
	double boot = level * (1 + noise->boot * normal(random)), sum = 0;

	for (int i = 0; i < DOMAINS; i++) {
		double domain = boot * (1 + noise->domain * normal(random));

		for (int j = 0; j < ITERATIONS; j++)
			sum += domain * (1 + noise->iteration * normal(random));
	}
	return sum / (DOMAINS * ITERATIONS);
}

void make_boots(double *means, size_t n, const struct noise *noise, double change,
                gsl_rng *random)
{
	for (size_t i = 0; i < n; i++)
		means[i] = boot_mean(noise, 100 * (1 + change), random);
}

double heavy_tailed(gsl_rng *random)
{
	return gsl_ran_tdist(random, 3) / sqrt(3);
}

double skewed(gsl_rng *random)
{
	return gsl_ran_exponential(random, 1) - 1;
}

void make_autoregressive(double *values, size_t n, double rho, gsl_rng *random)
{
	double innovation = sqrt(1 - rho * rho);

	for (size_t i = 0; i < n; i++)
		values[i] = i ? rho * values[i - 1] + innovation * normal(random)
		              : normal(random);
}
