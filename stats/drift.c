/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/serial.h"
#include "stats/serial_parts.h"
#include "stats/student.h"

#include <math.h>

#define LEVEL        0.005
#define LEAST_CHANGE 0.01
#define LEAST_DF     8

enum { BATCHES = 256 };

/* A span as batches of consecutive values: their means, and where their middles are less
 * the span's. */
struct batches {
	double x[BATCHES], y[BATCHES];
	size_t n;
};

/* Sums over the spans. */
struct fit {
	double xx, xy;
	double slope;
	struct xnb_lagged deviations;
	double sum, n;     /* of the values */
	double n_in_spans; /* of those in spans of two or more */
};

static void subtract_mean(double *values, size_t n)
{
	double mean = xnb_serial_mean(values, n);

	for (size_t i = 0; i < n; i++)
		values[i] -= mean;
}

static void make_batches(struct batches *b, const double *values, size_t n)
{
	b->n = n < BATCHES ? n : BATCHES;
	for (size_t i = 0; i < b->n; i++) {
		size_t first = i * n / b->n, end = (i + 1) * n / b->n;

		b->x[i] = ((double)first + (double)(end - 1)) / 2;
		b->y[i] = xnb_serial_mean(values + first, end - first);
	}
	subtract_mean(b->x, b->n);
}

static void fit_slope(struct fit *fit, const double *values, const struct xnb_span *spans,
                      size_t n_spans)
{
	struct batches b;

	for (size_t i = 0; i < n_spans; i++) {
		if (spans[i].n == 0)
			continue;
		make_batches(&b, values + spans[i].first, spans[i].n);
		for (size_t j = 0; j < b.n; j++) {
			fit->xx += b.x[j] * b.x[j];
			fit->xy += b.x[j] * b.y[j];
		}
		fit->n += (double)spans[i].n;
		fit->sum += xnb_serial_mean(values + spans[i].first, spans[i].n) *
		            (double)spans[i].n;
	}
	fit->slope = fit->xy / fit->xx;
}

static void take_deviations(struct fit *fit, const double *values,
                            const struct xnb_span *spans, size_t n_spans)
{
	struct batches b;

	for (size_t i = 0; i < n_spans; i++) {
		if (spans[i].n < 2)
			continue;
		make_batches(&b, values + spans[i].first, spans[i].n);
		for (size_t j = 0; j < b.n; j++)
			b.y[j] -= fit->slope * b.x[j];
		fit->n_in_spans += (double)spans[i].n;
		xnb_lagged_take(&fit->deviations, b.y, b.n);
	}
}

/* A fitted trend takes from the autocorrelation about once more what a mean does. */
static double rho_of(const struct xnb_lagged *deviations)
{
	double rho = xnb_lagged_rho(deviations);

	return fmin(0.99, rho + (1 + rho) * deviations->n_spans / deviations->n);
}

static double two_sided_p(const struct fit *fit, double df)
{
	double error = sqrt(fit->deviations.squares / df / fit->xx);

	if (fit->slope == 0)
		return 1;
	return error > 0 ? 2 * xnb_t_tail(fabs(fit->slope) / error, df) : 0;
}

static double change_of(const struct fit *fit)
{
	double length = fit->n_in_spans / fit->deviations.n_spans;

	return fit->slope * (length - 1) / fabs(fit->sum / fit->n);
}

void xnb_find_drift(struct xnb_drift *out, const double *values,
                    const struct xnb_span *spans, size_t n_spans)
{
	struct fit fit = {0};
	double df;

	*out = (struct xnb_drift){.change = NAN, .p = NAN};
	fit_slope(&fit, values, spans, n_spans);
	if (!(fit.xx > 0) || fit.sum == 0)
		return;
	take_deviations(&fit, values, spans, n_spans);
	if (fit.deviations.n - fit.deviations.n_spans < XNB_SERIAL_LEAST)
		return;
	df = xnb_effective_n(fit.deviations.n, rho_of(&fit.deviations)) -
	     fit.deviations.n_spans - 1;
	if (!(df >= LEAST_DF))
		return;
	out->change = change_of(&fit);
	out->p = two_sided_p(&fit, df);
	out->flagged = out->p < LEVEL && fabs(out->change) >= LEAST_CHANGE;
}
