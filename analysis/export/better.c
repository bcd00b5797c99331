/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/compare.h"
#include "analysis/export/export.h"
#include "analysis/text/json_value.h"
#include "analysis/text/number.h"

#include <math.h>

static json_t *give_text(struct xnb_buf *text)
{
	json_t *value = text->failed ? NULL : xnb_json_of_text(xnb_buf_text(text));

	xnb_buf_free(text);
	return value;
}

/* By name, timings that are not real are another benchmark than real ones. */
static json_t *make_name(const struct xnb_report_data *data, size_t i)
{
	const struct xnb_series *s = data->summaries.summaries[i].series;
	const struct xnb_compare_key key = {
	    .experiment = s->experiment,
	    .scenario = s->scenario,
	    .item = s->item,
	    .params = s->params,
	    .cpu_node = s->cpu_node,
	    .mem_node = s->mem_node,
	    .metric = s->metric,
	    .unit = s->unit,
	    .says_unit = xnb_export_shares_name(&data->summaries, i),
	};
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, &key);
	if (data->timing_word && xnb_metadata_is_timed(s->unit))
		xnb_buf_printf(&name, " (timing %s)", data->timing_word);
	return give_text(&name);
}

static json_t *make_range(const struct xnb_summary *s)
{
	struct xnb_buf range = {0};

	if (!isfinite(s->low))
		return xnb_json_of_text(s->why_no_interval);
	xnb_text_number(&range, s->low);
	xnb_buf_puts(&range, " to ");
	xnb_text_number(&range, s->high);
	return give_text(&range);
}

static json_t *make_extra(const struct xnb_report_data *data, const struct xnb_summary *s)
{
	struct xnb_buf extra = {0};

	xnb_buf_printf(&extra, "%s mean of %zu %s%s, range: 95 %% interval\n%s",
	               s->kind == XNB_SUMMARY_LOG ? "geometric" : "arithmetic",
	               s->n_units, xnb_unit_level_name(s->subject, s->level),
	               s->n_units == 1 ? "" : "s", s->scope);
	if (data->timing_sentence && xnb_metadata_is_timed(s->series->unit))
		xnb_buf_printf(&extra, "\n%s", data->timing_sentence);
	return give_text(&extra);
}

static json_t *make_entry(const struct xnb_report_data *data, size_t i)
{
	const struct xnb_summary *s = &data->summaries.summaries[i];

	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "name", make_name(data, i), "unit",
	                 xnb_json_of_text(s->series->unit), "value",
	                 xnb_json_of_number(s->center), "range", make_range(s), "extra",
	                 make_extra(data, s));
}

static int write_direction(struct xnb_buf *text, const struct xnb_report_data *data,
                           enum xnb_better better, struct xnb_error *err)
{
	json_t *entries = json_array();

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (s->better != better || !isfinite(s->center))
			continue;
		if (json_array_append_new(entries, make_entry(data, i))) {
			json_decref(entries);
			return xnb_fail_nomem(err);
		}
	}
	return xnb_json_write(text, entries, err);
}

int xnb_export_smaller_is_better(struct xnb_buf *text, const struct xnb_report_data *data,
                                 struct xnb_error *err)
{
	return write_direction(text, data, XNB_BETTER_LOWER, err);
}

int xnb_export_bigger_is_better(struct xnb_buf *text, const struct xnb_report_data *data,
                                struct xnb_error *err)
{
	return write_direction(text, data, XNB_BETTER_HIGHER, err);
}
