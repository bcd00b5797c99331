/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report_page.h"

#include "analysis/html.h"
#include "config.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* "1790000000-host" of /a/b/1790000000-host. */
static const char *run_name(const struct xnb_report_data *data)
{
	const char *slash = strrchr(data->run->path, '/');

	return slash && slash[1] ? slash + 1 : data->run->path;
}

static void put_head(struct xnb_buf *html, const struct xnb_report_data *data)
{
	xnb_buf_puts(
	    html,
	    "<!DOCTYPE html>\n<html lang=\"en\" "
	    "xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
	    "'none'; style-src 'unsafe-inline'\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\"/>\n" XNB_REPORT_MARK " " XNB_VERSION "\"/>\n"
	    "<title>xen-numabench: ");
	xnb_html_text(html, run_name(data));
	xnb_buf_puts(html, "</title>\n<style>\n");
	xnb_buf_puts(html, xnb_report_style);
	xnb_buf_puts(html, "</style>\n</head>\n<body>\n<main>\n");
}

static const char *state_of(const struct xnb_report_data *data)
{
	return xnb_report_meta_text(data, "state");
}

static void put_state(struct xnb_buf *html, const struct xnb_report_data *data)
{
	static const struct {
		const char *state, *text;
	} states[] = {
	    {"running", "This run was not finished: it was killed, or is still going on. "
	                "What follows covers the samples that it left."},
	    {"interrupted",
	     "This run was interrupted. What follows covers the samples that "
	     "it took until then; <code>run --resume</code> goes on with it."},
	    {"failed",
	     "This run failed before its end. What follows covers the samples that "
	     "it took until then."},
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(state_of(data), states[i].state) == 0)
			xnb_buf_printf(html, "<p class=\"mark\" role=\"note\">%s</p>\n",
			               states[i].text);
}

static void put_timing(struct xnb_buf *html, const struct xnb_report_data *data)
{
	if (!data->timing_sentence)
		return;
	xnb_buf_puts(html, "<p class=\"mark\" role=\"note\">");
	xnb_html_text(html, data->timing_sentence);
	if (data->counted)
		xnb_buf_puts(html, " The counts are exact; how long anything takes, this "
		                   "run cannot tell.</p>\n");
	else
		xnb_buf_printf(
		    html,
		    " Placement and life cycle are real: they are counted, not "
		    "timed.%s</p>\n",
		    data->timing_without_verdict ? " No timing gets a verdict." : "");
}

static void put_title(struct xnb_buf *html, const struct xnb_report_data *data)
{
	xnb_buf_puts(html,
	             "<header>\n<h1>What NUMA node affinity does to Xen domains</h1>\n"
	             "<p class=\"quiet\">Report of the run <strong>");
	xnb_html_text(html, run_name(data));
	xnb_buf_puts(html, "</strong>");
	if (state_of(data)[0]) {
		xnb_buf_puts(html, ", state: ");
		xnb_html_text(html, state_of(data));
	}
	xnb_buf_printf(html, ". %zu samples.</p>\n", data->run->n_samples);
	put_state(html, data);
	put_timing(html, data);
	xnb_buf_puts(html, "</header>\n");
}

static void put_links(struct xnb_buf *html, const char *name)
{
	static const char *const endings[] = {"pdf", "svg", "gp", "dat"};

	xnb_buf_puts(html, "<span class=\"quiet\">");
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		xnb_buf_printf(html, "%s<a href=\"figures/%s.%s\">%s</a>",
		               i ? " \u00b7 " : "", name, endings[i], endings[i]);
	xnb_buf_puts(html, "</span>");
}

static void put_figure(struct xnb_buf *html, const struct xnb_report_figure *f)
{
	const char *caption = xnb_buf_text(&f->drawing.caption);

	xnb_buf_printf(html, "<h3 id=\"%s\">%s</h3>\n", f->figure->name,
	               f->figure->title);
	if (f->drawing.absent.length) {
		xnb_buf_puts(html, "<p class=\"quiet\">Left out: ");
		xnb_html_text(html, xnb_buf_text(&f->drawing.absent));
		xnb_buf_puts(html, ".</p>\n");
		return;
	}
	xnb_buf_puts(html, "<figure>\n");
	xnb_html_inline_svg(html, xnb_buf_text(&f->svg), f->figure->name,
	                    f->figure->title);
	xnb_buf_printf(html, "<figcaption><span id=\"%s-caption\">", f->figure->name);
	xnb_html_text(html, caption);
	xnb_buf_puts(html, "</span> ");
	put_links(html, f->figure->name);
	xnb_buf_puts(html, "</figcaption>\n</figure>\n");
}

static void put_figures(struct xnb_buf *html, const struct xnb_report_page *page,
                        const char *experiment)
{
	for (size_t i = 0; i < page->n_figures; i++)
		if (strcmp(page->figures[i].figure->experiment, experiment) == 0)
			put_figure(html, &page->figures[i]);
}

static int put_tables(struct xnb_buf *html, const struct xnb_report_data *data,
                      const char *experiment, struct xnb_error *err)
{
	struct xnb_buf tables = {0};

	if (strcmp(experiment, "hypercall") == 0 &&
	    xnb_report_quantile_table(html, data, err))
		return -1;
	xnb_report_series_tables(&tables, data, experiment);
	if (tables.length) {
		xnb_buf_puts(html, "<details><summary>All series as a table</summary>\n");
		xnb_buf_append(html, tables.text, tables.length);
		xnb_buf_puts(html, "</details>\n");
	}
	html->failed = html->failed || tables.failed;
	xnb_buf_free(&tables);
	return 0;
}

