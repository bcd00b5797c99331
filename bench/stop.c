/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/stop.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool xnb_stop_time_is_up(const struct xnb_stop_rule *rule, uint64_t start_ns,
                         uint64_t now_ns)
{
	return rule->max_seconds &&
	       now_ns - start_ns >= (uint64_t)rule->max_seconds * 1000000000;
}

static bool is_rare(const struct xnb_watched *series, unsigned rounds)
{
	return 2 * series->n_blocks < rounds;
}

static void count(struct xnb_stop_series *out, const struct xnb_watched *series,
                  const struct xnb_precision *precision, unsigned rounds)
{
	out->n++;
	if (precision->lacks == XNB_STOP_LACKS_NOTHING)
		out->within++;
	else if (is_rare(series, rounds))
		out->rare++;
	else if (precision->lacks == XNB_STOP_CANNOT_SAY)
		out->untold++;
	else if (precision->lacks != XNB_STOP_LACKS_PRECISION)
		out->few++;
	else
		out->widest = fmax(out->widest, precision->half_width);
}

int xnb_stop_look(struct xnb_stop_series *out, struct xnb_watch *watch, double until,
                  unsigned rounds, struct xnb_error *err)
{
	*out = (struct xnb_stop_series){.widest = (double)NAN};
	for (size_t i = 0; i < watch->n; i++) {
		struct xnb_precision precision;

		if (xnb_watch_look(&precision, &watch->series[i], until, err))
			return -1;
		count(out, &watch->series[i], &precision, rounds);
	}
	return 0;
}

static bool is_precise(const struct xnb_stop_series *series)
{
	return series->within + series->rare + series->untold == series->n;
}

int xnb_stop_after_round(struct xnb_stop *stop, bool *goes_on,
                         const struct xnb_stop_rule *rule, struct xnb_watch *watch,
                         unsigned rounds, struct xnb_error *err)
{
	*goes_on = false;
	stop->rounds = rounds;
	stop->reason = XNB_STOPPED_BY_PLAN;
	if (!stop->watches)
		return 0;
	if (xnb_stop_look(&stop->series, watch, rule->until, rounds, err))
		return -1;
	if (stop->series.n == 0)
		return 0;
	if (is_precise(&stop->series))
		stop->reason = XNB_STOPPED_PRECISE;
	else if (rounds >= rule->most_rounds)
		stop->reason = XNB_STOPPED_BY_COUNT;
	else
		*goes_on = true;
	return 0;
}

static size_t put(char *text, size_t size, size_t used, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static size_t put(char *text, size_t size, size_t used, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text + used, size - used, format, args);
	va_end(args);
	return n < 0 || (size_t)n >= size - used ? size - 1 : used + (size_t)n;
}

static size_t put_reason(char *text, size_t size, const struct xnb_stop *stop,
                         const struct xnb_stop_rule *rule)
{
	size_t used = 0;

	switch (stop->reason) {
	case XNB_STOPPED_BY_PLAN:
		return put(text, size, 0, "all planned repetitions are done");
	case XNB_STOPPED_BY_TIME:
		used =
		    put(text, size, 0, "the time of %u s was over %s round %u",
		        rule->max_seconds, stop->missing ? "in" : "after", stop->rounds);
		return stop->missing
		           ? put(text, size, used, ", of which %zu units are missing",
		                 stop->missing)
		           : used;
	default:
		return put(text, size, 0, "%s, after %u rounds",
		           xnb_stop_reason_text(stop->reason), stop->rounds);
	}
}

void xnb_stop_text(char *text, size_t size, const struct xnb_stop *stop,
                   const struct xnb_stop_rule *rule)
{
	const struct xnb_stop_series *s = &stop->series;
	size_t used = put_reason(text, size, stop, rule);

	if (rule->until <= 0)
		return;
	if (!stop->watches) {
		put(text, size, used,
		    "; timings mean nothing here, so nothing was waited for");
		return;
	}
	if (s->n == 0) {
		put(text, size, used,
		    "; nothing timed was measured that could be waited for");
		return;
	}
	used = put(text, size, used, "; %zu of %zu timed series are within +-%g %%",
	           s->within, s->n, 100 * rule->until);
	if (s->rare)
		used = put(text, size, used,
		           ", %zu were in fewer than half of the rounds", s->rare);
	if (s->untold)
		used = put(text, size, used, ", %zu have no interval", s->untold);
	if (s->few)
		used =
		    put(text, size, used, ", %zu have too few repetitions yet", s->few);
	if (isfinite(s->widest))
		put(text, size, used, ", the widest is +-%.1f %%", 100 * s->widest);
}
