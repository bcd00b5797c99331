/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/page.h"

#include "analysis/text/html.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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
    {"threads", "Bandwidth by threads", true, NULL},
    {"sizes", "From the caches to memory", true, NULL},
    {"reference", "Beside likwid-bench", true, NULL},
    {"contention", "Several domains at once", true, xnb_report_contention},
    {"latency", "Latency", true, NULL},
    {"loaded-latency", "Latency under load", true, NULL},
    {"core-to-core", "From CPU to CPU", true, NULL},
    {"hypercall", "Hypercalls", true, NULL},
    {"creation", "What a creation takes", true, NULL},
};
enum { N_SECTIONS = sizeof(sections) / sizeof(sections[0]) };

void xnb_report_open_section(struct xnb_buf *html, const char *id, const char *title)
{
	xnb_buf_printf(html, "<section aria-labelledby=\"s-%s\">\n<h2 id=\"s-%s\">", id,
	               id);
	xnb_html_text(html, title);
}

void xnb_report_begin_section(struct xnb_buf *html, const char *id, const char *title)
{
	xnb_report_open_section(html, id, title);
	xnb_buf_puts(html, "</h2>\n");
}

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

/* Where pages are has a section too where no experiment is about that alone. */
static bool has_content(const struct xnb_report_data *data, size_t i)
{
	return xnb_report_has(data, sections[i].experiment) ||
	       (sections[i].begin == xnb_report_placement_table &&
	        data->subject->is_native && data->n_placements);
}

static int put_section(struct xnb_buf *html, const struct xnb_report_page *page, size_t i,
                       struct xnb_error *err)
{
	const char *experiment = sections[i].experiment;
	int result;

	if (!has_content(page->data, i))
		return 0;
	xnb_report_open_section(html, experiment, sections[i].title);
	put_badge(html, page->data, sections[i].timing);
	xnb_buf_puts(html, "</h2>\n");
	if (sections[i].begin)
		sections[i].begin(html, page->data);
	if (xnb_report_has(page->data, experiment))
		xnb_report_figures(html, page, experiment);
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

/* Series of one experiment lie together: the first of one that this program does not
 * know, behind that at `i`; the number of them all where there is none. */
static size_t next_other(const struct xnb_summaries *all, size_t i)
{
	const char *last = i < all->n ? all->summaries[i].series->experiment : "";

	for (i = i < all->n ? i + 1 : 0; i < all->n; i++) {
		const char *experiment = all->summaries[i].series->experiment;

		if (!has_section(experiment) && strcmp(experiment, last) != 0)
			break;
	}
	return i;
}

static size_t first_other(const struct xnb_summaries *all)
{
	return next_other(all, all->n);
}

/* Their names come from the run, so the ids are numbers. */
static void put_others(struct xnb_buf *html, const struct xnb_report_data *data)
{
	const struct xnb_summaries *all = &data->summaries;

	for (size_t i = first_other(all); i < all->n; i = next_other(all, i)) {
		char id[32];

		snprintf(id, sizeof(id), "other-%zu", i);
		xnb_report_begin_section(html, id, all->summaries[i].series->experiment);
		xnb_report_series_tables(html, data,
		                         all->summaries[i].series->experiment);
		xnb_buf_puts(html, "</section>\n");
	}
}

static void put_entry(struct xnb_buf *html, const char *id, const char *title)
{
	xnb_buf_printf(html, "<li><a href=\"#s-%s\">", id);
	xnb_html_text(html, title);
	xnb_buf_puts(html, "</a></li>\n");
}

static void put_contents(struct xnb_buf *html, const struct xnb_report_data *data)
{
	const struct xnb_summaries *all = &data->summaries;
	char id[32];

	xnb_buf_puts(html, "<nav aria-label=\"Contents\">\n<ul>\n");
	put_entry(html, "overview", XNB_REPORT_OVERVIEW);
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (has_content(data, i))
			put_entry(html, sections[i].experiment, sections[i].title);
	for (size_t i = first_other(all); i < all->n; i = next_other(all, i)) {
		snprintf(id, sizeof(id), "other-%zu", i);
		put_entry(html, id, all->summaries[i].series->experiment);
	}
	if (json_array_size(xnb_report_meta(data, "absent")))
		put_entry(html, "absent", XNB_REPORT_ABSENT);
	put_entry(html, "warnings", XNB_REPORT_WARNINGS);
	put_entry(html, "again", XNB_REPORT_AGAIN);
	put_entry(html, "record", XNB_REPORT_RECORD);
	xnb_buf_puts(html, "</ul>\n</nav>\n");
}

static int put_main(struct xnb_buf *html, const struct xnb_report_page *page,
                    struct xnb_error *err)
{
	xnb_report_begin_section(html, "answer", "Answer");
	if (xnb_report_answer(html, page->data, err))
		return -1;
	xnb_buf_puts(html, "</section>\n");
	put_contents(html, page->data);
	xnb_report_overview(html, page->data);
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (put_section(html, page, i, err))
			return -1;
	put_others(html, page->data);
	xnb_report_absent(html, page->data);
	xnb_report_warnings(html, page->data);
	xnb_report_reproduce(html, page);
	xnb_report_record(html, page);
	return 0;
}

int xnb_report_page_write(struct xnb_buf *html, const struct xnb_report_page *page,
                          struct xnb_error *err)
{
	xnb_report_top(html, page->data);
	xnb_buf_puts(html, "<main id=\"main\" tabindex=\"-1\">\n");
	if (put_main(html, page, err))
		return -1;
	xnb_buf_puts(html, "</main>\n");
	xnb_report_bottom(html, page->data);
	return html->failed ? xnb_fail_nomem(err) : 0;
}
