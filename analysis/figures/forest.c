/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/forest.h"

#include "analysis/timing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* That fit a page. */
enum { MOST_ROWS = 60, MOST_ROWS_ABOVE = 28 };

/* What is narrower has its names above the rows. */
#define LEAST_BESIDE 5.0

/* Of the ratios: how far the axis goes on for the sake of intervals. */
#define MOST_STRETCH 1.5

/* What a reader looks for first. */
static int importance(enum xnb_verdict verdict)
{
	static const int order[XNB_N_VERDICTS] = {
	    [XNB_VERDICT_REGRESSION] = 0,
	    [XNB_VERDICT_IMPROVEMENT] = 1,
	    [XNB_VERDICT_INCONCLUSIVE] = 2,
	    [XNB_VERDICT_EQUIVALENT] = 3,
	};

	return order[verdict];
}

static int by_importance(const void *p, const void *q)
{
	const struct xnb_compare_series *a = *(const struct xnb_compare_series *const *)p;
	const struct xnb_compare_series *b = *(const struct xnb_compare_series *const *)q;
	int order = importance(a->verdict) - importance(b->verdict);

	return order ? order : (a > b) - (a < b);
}

static int by_place(const void *p, const void *q)
{
	const struct xnb_compare_series *a = *(const struct xnb_compare_series *const *)p;
	const struct xnb_compare_series *b = *(const struct xnb_compare_series *const *)q;

	return (a > b) - (a < b);
}

static int choose_rows(struct xnb_forest *forest, struct xnb_error *err)
{
	const struct xnb_compare *compare = forest->compare;
	size_t most = forest->above ? MOST_ROWS_ABOVE : MOST_ROWS;

	forest->rows = calloc(compare->n_series + 1, sizeof(*forest->rows));
	if (!forest->rows)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < compare->n_series; i++) {
		const struct xnb_compare_series *series = &compare->series[i];

		forest->n_exact += series->exact;
		if (!series->exact && series->ratio.center > 0 &&
		    isfinite(series->ratio.center))
			forest->rows[forest->n_timed++] = series;
	}
	forest->n = forest->n_timed < most ? forest->n_timed : most;
	if (forest->n < forest->n_timed)
		qsort(forest->rows, forest->n_timed, sizeof(*forest->rows),
		      by_importance);
	qsort(forest->rows, forest->n, sizeof(*forest->rows), by_place);
	return 0;
}

static void measure(struct xnb_forest *forest)
{
	double margin = 1 + forest->compare->margin;
	double low = 1 / margin, high = margin, end_low = low, end_high = high;

	for (size_t i = 0; i < forest->n; i++) {
		const struct xnb_interval *ratio = &forest->rows[i]->ratio;

		low = fmin(low, ratio->center);
		high = fmax(high, ratio->center);
		if (isfinite(ratio->low) && isfinite(ratio->high)) {
			end_low = fmin(end_low, ratio->low);
			end_high = fmax(end_high, ratio->high);
		}
	}
	forest->low = fmax(fmin(low, end_low), low / MOST_STRETCH);
	forest->high = fmin(fmax(high, end_high), high * MOST_STRETCH);
	forest->cut = end_low < forest->low || end_high > forest->high;
	forest->low /= pow(forest->high / forest->low, 0.03);
	forest->high *= pow(forest->high / forest->low, 0.03);
}

struct counts {
	size_t least, most;
};

static struct counts count_units(const struct xnb_forest *forest)
{
	struct counts counts = {SIZE_MAX, 0};

	for (size_t i = 0; i < forest->n; i++)
		for (size_t side = 0; side < XNB_N_SIDES; side++) {
			size_t n = forest->rows[i]->arms[side].n_units;

			counts.least = n < counts.least ? n : counts.least;
			counts.most = n > counts.most ? n : counts.most;
		}
	return counts;
}

/* "boots", or "boots or rounds". */
static void put_levels(struct xnb_buf *caption, const struct xnb_forest *forest)
{
	const struct xnb_subject *subject = NULL;
	bool is_there[XNB_N_LEVELS] = {false};
	const char *before = "";

	for (size_t i = 0; i < forest->n; i++)
		is_there[forest->rows[i]->level] = true;
	if (forest->n)
		subject = forest->rows[0]->subject;
	for (size_t level = 0; level < XNB_N_LEVELS; level++)
		if (is_there[level]) {
			xnb_buf_printf(
			    caption, "%s%ss", before,
			    xnb_unit_level_name(subject, (enum xnb_unit_level)level));
			before = " or ";
		}
}

