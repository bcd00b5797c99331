/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/page.h"
#include "analysis/text/html.h"

static size_t count_claims(const struct xnb_report_data *data, enum xnb_claim claim)
{
	return xnb_placements_count(data->placements, data->n_placements, claim);
}

/* " a (because), b (because)" */
static void list_claims(struct xnb_buf *html, const struct xnb_report_data *data,
                        enum xnb_claim claim)
{
	bool first = true;

	for (size_t i = 0; i < data->n_placements; i++) {
		const struct xnb_placement *p = &data->placements[i];

		if (p->claim != claim)
			continue;
		xnb_buf_puts(html, first ? " <strong>" : ", <strong>");
		xnb_html_text(html, p->name);
		xnb_buf_puts(html, "</strong> (");
		xnb_html_text(html, p->reason);
		xnb_buf_puts(html, ")");
		first = false;
	}
	xnb_buf_puts(html, ".");
}

/* Whether the run asked for something that needs to know where pages lie. */
static bool asks_where(const struct xnb_report_data *data)
{
	return xnb_report_has(data, "placement") || xnb_report_has(data, "bandwidth") ||
	       xnb_report_has(data, "latency");
}

static void put_placement(struct xnb_buf *html, const struct xnb_report_data *data)
{
	size_t fails = count_claims(data, XNB_CLAIM_FAILS);
	size_t unknown = count_claims(data, XNB_CLAIM_UNKNOWN);
	const char *unit = xnb_unit_level_name(data->subject, XNB_LEVEL_DOMAIN);

	if (data->n_placements == 0) {
		if (asks_where(data))
			xnb_buf_puts(html,
			             "<p>The run says nothing of where pages lie.</p>\n");
		return;
	}
	if (json_array_size(xnb_report_meta(data, "nodes")) == 1 && fails == 0) {
		xnb_buf_printf(
		    html,
		    "<p>This host has <strong>one node</strong>: the memory of "
		    "every %s lies on it, whatever its %s. There was "
		    "nothing to prove.</p>\n",
		    unit, data->subject->policy);
		return;
	}
	xnb_buf_printf(html,
	               "<p><span class=\"badge real\">real</span> In <strong>%zu of %zu "
	               "scenarios</strong> it is proven that the memory of every %s "
	               "lies where the %s should put it.",
	               count_claims(data, XNB_CLAIM_HOLDS), data->n_placements, unit,
	               data->subject->policy);
	if (fails) {
		xnb_buf_puts(html, " <span class=\"bad\">It lies elsewhere</span> in");
		list_claims(html, data, XNB_CLAIM_FAILS);
	}
	if (count_claims(data, XNB_CLAIM_SUSPECT)) {
		xnb_buf_puts(html, " It is not proven in");
		list_claims(html, data, XNB_CLAIM_SUSPECT);
	}
	if (unknown) {
		xnb_buf_printf(html, " Of %zu nothing is claimed:", unknown);
		list_claims(html, data, XNB_CLAIM_UNKNOWN);
	}
	xnb_buf_puts(html, "</p>\n");
}

int xnb_report_answer(struct xnb_buf *html, const struct xnb_report_data *data,
                      struct xnb_error *err)
{
	xnb_buf_puts(html, "<div class=\"answer\">\n");
	if (xnb_report_lead(html, data, err))
		return -1;
	xnb_buf_puts(html, "</div>\n");
	xnb_report_state(html, data);
	put_placement(html, data);
	if (xnb_report_lead_tells_findings(data))
		return 0;
	xnb_report_findings(html, data, XNB_REPORT_PARAGRAPHS);
	return xnb_report_measured(html, data, XNB_REPORT_PARAGRAPHS, err);
}
