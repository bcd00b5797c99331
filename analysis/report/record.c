/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static void put_row(struct xnb_buf *html, const char *name, const json_t *value)
{
	struct xnb_buf text = {0};

	if (xnb_report_is_empty(value))
		return;
	xnb_report_value(&text, value);
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
    {"cpu_node", "node A"},
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

static void put_facts(struct xnb_buf *html, const struct xnb_report_data *data)
{
	struct xnb_buf name = {0};

	if (!data->run->meta) {
		xnb_buf_puts(html,
		             "<p>There is no <code>run.json</code>: a bare table of "
		             "samples does not say on what it was measured.</p>\n");
		return;
	}
	xnb_buf_puts(html, "<details><summary>What run.json records</summary>\n");
	xnb_report_open_word_table(html, "As recorded in run.json");
	xnb_buf_puts(html, "<caption>As recorded in run.json.</caption>\n<tbody>\n");
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		xnb_buf_clear(&name);
		xnb_buf_puts(&name, facts[i].name);
		if (strcmp(facts[i].path, "cpu_node") == 0)
			xnb_buf_printf(&name, " (%ss)", data->subject->worker);
		put_row(html, xnb_buf_text(&name), xnb_report_meta(data, facts[i].path));
	}
	xnb_buf_free(&name);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		put_members(html, groups[i].above, xnb_report_meta(data, groups[i].path));
	xnb_buf_puts(html, "</tbody></table></div>\n</details>\n");
}

static bool run_has(const struct xnb_report_data *data, const char *name)
{
	struct xnb_buf path = {0};
	bool has;

	xnb_buf_printf(&path, "%s/%s", data->run->path, name);
	has = access(xnb_buf_text(&path), F_OK) == 0;
	xnb_buf_free(&path);
	return has;
}

static void put_file(struct xnb_buf *html, const struct xnb_report_page *page,
                     const char *name, const char *what)
{
	xnb_buf_puts(html, "<li>");
	if (page->run_link)
		xnb_buf_printf(html, "<a href=\"%s%s\">%s</a>", page->run_link, name,
		               name);
	else
		xnb_html_element(html, "code", name);
	xnb_buf_printf(html, ": %s</li>\n", what);
}

static void put_files(struct xnb_buf *html, const struct xnb_report_page *page)
{
	static const struct {
		const char *name, *what;
		bool of_domains; /* threads have none of it */
	} files[] = {
	    {"run.json", "how, on what and with what it was measured", false},
	    {"samples.csv", "every sample, a row each", false},
	    {"extents.csv", "the node of every extent of every domain", true},
	    {"checks.csv", "every verdict on a claim, with its evidence", true},
	    {"topology.xml", "the host, for hwloc, with what was measured of its memory",
	     false},
	};

	xnb_buf_puts(html, page->run_link
	                       ? "<p>The run\u2019s folder, where this page was made:</p>"
	                         "\n<ul>\n"
	                       : "<p>In the run\u2019s folder:</p>\n<ul>\n");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (run_has(page->data, files[i].name) &&
		    !(files[i].of_domains && page->data->subject->is_native))
			put_file(html, page, files[i].name, files[i].what);
	xnb_buf_puts(html, "</ul>\n");
}

void xnb_report_record(struct xnb_buf *html, const struct xnb_report_page *page)
{
	xnb_report_begin_section(html, "record", XNB_REPORT_RECORD);
	put_facts(html, page->data);
	if (page->data->run->meta)
		put_files(html, page);
	xnb_buf_puts(html, "</section>\n");
}