static void put_left_out(struct xnb_buf *caption, const struct xnb_forest *forest)
{
	size_t n = forest->n_timed - forest->n;

	if (n)
		xnb_buf_printf(caption,
		               " %zu more timed series, of lesser weight, %s in the "
		               "table.",
		               n, n == 1 ? "is" : "are");
	if (forest->n_exact)
		xnb_buf_printf(caption,
		               " %zu series of what is counted %s no ratio; the table "
		               "has %s.",
		               forest->n_exact, forest->n_exact == 1 ? "has" : "have",
		               forest->n_exact == 1 ? "it" : "them");
	if (forest->compare->n_refused)
		xnb_buf_printf(caption, " %zu could not be compared.",
		               forest->compare->n_refused);
}

static void write_caption(struct xnb_buf *caption, const struct xnb_forest *forest)
{
	struct counts counts = count_units(forest);

	xnb_buf_puts(caption, "Ratio of the new arm to the base, by series: geometric "
	                      "means with the 95 % interval of their ratio (n = ");
	if (counts.least < counts.most)
		xnb_buf_printf(caption, "%zu to ", counts.least);
	xnb_buf_printf(caption, "%zu ", counts.most);
	put_levels(caption, forest);
	xnb_buf_printf(caption,
	               " an arm), on a logarithmic axis. The grey band is the margin "
	               "of %g %% within which a difference does not matter. The "
	               "verdicts are corrected for the number of series (Holm); "
	               "whether more or less is better is a matter of the series.",
	               forest->compare->margin * 100);
	if (forest->compare->within_boot)
		xnb_buf_puts(caption, " The units were asked to lie within a boot: the "
		                      "intervals do not cover what differs from boot to "
		                      "boot.");
	if (forest->cut)
		xnb_buf_puts(caption,
		             " Intervals that reach an edge go on beyond it; the "
		             "table has their ends.");
	put_left_out(caption, forest);
}

/* The worse of both arms: what is not known of one is not known of the ratio. */
static const struct xnb_timing *timing_of(const struct xnb_compare *compare)
{
	const struct xnb_timing *base = xnb_timing_find(compare->arms[XNB_BASE].timing);
	const struct xnb_timing *changed = xnb_timing_find(compare->arms[XNB_NEW].timing);

	return base->mark ? base : changed;
}

static void write_drawing(struct xnb_drawing *drawing, struct xnb_forest *forest,
                          double column)
{
	const struct xnb_timing *timing = timing_of(forest->compare);
	const struct xnb_paper paper = {
	    .name = XNB_FOREST_NAME,
	    .width = column,
	    .mark = timing->mark,
	    .word = timing->word,
	};

	for (size_t i = 0; i < forest->n; i++)
		xnb_key_labels_take(&forest->labels, &forest->rows[i]->key);
	measure(forest);
	xnb_forest_write_data(&drawing->data, forest);
	xnb_forest_write_program(&drawing->program, forest, &paper);
	write_caption(&drawing->caption, forest);
	if (timing->sentence)
		xnb_buf_printf(&drawing->caption, " %s", timing->sentence);
}

int xnb_forest_draw(struct xnb_drawing *drawing, const struct xnb_compare *compare,
                    double column, struct xnb_error *err)
{
	struct xnb_forest forest = {
	    .compare = compare,
	    .above = column > 0 && column < LEAST_BESIDE,
	};

	if (choose_rows(&forest, err))
		return -1;
	if (forest.n)
		write_drawing(drawing, &forest, column);
	else
		xnb_buf_puts(&drawing->absent,
		             "no timed series was judged, and what is counted has no "
		             "ratio");
	free(forest.rows);
	return xnb_drawing_check(drawing, err);
}

int xnb_forest_write(const char *dir, const struct xnb_compare *compare, double column,
                     struct xnb_buf *note, struct xnb_error *err)
{
	struct xnb_drawing drawing = {.data = {0}};
	int result = xnb_forest_draw(&drawing, compare, column, err);

	if (!result)
		result = xnb_drawing_write(dir, XNB_FOREST_NAME, &drawing, note, err);
	xnb_drawing_free(&drawing);
	return result;
}
