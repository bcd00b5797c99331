/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/serial.h"

#include "stats/serial_parts.h"

#include <math.h>

#define LEAST_RHO 0.1
#define Z_LEVEL   2.5758293035489 /* normal, one-sided 0.005 */

double xnb_effective_n(double n, double rho)
{
	double effective = n * (1 - fmax(rho, 0)) / (1 + fmax(rho, 0));

	return n < 1 ? n : fmax(effective, 1);
}

double xnb_serial_mean(const double *values, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i] - values[0];
	return values[0] + sum / (double)n;
}

void xnb_lagged_take(struct xnb_lagged *lagged, const double *values, size_t n)
{
	double mean, last;

	if (n < 2)
		return;
	mean = xnb_serial_mean(values, n);
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

double xnb_lagged_rho(const struct xnb_lagged *lagged)
{
	double quotient = lagged->squares > 0 ? lagged->products / lagged->squares : 0;
	double length = lagged->n / lagged->n_spans;
	double low = 0, high = 0.999;

	if (!(lagged->squares > 0))
		return 0;
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

static void finish_lagged(struct xnb_autocorrelation *out,
                          const struct xnb_lagged *lagged, double n)
{
	double chance;

	*out = (struct xnb_autocorrelation){.rho = NAN, .n_effective = NAN};
	if (lagged->n_pairs < XNB_SERIAL_LEAST)
		return;
	out->rho = xnb_lagged_rho(lagged);
	out->n_effective = xnb_effective_n(n, out->rho);
	/* The quotient less its bias: the corrected rho varies more in short spans. */
	chance = Z_LEVEL / sqrt(lagged->n_pairs) - lagged->n_spans / lagged->n;
	out->flagged =
	    out->rho >= LEAST_RHO && lagged->products > chance * lagged->squares;
}

void xnb_autocorrelate(struct xnb_autocorrelation *out, const double *values,
                       const struct xnb_span *spans, size_t n_spans)
{
	struct xnb_lagged lagged = {0};
	double n = 0;

	for (size_t i = 0; i < n_spans; i++) {
		xnb_lagged_take(&lagged, values + spans[i].first, spans[i].n);
		n += (double)spans[i].n;
	}
	finish_lagged(out, &lagged, n);
}
