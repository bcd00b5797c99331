/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/cells.h"

#include "analysis/text/html.h"
#include "analysis/text/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_json(struct xnb_buf *text, const json_t *value)
{
	char *json;

	if (json_is_string(value)) {
		xnb_buf_puts(text, json_string_value(value));
		return;
	}
	json = json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS);
	xnb_buf_puts(text, json ? json : "?");
	free(json);
}

void xnb_report_value(struct xnb_buf *text, const json_t *value)
{
	if (!json_is_array(value)) {
		put_json(text, value);
		return;
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		xnb_buf_puts(text, i ? ", " : "");
		put_json(text, json_array_get(value, i));
	}
}

bool xnb_report_is_empty(const json_t *value)
{
	return !value || json_is_null(value) ||
	       (json_is_string(value) && !json_string_value(value)[0]) ||
	       (json_is_array(value) && json_array_size(value) == 0);
}

void xnb_report_head(struct xnb_buf *html, const char *const *heads)
{
	xnb_buf_puts(html, "<thead><tr>");
	for (; *heads; heads++) {
		bool number = (*heads)[0] == '#'; /* right-aligned, as its column */

		xnb_buf_printf(html, "<th scope=\"col\"%s>",
		               number ? " class=\"n\"" : "");
		xnb_html_text(html, *heads + number);
		xnb_buf_puts(html, "</th>");
	}
	xnb_buf_puts(html, "</tr></thead>\n<tbody>\n");
}

static void open_region(struct xnb_buf *html, const char *class, const char *label)
{
	xnb_buf_printf(html,
	               "<div class=\"%s\" tabindex=\"0\" role=\"region\" aria-label=\"",
	               class);
	xnb_html_text(html, label);
	xnb_buf_puts(html, "\"><table>\n");
}

void xnb_report_open_table(struct xnb_buf *html, const char *label)
{
	open_region(html, "scroll", label);
}

void xnb_report_open_word_table(struct xnb_buf *html, const char *label)
{
	open_region(html, "scroll words", label);
}

void xnb_report_close_table(struct xnb_buf *html)
{
	xnb_buf_puts(html, "</tbody></table></div>\n");
}

void xnb_report_params_cell(struct xnb_buf *html, const char *params)
{
	xnb_buf_puts(html, "<td class=\"params\">");
	xnb_html_breakable(html, params, ";");
	xnb_buf_puts(html, "</td>");
}

void xnb_report_number_cell(struct xnb_buf *html, double value)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	xnb_text_number(html, value);
	xnb_buf_puts(html, "</td>");
}

void xnb_report_count_cell(struct xnb_buf *html, size_t n)
{
	xnb_buf_printf(html, "<td class=\"n\">%zu</td>", n);
}

/* "0.5", or "0.47 to 0.53" */
void xnb_report_range_cell(struct xnb_buf *html, double low, double high)
{
	xnb_buf_puts(html, "<td class=\"n\">");
	xnb_text_number(html, low);
	if (isfinite(low) && low < high) {
		xnb_buf_puts(html, " to ");
		xnb_text_number(html, high);
	}
	xnb_buf_puts(html, "</td>");
}

void xnb_report_units_cell(struct xnb_buf *html, const struct xnb_summary *s)
{
	xnb_buf_printf(html, "<td class=\"n\">%zu %s%s</td>", s->n_units,
	               xnb_unit_level_name(s->subject, s->level),
	               s->n_units == 1 ? "" : "s");
}

void xnb_report_timing_note(struct xnb_buf *html, const struct xnb_report_data *data)
{
	if (!data->timing_sentence)
		return;
	xnb_buf_puts(html, " <strong class=\"unreal\">");
	xnb_html_text(html, data->timing_sentence);
	xnb_buf_puts(html, "</strong>");
}
