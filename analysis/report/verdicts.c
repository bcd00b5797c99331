/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The claims about the call, each with its verdict and the evidence; and what the run
 * could not tell. */
#include "analysis/verdicts.h"
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"

#include <string.h>

/* The mark says the same as the colour, for those who see none. */
static const struct {
	const char *mark, *cell;
} looks[XNB_N_VERDICT_KINDS] = {
    [XNB_VERDICT_HOLDS] = {"\u2713", "<td class=\"good claim\">"},
    [XNB_VERDICT_FAILS] = {"\u2717", "<td class=\"bad claim\">"},
    [XNB_VERDICT_CANNOT_TELL] = {"?", "<td class=\"claim\">"},
    [XNB_VERDICT_DISAGREE] = {"\u2260", "<td class=\"bad claim\">"},
    [XNB_VERDICT_NONE] = {"\u2013", "<td class=\"claim\">"},
};

static void put_verdict(struct xnb_buf *html, const struct xnb_judged_claim *verdict)
{
	xnb_buf_printf(html, "%s<span aria-hidden=\"true\">%s</span> %s",
	               looks[verdict->kind].cell, looks[verdict->kind].mark,
	               xnb_verdict_name(verdict->kind));
	if (verdict->n)
		xnb_buf_printf(html, "<br/><span class=\"quiet\">%zu round%s</span>",
		               verdict->n, verdict->n == 1 ? "" : "s");
	xnb_buf_puts(html, "</td>");
}

/* Where rounds disagree, that of each verdict with the number of its rounds. */
static void put_said(struct xnb_buf *html, const struct xnb_judged_claim *verdict)
{
	bool first = true;

	for (int i = 0; i < XNB_N_SAID; i++) {
		if (verdict->said[i].n == 0)
			continue;
		xnb_buf_puts(html, first ? "" : "<br/>");
		if (verdict->kind == XNB_VERDICT_DISAGREE)
			xnb_buf_printf(html, "<strong>%s in %zu of %zu:</strong> ",
			               xnb_verdict_name((enum xnb_verdict_kind)i),
			               verdict->said[i].n, verdict->n);
		xnb_html_text(html, verdict->said[i].evidence);
		first = false;
	}
}

/* What surprises is not folded away. */
static void put_evidence(struct xnb_buf *html, const struct xnb_judged_claim *verdict)
{
	if (verdict->n == 0)
		return;
	xnb_buf_printf(html, "<details%s><summary>evidence</summary>\n<p>",
	               verdict->kind == XNB_VERDICT_HOLDS ? "" : " open=\"open\"");
	put_said(html, verdict);
	xnb_buf_puts(html, "</p>\n</details>");
}

static void put_claim(struct xnb_buf *html, const struct xnb_judged_claim *verdict)
{
	xnb_buf_puts(html, "<td class=\"text\">");
	xnb_html_text(html, verdict->claim);
	if (verdict->source[0]) {
		xnb_buf_puts(html, "<br/><span class=\"quiet\">");
		xnb_html_breakable(html, verdict->source, "_/");
		xnb_buf_puts(html, "</span>");
	}
	put_evidence(html, verdict);
	xnb_buf_puts(html, "</td>");
}

void xnb_report_check_names(struct xnb_buf *html, const struct xnb_verdicts *all,
                            enum xnb_verdict_kind kind, const char *before)
{
	for (size_t i = 0; i < all->n; i++) {
		if (all->verdicts[i].kind != kind)
			continue;
		xnb_buf_puts(html, before);
		xnb_html_element(html, "strong", all->verdicts[i].check);
		before = ", ";
	}
}

void xnb_report_verdict_table(struct xnb_buf *html, const struct xnb_report_data *data)
{
	static const char *const heads[] = {"check", "verdict",
	                                    "claim, where it is made, evidence", NULL};
	const struct xnb_verdicts *all = &data->verdicts;

	if (all->n == 0)
		return;
	xnb_report_open_word_table(html, "Claims and verdicts");
	xnb_buf_puts(html, "<caption>What is claimed of node affinity, judged against "
	                   "the live hypervisor. The evidence is that of the first round "
	                   "with this verdict; checks.csv has all.</caption>\n");
	xnb_report_head(html, heads);
	for (size_t i = 0; i < all->n; i++) {
		const struct xnb_judged_claim *verdict = &all->verdicts[i];

		xnb_buf_puts(html, "<tr>");
		xnb_html_element(html, "th scope=\"row\"", verdict->check);
		put_verdict(html, verdict);
		put_claim(html, verdict);
		xnb_buf_puts(html, "</tr>\n");
	}
	xnb_report_close_table(html);
}

static void put_absent(struct xnb_buf *html, const json_t *one)
{
	const char *what = json_string_value(json_object_get(one, "what"));
	const char *why = json_string_value(json_object_get(one, "why"));

	if (!what)
		return;
	xnb_buf_puts(html, "<li><strong>");
	xnb_html_text(html, what);
	xnb_buf_puts(html, "</strong>: ");
	xnb_html_text(html, why ? why : "the run does not say why");
	xnb_buf_puts(html, "</li>\n");
}

void xnb_report_absent(struct xnb_buf *html, const struct xnb_report_data *data)
{
	const json_t *absent = xnb_report_meta(data, "absent");

	if (json_array_size(absent) == 0)
		return;
	xnb_report_begin_section(html, "absent", XNB_REPORT_ABSENT);
	xnb_buf_puts(html, "<ul>\n");
	for (size_t i = 0; i < json_array_size(absent); i++)
		put_absent(html, json_array_get(absent, i));
	xnb_buf_puts(html, "</ul>\n</section>\n");
}
