/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/html.h"
#include "analysis/report_cells.h"
#include "analysis/report_page.h"

#include <stdlib.h>
#include <string.h>

/* A value of run.json as a person writes it; objects and lists in JSON. */
static void put_value(struct xnb_buf *text, const json_t *value)
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

static bool is_empty(const json_t *value)
{
	return !value || json_is_null(value) ||
	       (json_is_string(value) && !json_string_value(value)[0]) ||
	       (json_is_array(value) && json_array_size(value) == 0);
}

static void put_row(struct xnb_buf *html, const char *name, const json_t *value)
{
	struct xnb_buf text = {0};

	if (is_empty(value))
		return;
	put_value(&text, value);
	xnb_buf_puts(html, "<tr>");
	xnb_html_element(html, "th scope=\"row\"", name);
	xnb_html_element(html, "td", xnb_buf_text(&text));
	xnb_buf_puts(html, "</tr>\n");
	xnb_buf_free(&text);
}

/* All members of an object, those of objects in it as "a b". */
static void put_members(struct xnb_buf *html, const char *above, const json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value)
	{
		struct xnb_buf name = {0};

		xnb_buf_printf(&name, "%s%s%s", above, above[0] ? " " : "", key);
		if (json_is_object(value))
			put_members(html, xnb_buf_text(&name), value);
		else
			put_row(html, xnb_buf_text(&name), value);
		xnb_buf_free(&name);
	}
}

/* What the page names itself, in this order; the rest of run.json has its own places. */
static const struct {
	const char *path, *name;
} facts[] = {
    {"target", "target"},
    {"timing", "timing"},
    {"tool.version", "tool version"},
    {"tool.commit", "tool commit"},
    {"cpu_node", "node A (vCPUs)"},
    {"mem_node", "node B (the other)"},
    {"locality_method", "locality measured by"},
    {"seed", "seed"},
    {"stop_reasons", "stopped because"},
};

static const struct {
	const char *path, *above;
} groups[] = {
    {"environment", ""},
    {"domain", "domain"},
    {"parameters", ""},
    {"repetitions", "repetitions:"},
};

void xnb_report_facts(struct xnb_buf *html, const struct xnb_report_data *data)
{
	if (!data->run->meta) {
		xnb_buf_puts(html,
		             "<p>There is no <code>run.json</code>: a bare table of "
		             "samples does not say on what it was measured.</p>\n");
		return;
	}
	xnb_report_open_table(html, "As recorded in run.json");
	xnb_buf_puts(html, "<caption>As recorded in run.json.</caption>\n<tbody>\n");
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		put_row(html, facts[i].name, xnb_report_meta(data, facts[i].path));
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		put_members(html, groups[i].above, xnb_report_meta(data, groups[i].path));
	xnb_buf_puts(html, "</tbody></table></div>\n");
}

static void put_item(struct xnb_buf *html, const char *text)
{
	xnb_html_element(html, "li", text);
	xnb_buf_puts(html, "\n");
}

static void put_recorded(struct xnb_buf *html, const json_t *warnings)
{
	struct xnb_buf text = {0};
	json_t *one;
	size_t i;

	json_array_foreach((json_t *)warnings, i, one)
	{
		xnb_buf_clear(&text);
		put_value(&text, one);
		put_item(html, xnb_buf_text(&text));
	}
	xnb_buf_free(&text);
}

static void put_flags(struct xnb_buf *html, const struct xnb_report_data *data)
{
	for (size_t i = 0; i < data->n_flags; i++) {
		xnb_buf_puts(html, "<li>");
		xnb_buf_printf(html, "%zu sample%s flagged <code>", data->flags[i].n,
		               data->flags[i].n == 1 ? "" : "s");
		xnb_html_text(html, data->flags[i].flag);
		xnb_buf_puts(html, "</code>");
		if (strcmp(data->flags[i].flag, "warmup") == 0)
			xnb_buf_puts(html, ", kept apart from the others");
		xnb_buf_puts(html, "</li>\n");
	}
}

static void put_absent(struct xnb_buf *html, const struct xnb_report_page *page)
{
	for (size_t i = 0; i < page->n_figures; i++) {
		const struct xnb_report_figure *f = &page->figures[i];

		if (!f->drawing.absent.length ||
		    !xnb_report_has(page->data, f->figure->experiment))
			continue;
		xnb_buf_printf(html, "<li>No figure <code>%s</code>: ", f->figure->name);
		xnb_html_text(html, xnb_buf_text(&f->drawing.absent));
		xnb_buf_puts(html, ".</li>\n");
	}
}

static void put_unknown_placements(struct xnb_buf *html,
                                   const struct xnb_report_data *data)
{
	for (size_t i = 0; i < data->n_placements; i++) {
		const struct xnb_placement *p = &data->placements[i];

		if (!p->n_unknown)
			continue;
		xnb_buf_puts(html, "<li>Scenario <code>");
		xnb_html_text(html, p->name);
		xnb_buf_printf(
		    html,
		    "</code>: %zu of %zu domains have extents whose node is not "
		    "known.</li>\n",
		    p->n_unknown, p->n_domains);
	}
}

void xnb_report_warnings(struct xnb_buf *html, const struct xnb_report_page *page)
{
	const struct xnb_report_data *data = page->data;
	size_t before;

	xnb_buf_puts(html, "<ul>\n");
	before = html->length;
	put_recorded(html, xnb_report_meta(data, "warnings"));
	for (size_t i = 0; i < data->run->n_warnings; i++)
		put_item(html, data->run->warnings[i]);
	put_unknown_placements(html, data);
	put_flags(html, data);
	put_absent(html, page);
	if (html->length == before)
		xnb_buf_puts(html, "<li>None: no warning was recorded, and no sample "
		                   "carries a flag.</li>\n");
	xnb_buf_puts(html, "</ul>\n");
}
