/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"

static const char *claim_class(enum xnb_claim claim)
{
	return claim == XNB_CLAIM_HOLDS   ? "td class=\"good claim\""
	       : claim == XNB_CLAIM_FAILS ? "td class=\"bad claim\""
	                                  : "td class=\"claim\"";
}

static void put_placement(struct xnb_buf *html, const struct xnb_placement *p)
{
	xnb_buf_puts(html, "<tr>");
	xnb_html_element(html, "th scope=\"row\"", p->name);
	xnb_html_element(html, claim_class(p->claim), xnb_claim_name(p->claim));
	xnb_report_number_cell(html, p->expected);
	xnb_report_range_cell(html, p->min, p->max);
	xnb_report_count_cell(html, p->n_domains);
	xnb_html_element(html, "td class=\"why\"", p->reason);
	xnb_buf_puts(html, "</tr>\n");
}

void xnb_report_placement_table(struct xnb_buf *html, const struct xnb_report_data *data)
{
	const char *const heads[] = {"scenario",
	                             "claim",
	                             "#expected",
	                             "#measured",
	                             data->subject->is_native ? "#teams" : "#domains",
	                             "because",
	                             NULL};

	if (data->n_placements == 0)
		return;
	xnb_report_open_table(html, "Locality by scenario");
	xnb_buf_printf(html,
	               "<caption>Locality by scenario: the part of a %s's pages "
	               "that lies on node A. Expected is %s.</caption>\n",
	               xnb_unit_level_name(data->subject, XNB_LEVEL_DOMAIN),
	               data->subject->expected);
	xnb_report_head(html, heads);
	for (size_t i = 0; i < data->n_placements; i++)
		put_placement(html, &data->placements[i]);
	xnb_report_close_table(html);
}
