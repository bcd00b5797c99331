/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "rundir/flags.h"


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

static void put_flags(struct xnb_buf *html, const struct xnb_report_data *data)
{
	for (size_t i = 0; i < data->n_flags; i++) {
		xnb_buf_puts(html, "<li>");
		xnb_buf_printf(html, "%zu sample%s flagged <code>", data->flags[i].n,
		               data->flags[i].n == 1 ? "" : "s");
		xnb_html_text(html, data->flags[i].flag);
		xnb_buf_puts(html, "</code>");
		if (xnb_flag_meaning(data->flags[i].flag))
			xnb_buf_printf(html, ", %s",
			               xnb_flag_meaning(data->flags[i].flag));
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
