/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Data that is known to be what it is, for judging. */
#ifndef XNB_TESTS_BENCHMARK_JUDGING_NOISE_H
#define XNB_TESTS_BENCHMARK_JUDGING_NOISE_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

enum { DOMAINS = 3, ITERATIONS = 10 };

/* Standard deviations, as fractions, of what each level adds. */
struct noise {
	const char *name;
	double boot, domain, iteration;
};

double normal(gsl_rng *random);

/* Means of boots of 3 domains of 10 iterations each, around 100 (1 + change). */
void make_boots(double *means, size_t n, const struct noise *noise, double change,
                gsl_rng *random);

/* Standard deviation 1, mean 0: normal; heavy-tailed (Student's t with 3 degrees of
 * freedom); skewed (exponential). */
typedef double (*shape)(gsl_rng *random);

double heavy_tailed(gsl_rng *random);
double skewed(gsl_rng *random);

/* First-order autoregressive, standard deviation 1, mean 0. */
void make_autoregressive(double *values, size_t n, double rho, gsl_rng *random);

#endif
