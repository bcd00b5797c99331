/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/student.h"

#include <math.h>

#define TINY 1e-300 /* in place of a denominator of zero, as Lentz has it */

static double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

static double not_zero(double x)
{
	return fabs(x) < TINY ? TINY : x;
}

/* The m-th pair of coefficients of the fraction, one after the other. */
static double even_step(double m, double x, double a, double b)
{
	return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
}

static double odd_step(double m, double x, double a, double b)
{
	return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
}

/* Converges in about sqrt(max(a, b)) steps for x < (a + 1) / (a + b + 2). */
static double fraction(double x, double a, double b)
{
	double most = 200 + 20 * sqrt(fmax(a, b));
	double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), value = d;

	for (double m = 1; m < most; m++) {
		double before = value;
		double step = even_step(m, x, a, b);

		d = 1 / not_zero(1 + step * d);
		c = not_zero(1 + step / c);
		value *= d * c;
		step = odd_step(m, x, a, b);
		d = 1 / not_zero(1 + step * d);
		c = not_zero(1 + step / c);
		value *= d * c;
		if (fabs(value - before) <= 1e-15 * fabs(value))
			break;
	}
	return value;
}

/* y is 1 - x, given apart so that none of the two loses digits. */
static double beta_inc(double x, double y, double a, double b)
{
	double front;

	if (x <= 0)
		return 0;
	if (y <= 0)
		return 1;
	front =
	    exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log(y));
	if (x < (a + 1) / (a + b + 2))
		return front * fraction(x, a, b) / a;
	return 1 - front * fraction(y, b, a) / b;
}

double xnb_beta_inc(double x, double a, double b)
{
	if (!(x >= 0 && x <= 1 && a > 0 && b > 0))
		return NAN;
	return beta_inc(x, 1 - x, a, b);
}

double xnb_t_tail(double t, double df)
{
	/* Beyond it differs from the normal by less than 1e-9. */
	const double infinite = 1e9;
	double sum = df + t * t;
	double tail;

	if (!(df > 0) || isnan(t))
		return NAN;
	if (df > infinite)
		return 0.5 * erfc(t / sqrt(2));
	tail = isinf(sum) ? 0 : 0.5 * beta_inc(df / sum, t * t / sum, df / 2, 0.5);
	return t < 0 ? 1 - tail : tail;
}

static double log_density(double t, double df)
{
	if (df > 1e9)
		return -0.5 * t * t - 0.5 * log(2 * M_PI);
	return log_gamma((df + 1) / 2) - log_gamma(df / 2) - 0.5 * log(df * M_PI) -
	       (df + 1) / 2 * log1p(t * t / df);
}

/* t with P(T > t) = tail < 0.5. Newton's method on the logarithms of both: the curve is
 * concave, so that after the first step it comes down on the root from one side. */
static double positive_quantile(double tail, double df)
{
	double t = 2;

	for (int i = 0; i < 200; i++) {
		double p = xnb_t_tail(t, df);
		double slope = exp(log_density(t, df)) * t / p;
		double step = log(p / tail) / slope;

		if (!isfinite(step))
			return NAN;
		t *= exp(fmin(step, 50));
		if (fabs(step) < 1e-13)
			break;
	}
	return t;
}

double xnb_t_quantile(double p, double df)
{
	if (!(p > 0 && p < 1 && df > 0))
		return NAN;
	if (p == 0.5)
		return 0;
	return p < 0.5 ? -positive_quantile(p, df) : positive_quantile(1 - p, df);
}

double xnb_binomial_cdf(size_t k, size_t n, double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (k >= n)
		return 1;
	return beta_inc(1 - p, p, (double)(n - k), (double)k + 1);
}
