/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"

#include <string.h>

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
		xnb_report_value(&text, one);
		put_item(html, xnb_buf_text(&text));
	}
	xnb_buf_free(&text);
}

/* What a word means of which that is not plain. */
static void put_meaning(struct xnb_buf *html, const char *flag)
{
	static const struct {
		const char *flag, *meaning;
	} words[] = {
	    {"warmup", "kept apart from the others"},
	    {"preempted", "something else ran on the CPU meanwhile"},
	    {"migrated", "it did not stay on its CPU"},
	    {"stolen", "a hypervisor gave the CPU to somebody else"},
	    {"throttled", "the CPU was throttled for its temperature"},
	    {"clock", "the CPU's clock was more than 3 % slower than at its best in the "
	              "run"},
	    {"neighbour", "somebody shared the core: what can run side by side took more "
	                  "than 10 % longer than at its best in the run"},
	    {"partial-overlap", "less than 95 % of the time all were at work together"},
	    {"small-pages", "its memory is in part in smaller pages than asked for"},
	    {"counted-bytes", "hardware counters disagree with the bytes claimed by more "
	                      "than 10 %"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(flag, words[i].flag) == 0)
			xnb_buf_printf(html, ", %s", words[i].meaning);
}

static void put_flags(struct xnb_buf *html, const struct xnb_report_data *data)
{
	for (size_t i = 0; i < data->n_flags; i++) {
		xnb_buf_puts(html, "<li>");
		xnb_buf_printf(html, "%zu sample%s flagged <code>", data->flags[i].n,
		               data->flags[i].n == 1 ? "" : "s");
		xnb_html_text(html, data->flags[i].flag);
		xnb_buf_puts(html, "</code>");
		put_meaning(html, data->flags[i].flag);
		xnb_buf_puts(html, "</li>\n");
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
		xnb_buf_printf(html,
		               "</code>: %zu of %zu %ss have %ss whose node is not "
		               "known.</li>\n",
		               p->n_unknown, p->n_domains,
		               xnb_unit_level_name(data->subject, XNB_LEVEL_DOMAIN),
		               data->subject->piece);
	}
}

void xnb_report_warnings(struct xnb_buf *html, const struct xnb_report_data *data)
{
	size_t before;

	xnb_report_begin_section(html, "warnings", XNB_REPORT_WARNINGS);
	xnb_buf_puts(html, "<ul>\n");
	before = html->length;
	put_recorded(html, xnb_report_meta(data, "warnings"));
	for (size_t i = 0; i < data->run->n_warnings; i++)
		put_item(html, data->run->warnings[i]);
	put_unknown_placements(html, data);
	put_flags(html, data);
	if (html->length == before)
		xnb_buf_puts(html, "<li>None: no warning was recorded, and no sample "
		                   "carries a flag.</li>\n");
	xnb_buf_puts(html, "</ul>\n");
	xnb_report_flagged_table(html, data);
	xnb_buf_puts(html, "</section>\n");
}
