/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The self-test for a terminal. Foreign text is cleaned, as in compare_text.c. */
#include "analysis/compare/self_test.h"

#include "analysis/text/utf8.h"

#include <math.h>
#include <string.h>

static void put_runs(struct xnb_buf *text, const struct xnb_compare *compare)
{
	const struct xnb_compare_arm_facts *arm = &compare->arms[XNB_BASE];

	for (size_t i = 0; i < arm->n_paths; i++) {
		xnb_buf_puts(text, i == 0 ? "runs  " : "      ");
		xnb_utf8_clean(text, arm->paths[i]);
		xnb_buf_puts(text, "\n");
	}
	xnb_buf_printf(text, "      %zu boot%s, timings: ", arm->n_boots,
	               arm->n_boots == 1 ? "" : "s");
	xnb_utf8_clean(text, arm->timing[0] ? arm->timing : "not said");
	xnb_buf_puts(text, "\n");
}

/* Each reason once; records and details of others are nothing that compare would judge.
 */
static void put_refused(struct xnb_buf *text, const struct xnb_compare *compare)
{
	const struct xnb_compare_refused *all = compare->refused;
	size_t end;

	for (size_t i = 0; i < compare->n_refused; i = end) {
		for (end = i + 1; end < compare->n_refused; end++)
			if (all[end].reason != all[i].reason ||
			    all[end].why != all[i].why)
				break;
		if (all[i].reason != XNB_REFUSED_RECORD &&
		    all[i].reason != XNB_REFUSED_DETAIL)
			xnb_buf_printf(text, "not judged: %zu series: %s\n", end - i,
			               all[i].why);
	}
}

static void put_share(struct xnb_buf *text, const struct xnb_interval *share)
{
	xnb_buf_printf(text, "%.2g %% (95 %%: %.2g to %.2g %%)", 100 * share->center,
	               100 * share->low, 100 * share->high);
}

static void put_units(struct xnb_buf *text, const struct xnb_self_series *one)
{
	xnb_buf_printf(text, "%zu and %zu %ss", one->n_base, one->n_new,
	               xnb_unit_level_name(one->series->subject, one->series->level));
	if (one->possible < XNB_SELF_TEST_SPLITS)
		xnb_buf_printf(text, ", %.0f different splits", one->possible);
}

static void put_series(struct xnb_buf *text, const struct xnb_self_series *one)
{
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, &one->series->key);
	xnb_utf8_clean(text, xnb_buf_text(&name));
	xnb_buf_free(&name);
	xnb_buf_puts(text, "\n    ");
	if (one->why_not) {
		xnb_buf_printf(text, "not split: %s\n", one->why_not);
		return;
	}
	xnb_buf_puts(text, "false alarms ");
	put_share(text, &one->alarms);
	xnb_buf_printf(text, "; the arms differ by up to %.3g %% in 95 %%",
	               100 * one->noise);
	if (isfinite(one->smallest))
		xnb_buf_printf(text, "; finds a loss of %.3g %% in 80 %%",
		               100 * one->smallest);
	else
		xnb_buf_puts(text, "; finds no loss in 80 %");
	xnb_buf_puts(text, "; ");
	put_units(text, one);
	xnb_buf_puts(text, "\n");
	if (one->series->scope[0])
		xnb_buf_printf(text, "    %s\n", one->series->scope);
}

static void put_exact(struct xnb_buf *text, const struct xnb_self_test *test)
{
	if (test->n_exact == 0)
		return;
	xnb_buf_printf(text,
	               "%zu exact series are not split: any change of those that do not "
	               "vary (%zu) is seen",
	               test->n_exact, test->n_exact - test->n_varying);
	if (test->n_varying)
		xnb_buf_printf(text,
		               ";\nthe test of those that vary (%zu) is one over all "
		               "splits, wrong in 1 %% at most",
		               test->n_varying);
	xnb_buf_puts(text, "\n");
}

static void put_end(struct xnb_buf *text, const struct xnb_self_test *test)
{
	xnb_buf_printf(text, "margin %g %%%s; %zu random splits, seed %lu\n",
	               100 * test->compare->margin,
	               test->compare->within_boot ? "; scope within-boot" : "",
	               test->n_splits, test->seed);
	if (test->n_split == 0) {
		xnb_buf_puts(text,
		             test->n ? "no series could be split: take more boots, or "
		                       "judge within one with --scope within-boot\n"
		                     : "there is no timed series that could be split\n");
		return;
	}
	xnb_buf_puts(text, "false alarms over all series ");
	put_share(text, &test->alarms);
	xnb_buf_printf(text, "\na gate of these %zu series fails by chance ",
	               test->n_split);
	put_share(text, &test->failures);
	xnb_buf_puts(text, "\n");
}

int xnb_self_test_write_text(struct xnb_buf *text, const struct xnb_self_test *test,
                             struct xnb_error *err)
{
	put_runs(text, test->compare);
	xnb_buf_puts(text, "\n");
	put_refused(text, test->compare);
	put_exact(text, test);
	for (size_t i = 0; i < test->n; i++)
		put_series(text, &test->series[i]);
	xnb_buf_puts(text, "\n");
	put_end(text, test);
	return text->failed ? xnb_fail_nomem(err) : 0;
}
