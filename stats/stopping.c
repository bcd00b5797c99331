/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/stopping.h"

#include "stats/moments.h"
#include "stats/serial.h"
#include "stats/serial_parts.h"
#include "stats/student.h"

#include <math.h>

#define MOST_DECAY 0.9 /* from lag to lag; more cannot be told from few units */

/* The means of the units, one after the other. */
struct units {
	const double *values;
	const struct xnb_span *spans;
	size_t n;
	bool logs;
};

static double unit_mean(const struct units *units, size_t i)
{
	const struct xnb_span *span = &units->spans[i];
	double mean = xnb_serial_mean(units->values + span->first, span->n);

	return units->logs ? log(mean) : mean;
}

static struct xnb_moments moments_of(const struct units *units)
{
	struct xnb_moments m = {0};

	for (size_t i = 0; i < units->n; i++)
		xnb_moments_take(&m, unit_mean(units, i));
	return m;
}

/* Sums of the products of the means of units that are `lag` apart, less their mean. */
static double products_at(const struct units *units, double mean, size_t lag)
{
	double sum = 0;

	for (size_t i = lag; i < units->n; i++)
		sum += (unit_mean(units, i) - mean) * (unit_mean(units, i - lag) - mean);
	return sum;
}

static double rho_of(const struct units *units, const struct xnb_moments *m)
{
	struct xnb_lagged lagged = {
	    .products = products_at(units, m->mean, 1),
	    .squares = m->squares,
	    .n = (double)m->n,
	    .n_pairs = (double)m->n - 1,
	    .n_spans = 1,
	};

	return xnb_lagged_rho(&lagged);
}

/* To how many independent units they amount: n (1 - rho) / (1 + rho) where what is left
 * of rho at lag 2 is its square, and fewer where it is more, as it is when the noise
 * within the units hides a part of it at every lag. */
static double effective_units(const struct units *units, const struct xnb_moments *m,
                              double rho)
{
	double n = (double)units->n, at_2, decay;

	if (!(rho > 0))
		return n;
	/* What estimating the mean takes from it, as from rho. */
	at_2 = products_at(units, m->mean, 2) / m->squares + (1 + rho) / (1 - rho) / n;
	decay = fmin(fmax(rho, at_2 / rho), fmax(rho, MOST_DECAY));
	return fmax(1, n / (1 + 2 * rho / (1 - decay)));
}

/* What the values of each unit are worth, as if the units were independent. */
static double effective_in_units(const struct xnb_precision *p, const struct units *units)
{
	double sum = 0;

	for (size_t i = 0; i < units->n; i++)
		sum += isnan(p->rho_values)
		           ? 1
		           : xnb_effective_n((double)units->spans[i].n, p->rho_values);
	return sum;
}

/* The mean of correlated values is nearer to them than the true one: what they are off it
 * is too little by one effective value, as it is by one value where they are not. */
static double half_width(const struct xnb_precision *p, const struct xnb_moments *m,
                         bool logs)
{
	double df = p->effective_units - 1, half = 0;

	if (m->squares > 0)
		half = xnb_t_quantile(0.975, df) * sqrt(m->squares / (double)m->n / df);
	return logs ? expm1(half) : half / fabs(m->mean);
}

/* At the upper 95 % bound of rho, by Bartlett's (1 - rho^2) / n: a rule that looks after
 * each unit stops when rho happens to seem small. */
static double least_effective_units(const struct xnb_precision *p)
{
	double n = (double)p->n_units, rho = fmax(0, p->rho_units);
	double most = fmin(0.99, rho + 1.645 * sqrt((1 - rho * rho) / n));

	return xnb_effective_n(n, most);
}

static enum xnb_stop_lack lack_of(const struct xnb_precision *p, double target)
{
	if (p->n_units < XNB_STOP_LEAST_UNITS)
		return XNB_STOP_LACKS_UNITS;
	if (!(p->effective_values >= XNB_STOP_LEAST_EFFECTIVE &&
	      least_effective_units(p) >= XNB_STOP_LEAST_EFFECTIVE_UNITS))
		return XNB_STOP_LACKS_EFFECTIVE;
	return p->half_width < target ? XNB_STOP_LACKS_NOTHING : XNB_STOP_LACKS_PRECISION;
}

static void look(struct xnb_precision *p, const struct units *units,
                 const struct xnb_moments *m)
{
	struct xnb_autocorrelation within;

	xnb_autocorrelate(&within, units->values, units->spans, units->n);
	p->rho_values = within.rho;
	p->rho_units = rho_of(units, m);
	p->effective_units = effective_units(units, m, p->rho_units);
	p->effective_values =
	    effective_in_units(p, units) * p->effective_units / (double)p->n_units;
	p->half_width = half_width(p, m, units->logs);
}

void xnb_look_at_precision(struct xnb_precision *out, const double *values,
                           const struct xnb_span *spans, size_t n_spans, double target)
{
	struct units units = {values, spans, n_spans, false};
	struct xnb_moments m = moments_of(&units);

	*out = (struct xnb_precision){
	    .n_units = n_spans,
	    .rho_units = NAN,
	    .rho_values = NAN,
	    .effective_units = NAN,
	    .effective_values = NAN,
	    .half_width = NAN,
	    .lacks = XNB_STOP_LACKS_UNITS,
	};
	for (size_t i = 0; i < n_spans; i++)
		out->n_values += spans[i].n;
	if (n_spans < 2)
		return;
	if (!isfinite(m.squares) || m.mean == 0) {
		out->lacks = XNB_STOP_CANNOT_SAY;
		return;
	}
	units.logs = m.min > 0;
	if (units.logs)
		m = moments_of(&units);
	look(out, &units, &m);
	out->lacks = lack_of(out, target);
}

/* For run.json, and for people. */
static const struct {
	const char *word, *text;
} reasons[XNB_N_STOP_REASONS] = {
    [XNB_STOPPED_BY_PLAN] = {"plan", "all that was planned is done"},
    [XNB_STOPPED_PRECISE] = {"precise", "every interval is narrower than asked for"},
    [XNB_STOPPED_BY_TIME] = {"time", "the time that it may take is over"},
    [XNB_STOPPED_BY_COUNT] = {"rounds", "it has made as many rounds as it may"},
    [XNB_STOPPED_BY_USER] = {"interrupted", "it was interrupted"},
    [XNB_STOPPED_BY_FAILURE] = {"failed", "it failed"},
};

const char *xnb_stop_reason_word(enum xnb_stop_reason reason)
{
	return reasons[reason].word;
}

const char *xnb_stop_reason_text(enum xnb_stop_reason reason)
{
	return reasons[reason].text;
}

const char *xnb_stop_lack_text(enum xnb_stop_lack lack)
{
	static const char *const texts[] = {
	    [XNB_STOP_LACKS_NOTHING] = "the interval is narrow enough",
	    [XNB_STOP_LACKS_PRECISION] = "the interval is too wide yet",
	    [XNB_STOP_LACKS_EFFECTIVE] = "too few effective repetitions",
	    [XNB_STOP_LACKS_UNITS] = "too few repetitions",
	    [XNB_STOP_CANNOT_SAY] = "a value is not finite, or their mean is 0",
	};

	return texts[lack];
}
