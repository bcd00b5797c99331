/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/words.h"

#include "analysis/text/number.h"
#include "rundir/number.h"

#include <math.h>

/* Exact values with all their digits: one instruction in millions is a difference. */
static void put_exact(struct xnb_buf *text, const struct xnb_compare_arm *arm)
{
	char low[XNB_NUMBER_SIZE], high[XNB_NUMBER_SIZE];

	if (!xnb_number_format(low, arm->min) || !xnb_number_format(high, arm->max))
		xnb_buf_puts(text, "?");
	else if (arm->min == arm->max)
		xnb_buf_puts(text, low);
	else
		xnb_buf_printf(text, "%s to %s", low, high);
}

static void put_center(struct xnb_buf *text, const struct xnb_compare_series *series,
                       enum xnb_compare_side side)
{
	double factor;

	xnb_text_unit(series->key.unit, &factor);
	if (series->exact)
		put_exact(text, &series->arms[side]);
	else
		xnb_text_number(text, series->arms[side].center * factor);
}

void xnb_compare_say_units(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	size_t base = series->arms[XNB_BASE].n_units,
	       changed = series->arms[XNB_NEW].n_units;
	const char *level = xnb_unit_level_name(series->subject, series->level);

	if (series->paired && base == changed)
		xnb_buf_printf(text, "%zu pair%s of %ss", base, base == 1 ? "" : "s",
		               level);
	else if (base == changed)
		xnb_buf_printf(text, "%zu %s%s each", base, level, base == 1 ? "" : "s");
	else
		xnb_buf_printf(text, "%zu and %zu %ss", base, changed, level);
}

void xnb_compare_say_ratio(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	if (isfinite(series->ratio.low))
		xnb_buf_printf(text, "%.4g x (95 %%: %.4g to %.4g)", series->ratio.center,
		               series->ratio.low, series->ratio.high);
	else if (isfinite(series->ratio.center))
		xnb_buf_printf(text, "%.4g x (no interval)", series->ratio.center);
}

static void put_ideal(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	const struct xnb_compare_arm *arms = series->arms;

	if (isnan(arms[XNB_BASE].ideal) && isnan(arms[XNB_NEW].ideal))
		return;
	xnb_buf_printf(text, ", should be %g", arms[XNB_BASE].ideal);
	if (arms[XNB_BASE].ideal != arms[XNB_NEW].ideal)
		xnb_buf_printf(text, " -> %g", arms[XNB_NEW].ideal);
}

void xnb_compare_say_arms(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	const char *unit;
	double factor;

	put_center(text, series, XNB_BASE);
	xnb_buf_puts(text, " -> ");
	put_center(text, series, XNB_NEW);
	unit = xnb_text_unit(series->key.unit, &factor);
	xnb_buf_printf(text, "%s%s", unit[0] ? " " : "", unit);
	put_ideal(text, series);
}

void xnb_compare_say_values(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	size_t before = text->length;

	xnb_compare_say_ratio(text, series);
	if (text->length > before)
		xnb_buf_puts(text, ", ");
	xnb_compare_say_arms(text, series);
	xnb_buf_puts(text, ", ");
	xnb_compare_say_units(text, series);
}

void xnb_compare_say_further(struct xnb_buf *text,
                             const struct xnb_compare_series *series)
{
	const char *unit;
	size_t known;

	if (series->verdict != XNB_VERDICT_INCONCLUSIVE || series->further == 0)
		return;
	unit = xnb_unit_level_name(series->subject, series->level);
	if (!series->further_at_least) {
		xnb_buf_printf(text, "about %zu more %s%s in each arm would settle it",
		               series->further, unit, series->further == 1 ? "" : "s");
		return;
	}
	known = series->arms[XNB_BASE].n_units;
	if (known > series->arms[XNB_NEW].n_units)
		known = series->arms[XNB_NEW].n_units;
	xnb_buf_printf(text,
	               "a verdict takes at least %zu more %s%s in each arm; how many "
	               "would settle it cannot be foreseen from %zu %s%s",
	               series->further, unit, series->further == 1 ? "" : "s", known,
	               unit, known == 1 ? "" : "s");
}
