/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/stop.h"

#include "bench/warnings.h"

#include <math.h>

static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *series_json(struct xnb_watched *series, double until)
{
	struct xnb_precision p;
	json_t *one;

	if (xnb_watch_look(&p, series, until, NULL))
		return NULL;
	one = json_pack("{s:I, s:I, s:o, s:o, s:o, s:b}", "units", (json_int_t)p.n_units,
	                "values", (json_int_t)p.n_values, "effective_values",
	                number(p.effective_values), "autocorrelation",
	                number(p.rho_values), "half_width", number(p.half_width),
	                "within", p.lacks == XNB_STOP_LACKS_NOTHING);
	if (one && p.lacks != XNB_STOP_LACKS_NOTHING)
		json_object_set_new(one, "lacks",
		                    json_string(xnb_stop_lack_text(p.lacks)));
	for (size_t i = 0; one && i < XNB_WATCH_N_KEYS; i++)
		json_object_set_new(one, xnb_watch_keys[i], json_string(series->keys[i]));
	return one;
}

static json_t *all_series_json(struct xnb_watch *watch, double until)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < watch->n; i++)
		if (json_array_append_new(list, series_json(&watch->series[i], until))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

json_t *xnb_stop_json(const struct xnb_stop *stop, const struct xnb_stop_rule *rule,
                      struct xnb_watch *watch, const char *text)
{
	json_t *out = json_pack("{s:s, s:o, s:I, s:I}", "reason",
	                        xnb_stop_reason_word(stop->reason), "text",
	                        xnb_json_text(text), "rounds", (json_int_t)stop->rounds,
	                        "missing_units", (json_int_t)stop->missing);

	if (out && rule->max_seconds)
		json_object_set_new(out, "max_time_seconds",
		                    json_integer(rule->max_seconds));
	if (!out || rule->until <= 0)
		return out;
	json_object_set_new(out, "until", json_real(rule->until));
	json_object_set_new(out, "series_within",
	                    json_integer((json_int_t)stop->series.within));
	if (json_object_set_new(out, "series", all_series_json(watch, rule->until)) == 0)
		return out;
	json_decref(out);
	return NULL;
}
