/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/serial.h"

#include "stats/student.h"

#include <math.h>

#define LEAST_RHO    0.1
#define LEAST_CHANGE 0.01
#define LEVEL        0.005
#define Z_LEVEL      2.5758293035489 /* normal, one-sided LEVEL */

double xnb_effective_n(double n, double rho)
{
	double effective = n * (1 - fmax(rho, 0)) / (1 + fmax(rho, 0));

	return n < 1 ? n : fmax(effective, 1);
}

/* Sums over the spans of the products of neighbours, and of the squares, both less the
 * span's mean. */
struct lagged {
	double products, squares;
	double n, n_pairs, n_spans; /* of the spans with two values or more */
};

static double mean_of(const double *values, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i] - values[0];
	return values[0] + sum / (double)n;
}

static void take_lagged(struct lagged *lagged, const double *values, size_t n)
{
	double mean, last;

	if (n < 2)
		return;
	mean = mean_of(values, n);
	last = values[0] - mean;
	lagged->squares += last * last;
	for (size_t i = 1; i < n; i++) {
		double now = values[i] - mean;

		lagged->products += last * now;
		lagged->squares += now * now;
		last = now;
	}
	lagged->n += (double)n;
	lagged->n_pairs += (double)(n - 1);
	lagged->n_spans++;
}

/* What products / squares comes to for an autoregressive process: the expectations of
 * both for spans of `length` values less their own mean, and of their quotient in all of
 * `n` values. */
static double expected_quotient(double rho, double length, double n)
{
	double power = pow(rho, length);
	/* n times the variance of the mean, and covariance of the first value with it */
	double f = (1 + rho) / (1 - rho) -
	           2 * rho * (1 - power) / (length * (1 - rho) * (1 - rho));
	double first = (1 - power) / (length * (1 - rho));
	double products = (length - 1) * rho - (length + 1) / length * f + 2 * first;

	return products / (length - f) - 2 * rho / n;
}

static double unbiased_rho(const struct lagged *lagged)
{
	double quotient = lagged->products / lagged->squares;
	double length = lagged->n / lagged->n_spans;
	double low = 0, high = 0.999;

	if (quotient <= expected_quotient(0, length, lagged->n)) /* roughly is enough */
		return fmax(-1, quotient + 1 / length);
	for (int i = 0; i < 40; i++) {
		double middle = (low + high) / 2;

		if (expected_quotient(middle, length, lagged->n) < quotient)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void finish_lagged(struct xnb_autocorrelation *out, const struct lagged *lagged,
                          double n)
{
	double chance;

	*out = (struct xnb_autocorrelation){.rho = NAN, .n_effective = NAN};
	if (lagged->n_pairs < XNB_SERIAL_LEAST)
		return;
	out->rho = lagged->squares > 0 ? unbiased_rho(lagged) : 0;
	out->n_effective = xnb_effective_n(n, out->rho);
	/* The quotient less its bias: the corrected rho varies more in short spans. */
	chance = Z_LEVEL / sqrt(lagged->n_pairs) - lagged->n_spans / lagged->n;
	out->flagged =
	    out->rho >= LEAST_RHO && lagged->products > chance * lagged->squares;
}

void xnb_autocorrelate(struct xnb_autocorrelation *out, const double *values,
                       const struct xnb_span *spans, size_t n_spans)
{
	struct lagged lagged = {0};
	double n = 0;

	for (size_t i = 0; i < n_spans; i++) {
		take_lagged(&lagged, values + spans[i].first, spans[i].n);
		n += (double)spans[i].n;
	}
	finish_lagged(out, &lagged, n);
}
