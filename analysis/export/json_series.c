/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/export/export.h"
#include "analysis/text/json_value.h"

#include <math.h>
#include <stddef.h>

static const char *const kinds[] = {
    [XNB_SUMMARY_EXACT] = "exact",
    [XNB_SUMMARY_LOG] = "log",
    [XNB_SUMMARY_PLAIN] = "plain",
};

static const char *const directions[] = {
    [XNB_BETTER_UNKNOWN] = "none",
    [XNB_BETTER_HIGHER] = "higher",
    [XNB_BETTER_LOWER] = "lower",
    [XNB_BETTER_EXACT] = "exact",
};

/* Appends to `array`; NULL, with nothing left behind, where either is not there. */
static json_t *append(json_t *array, json_t *value)
{
	if (array && value && json_array_append_new(array, value) == 0)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *make_key(const struct xnb_series *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "experiment",
	                 xnb_json_of_text(s->experiment), "scenario",
	                 xnb_json_of_text(s->scenario), "item", xnb_json_of_text(s->item),
	                 "params", xnb_json_of_text(s->params), "cpu_node",
	                 xnb_json_of_text(s->cpu_node), "mem_node",
	                 xnb_json_of_text(s->mem_node), "metric",
	                 xnb_json_of_text(s->metric), "unit", xnb_json_of_text(s->unit));
}

static json_t *make_repetitions(const struct xnb_summary *s)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "boots",
	                 xnb_json_of_count(s->n_at[XNB_LEVEL_BOOT]), "domains",
	                 xnb_json_of_count(s->n_at[XNB_LEVEL_DOMAIN]), "rounds",
	                 xnb_json_of_count(s->n_at[XNB_LEVEL_BLOCK]), "samples",
	                 xnb_json_of_count(s->n_at[XNB_LEVEL_SAMPLE]));
}

static json_t *make_units(const struct xnb_summary *s)
{
	json_t *units = json_array();

	for (size_t i = 0; i < s->n_units; i++)
		units = append(units,
		               json_pack("{s:I, s:o, s:o, s:o}", "boot",
		                         (json_int_t)s->units[i].boot, "id",
		                         s->units[i].id < 0
		                             ? json_null()
		                             : json_integer((json_int_t)s->units[i].id),
		                         "samples", xnb_json_of_count(s->units[i].n),
		                         "mean", xnb_json_of_number(s->units[i].mean)));
	return units;
}

static json_t *make_interval(double low, double high)
{
	if (!isfinite(low) || !isfinite(high))
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "coverage", xnb_json_of_number(0.95), "low",
	                 xnb_json_of_number(low), "high", xnb_json_of_number(high));
}

static json_t *make_variance(const struct xnb_summary *s)
{
	json_t *levels = json_array();

	for (unsigned i = 0; i < XNB_N_REPEATED; i++)
		levels = append(
		    levels,
		    json_pack("{s:s, s:o, s:o, s:o}", "level",
		              xnb_unit_level_name(s->subject, (enum xnb_unit_level)i),
		              "sd", xnb_json_of_number(s->variance[i].sd), "share",
		              xnb_json_of_number(s->variance[i].share),
		              "why_not_estimable",
		              xnb_json_of_text(s->variance[i].why_not)));
	return levels;
}

static json_t *make_serial(const struct xnb_serial *serial)
{
	return json_pack("{s:b, s:o, s:o, s:b, s:o}", "autocorrelated",
	                 serial->autocorrelated, "rho", xnb_json_of_number(serial->rho),
	                 "n_effective", xnb_json_of_number(serial->n_effective), "drift",
	                 serial->drift, "change", xnb_json_of_number(serial->change));
}

static json_t *make_modes(const struct xnb_summary *s)
{
	if (!s->two_modes)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "low", xnb_json_of_number(s->modes.low),
	                 "high", xnb_json_of_number(s->modes.high), "low_share",
	                 xnb_json_of_number(s->modes.low_share));
}

static json_t *make_flags(const struct xnb_summary *s)
{
	return json_pack("{s:b, s:b, s:b, s:b, s:o, s:o, s:o}", "drift", s->drift,
	                 "autocorrelated", s->autocorrelated, "two_modes", s->two_modes,
	                 "moved", s->moved, "within_units", make_serial(&s->of_values),
	                 "between_units", make_serial(&s->of_units), "modes",
	                 make_modes(s));
}

static json_t *make_quantiles(const struct xnb_summary *s)
{
	struct xnb_quantile_row rows[XNB_N_QUANTILES];
	json_t *quantiles = json_array();

	if (xnb_summary_quantiles(rows, s, NULL)) {
		json_decref(quantiles);
		return NULL;
	}
	for (size_t i = 0; i < XNB_N_QUANTILES; i++)
		quantiles =
		    append(quantiles,
		           json_pack("{s:o, s:o, s:o, s:s, s:o}", "p",
		                     xnb_json_of_number(rows[i].p), "value",
		                     xnb_json_of_number(rows[i].value), "interval",
		                     make_interval(rows[i].low, rows[i].high), "basis",
		                     xnb_quantile_basis_name(rows[i].basis),
		                     "least_samples", xnb_json_of_count(rows[i].least)));
	return quantiles;
}

static json_t *make_counts(const struct xnb_summary *s)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "warmups",
	                 xnb_json_of_count(s->series->n_warmups), "left_out",
	                 xnb_json_of_count(s->series->n_left_out), "flagged",
	                 xnb_json_of_count(s->series->n_flagged), "moved",
	                 xnb_json_of_count(s->series->n_moved));
}

static json_t *make_flagged_as(const struct xnb_summary *s)
{
	json_t *words = json_object();

	for (size_t i = 0; i < s->series->n_flags; i++)
		if (json_object_set_new(words, s->series->flags[i].flag,
		                        xnb_json_of_count(s->series->flags[i].n))) {
			json_decref(words);
			return NULL;
		}
	return words;
}

static json_t *make_values(const struct xnb_summary *s)
{
	return json_pack(
	    "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "mean_kind",
	    s->kind == XNB_SUMMARY_LOG ? "geometric" : "arithmetic", "mean",
	    xnb_json_of_number(s->center), "interval", make_interval(s->low, s->high),
	    "why_no_interval", xnb_json_of_text(s->why_no_interval), "min",
	    xnb_json_of_number(s->min), "median", xnb_json_of_number(s->median), "max",
	    xnb_json_of_number(s->max), "all_equal", s->all_equal, "iqr",
	    xnb_json_of_number(s->iqr), "mad", xnb_json_of_number(s->mad));
}

static json_t *make_summary(const struct xnb_summary *s)
{
	return json_pack(
	    "{s:o, s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "key",
	    make_key(s->series), "kind", kinds[s->kind], "better", directions[s->better],
	    "repetitions", make_repetitions(s), "unit_of_analysis",
	    xnb_unit_level_name(s->subject, s->level), "units", make_units(s), "values",
	    make_values(s), "variance", make_variance(s), "flags", make_flags(s),
	    "quantiles", make_quantiles(s), "counts", make_counts(s), "flagged_as",
	    make_flagged_as(s), "scope", xnb_json_of_text(s->scope));
}

json_t *xnb_export_json_series(const struct xnb_summaries *summaries)
{
	json_t *series = json_array();

	for (size_t i = 0; i < summaries->n; i++)
		series = append(series, make_summary(&summaries->summaries[i]));
	return series;
}