/* The sections of the page; what is real in a lab comes first. */
static const struct {
	const char *experiment, *title;
	bool timing;
	/* What stands above its figures; NULL: nothing. */
	void (*begin)(struct xnb_buf *html, const struct xnb_report_data *data);
} sections[] = {
    {"semantics", "What holds of node affinity", false, xnb_report_verdict_table},
    {"placement", "Where the pages are", false, xnb_report_placement_table},
    {"scrubbing", "While freed memory is scrubbed", true, NULL},
    {"builds", "Domains built together", true, NULL},
    {"residency", "Where vCPUs run", true, NULL},
    {"bandwidth", "Bandwidth", true, NULL},
    {"latency", "Latency", true, NULL},
    {"hypercall", "Hypercalls", true, NULL},
    {"creation", "What a creation takes", true, NULL},
};
enum { N_SECTIONS = sizeof(sections) / sizeof(sections[0]) };

static void put_badge(struct xnb_buf *html, const struct xnb_report_data *data,
                      bool timing)
{
	if (!timing || !data->timing_word) {
		xnb_buf_puts(html, " <span class=\"badge real\">real</span>");
		return;
	}
	xnb_buf_printf(html, " <span class=\"badge %s\">",
	               data->counted ? "real" : "unreal");
	xnb_html_text(html, data->timing_word);
	xnb_buf_puts(html, "</span>");
}

static int put_section(struct xnb_buf *html, const struct xnb_report_page *page, size_t i,
                       struct xnb_error *err)
{
	const char *experiment = sections[i].experiment;
	int result;

	if (!xnb_report_has(page->data, experiment))
		return 0;
	xnb_buf_printf(html, "<section aria-labelledby=\"s-%s\">\n<h2 id=\"s-%s\">%s",
	               experiment, experiment, sections[i].title);
	put_badge(html, page->data, sections[i].timing);
	xnb_buf_puts(html, "</h2>\n");
	if (sections[i].begin)
		sections[i].begin(html, page->data);
	put_figures(html, page, experiment);
	result = put_tables(html, page->data, experiment, err);
	xnb_buf_puts(html, "</section>\n");
	return result;
}

static bool has_section(const char *experiment)
{
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (strcmp(sections[i].experiment, experiment) == 0)
			return true;
	return false;
}

/* Experiments that this program does not know, as tables; their series lie together. */
static void put_others(struct xnb_buf *html, const struct xnb_report_data *data)
{
	const char *last = "";

	for (size_t i = 0; i < data->summaries.n; i++) {
		const char *experiment = data->summaries.summaries[i].series->experiment;

		if (has_section(experiment) || strcmp(experiment, last) == 0)
			continue;
		xnb_html_element(html, "h2", experiment);
		xnb_report_series_tables(html, data, experiment);
		last = experiment;
	}
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

static void put_data_links(struct xnb_buf *html, const struct xnb_report_page *page)
{
	static const struct {
		const char *name, *what;
	} files[] = {
	    {"run.json", "how, on what and with what it was measured"},
	    {"samples.csv", "every sample, a row each"},
	    {"extents.csv", "the node of every extent of every domain"},
	    {"checks.csv", "every verdict on a claim, with its evidence"},
	    {"topology.xml", "the host, for hwloc"},
	};

	xnb_buf_puts(html, "<section aria-labelledby=\"s-data\">\n<h2 "
	                   "id=\"s-data\">The data</h2>\n");
	if (!page->run_link) {
		xnb_buf_puts(html, "<p>From <code>");
		xnb_html_text(html, page->data->run->path);
		xnb_buf_puts(html, "</code>.</p>\n</section>\n");
		return;
	}
	xnb_buf_puts(html, "<ul>\n");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (run_has(page->data, files[i].name))
			xnb_buf_printf(html, "<li><a href=\"%s%s\">%s</a>: %s</li>\n",
			               page->run_link, files[i].name, files[i].name,
			               files[i].what);
	xnb_buf_puts(html, "</ul>\n</section>\n");
}

static int put_body(struct xnb_buf *html, const struct xnb_report_page *page,
                    struct xnb_error *err)
{
	put_title(html, page->data);
	xnb_buf_puts(html, "<section aria-labelledby=\"s-answer\">\n<h2 "
	                   "id=\"s-answer\">Answer</h2>\n");
	if (xnb_report_answer(html, page->data, err))
		return -1;
	xnb_buf_puts(html, "</section>\n");
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (put_section(html, page, i, err))
			return -1;
	put_others(html, page->data);
	xnb_report_absent(html, page->data);
	xnb_buf_puts(html, "<section aria-labelledby=\"s-warnings\">\n<h2 "
	                   "id=\"s-warnings\">Warnings and flags</h2>\n");
	xnb_report_warnings(html, page);
	xnb_buf_puts(html, "</section>\n<section aria-labelledby=\"s-facts\">\n<h2 "
	                   "id=\"s-facts\">What was measured, and on what</h2>\n");
	xnb_report_facts(html, page->data);
	xnb_buf_puts(html, "</section>\n");
	xnb_report_reproduce(html, page);
	put_data_links(html, page);
	return 0;
}

int xnb_report_page_write(struct xnb_buf *html, const struct xnb_report_page *page,
                          struct xnb_error *err)
{
	put_head(html, page->data);
	if (put_body(html, page, err))
		return -1;
	xnb_buf_puts(html, "</main>\n</body>\n</html>\n");
	return html->failed ? xnb_fail_nomem(err) : 0;
}
