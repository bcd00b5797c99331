/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The comparison for a terminal: what comes before the table of series, and after. */
#include "analysis/compare/format.h"

#include "analysis/compare/table.h"
#include "analysis/text/utf8.h"
#include "analysis/text/wrap.h"

#include <string.h>

/* Of the series that are refused for one reason. */
enum { MOST_NAMES = 3 };

static void put_arm(struct xnb_buf *text, const char *name,
                    const struct xnb_compare_arm_facts *arm)
{
	for (size_t i = 0; i < arm->n_paths; i++) {
		xnb_buf_printf(text, "%-5s ", i == 0 ? name : "");
		xnb_utf8_clean(text, arm->paths[i]);
		xnb_buf_puts(text, "\n");
	}
	xnb_buf_printf(text, "      %zu boot%s, timings: ", arm->n_boots,
	               arm->n_boots == 1 ? "" : "s");
	xnb_utf8_clean(text, arm->timing[0] ? arm->timing : "not said");
	xnb_buf_puts(text, "\n");
}

static void put_difference(struct xnb_buf *text, const struct xnb_compare_difference *one)
{
	const char *base = one->value[XNB_BASE], *changed = one->value[XNB_NEW];

	xnb_buf_puts(text, "  ");
	xnb_utf8_clean(text, one->name);
	if (strlen(one->name) + strlen(base) + strlen(changed) + 8 <= XNB_WRAP_WIDTH) {
		xnb_buf_puts(text, ": ");
		xnb_utf8_clean(text, base);
		xnb_buf_puts(text, " -> ");
		xnb_utf8_clean(text, changed);
		xnb_buf_puts(text, "\n");
		return;
	}
	xnb_buf_puts(text, "\n    BASE\n");
	xnb_wrap_put(text, 6, base);
	xnb_buf_puts(text, "    NEW\n");
	xnb_wrap_put(text, 6, changed);
}

static void put_head(struct xnb_buf *text, const struct xnb_compare *compare)
{
	put_arm(text, "BASE", &compare->arms[XNB_BASE]);
	put_arm(text, "NEW", &compare->arms[XNB_NEW]);
	if (compare->n_differences)
		xnb_buf_puts(text, "\nWhat differs between the arms:\n");
	for (size_t i = 0; i < compare->n_differences; i++)
		put_difference(text, &compare->differences[i]);
	if (compare->n_warnings)
		xnb_buf_puts(text, "\nWarnings:\n");
	for (size_t i = 0; i < compare->n_warnings; i++)
		xnb_wrap_put(text, 2, compare->warnings[i]);
}

static void put_key(struct xnb_buf *text, const struct xnb_compare_key *key)
{
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, key);
	xnb_utf8_clean(text, xnb_buf_text(&name));
	xnb_buf_free(&name);
}

static bool same_reason(const struct xnb_compare_refused *a,
                        const struct xnb_compare_refused *b)
{
	return a->reason == b->reason && a->why == b->why;
}

static void put_names(struct xnb_buf *text, const struct xnb_compare_refused *all,
                      size_t n)
{
	for (size_t i = 0; i < n && i < MOST_NAMES; i++) {
		xnb_buf_puts(text, "    ");
		put_key(text, &all[i].key);
		xnb_buf_puts(text, "\n");
	}
	if (n > MOST_NAMES)
		xnb_buf_printf(text, "    and %zu more; --format json has all\n",
		               n - MOST_NAMES);
}

static void put_refused(struct xnb_buf *text, const struct xnb_compare *compare)
{
	const struct xnb_compare_refused *all = compare->refused;
	size_t end;

	if (compare->n_refused)
		xnb_buf_puts(text, "\nNot compared:\n");
	for (size_t i = 0; i < compare->n_refused; i = end) {
		for (end = i + 1; end < compare->n_refused; end++)
			if (!same_reason(&all[i], &all[end]))
				break;
		xnb_buf_printf(text, "  %zu series: %s\n", end - i, all[i].why);
		if (all[i].reason != XNB_REFUSED_RECORD &&
		    all[i].reason != XNB_REFUSED_DETAIL)
			put_names(text, &all[i], end - i);
	}
}

static void put_end(struct xnb_buf *text, const struct xnb_compare *compare)
{
	static const enum xnb_verdict order[] = {
	    XNB_VERDICT_REGRESSION,
	    XNB_VERDICT_INCONCLUSIVE,
	    XNB_VERDICT_IMPROVEMENT,
	    XNB_VERDICT_EQUIVALENT,
	};

	xnb_buf_printf(text, "\n%zu series", compare->n_series);
	for (size_t i = 0; i < XNB_N_VERDICTS; i++)
		xnb_buf_printf(text, "%s %zu %s", i ? "," : ":",
		               compare->counts[order[i]], xnb_verdict_word(order[i]));
	xnb_buf_printf(text, "; %zu not compared\n", compare->n_refused);
	xnb_buf_printf(text, "margin %g %%%s\n", 100 * compare->margin,
	               compare->within_boot ? "; scope within-boot" : "");
	xnb_buf_printf(text, "%s: %s\n", xnb_verdict_word(compare->verdict),
	               compare->why);
}

int xnb_compare_write_text(struct xnb_buf *text, const struct xnb_compare *compare,
                           struct xnb_error *err)
{
	put_head(text, compare);
	put_refused(text, compare);
	xnb_compare_put_table(text, compare);
	put_end(text, compare);
	return text->failed ? xnb_fail_nomem(err) : 0;
}
