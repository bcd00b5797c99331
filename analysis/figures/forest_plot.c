/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/forest.h"

#include "analysis/plot/canvas.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/text/utf8.h"

#include <math.h>
#include <string.h>

enum { MOST_LETTERS_BESIDE = 48 };

#define ROW_INCHES   0.135
#define ABOVE_INCHES 0.27 /* of a row with its name above it */

/* Of a verdict; different in form and in lightness as well as in colour. */
static const struct {
	const char *word; /* in the key */
	unsigned color;
	int point;
} styles[XNB_N_VERDICTS] = {
    [XNB_VERDICT_REGRESSION] = {"regression", 0xd55e00, 5},
    [XNB_VERDICT_IMPROVEMENT] = {"improvement", 0x24285c, 7},
    [XNB_VERDICT_INCONCLUSIVE] = {"inconclusive", 0x808080, 8},
    [XNB_VERDICT_EQUIVALENT] = {"equivalent", 0x009e73, 6},
};

static bool has(const struct xnb_forest *forest, size_t verdict)
{
	for (size_t i = 0; i < forest->n; i++)
		if (forest->rows[i]->verdict == verdict)
			return true;
	return false;
}

static void put_ratio(struct xnb_buf *text, const struct xnb_interval *ratio)
{
	xnb_buf_printf(text, "%.3f", ratio->center);
	if (isfinite(ratio->low) && isfinite(ratio->high))
		xnb_buf_printf(text, " (%.3f\u2013%.3f)", ratio->low, ratio->high);
}

static size_t letters_above(const struct xnb_forest *forest, double inches)
{
	return forest->above ? (size_t)(inches / xnb_canvas_letters_inches(1))
	                     : MOST_LETTERS_BESIDE;
}

static void put_rows(struct xnb_buf *data, const struct xnb_forest *forest)
{
	struct xnb_buf name = {0}, ratio = {0};

	xnb_buf_puts(data, "# row, series, the same for LaTeX, ratio, for LaTeX\n");
	for (size_t i = 0; i < forest->n; i++) {
		xnb_buf_clear(&name);
		xnb_buf_clear(&ratio);
		xnb_key_label(&name, &forest->labels, &forest->rows[i]->key);
		put_ratio(&ratio, &forest->rows[i]->ratio);
		xnb_buf_printf(data, "%zu\t", i);
		xnb_gnuplot_cut(data, xnb_buf_text(&name),
		                letters_above(forest, XNB_COLUMN_INCHES));
		xnb_buf_puts(data, "\t");
		xnb_gnuplot_text(data, xnb_buf_text(&ratio));
		xnb_buf_puts(data, "\n");
	}
	data->failed = data->failed || name.failed || ratio.failed;
	xnb_buf_free(&name);
	xnb_buf_free(&ratio);
}

static void put_marks(struct xnb_buf *data, const struct xnb_forest *forest,
                      size_t verdict)
{
	xnb_buf_printf(data, "# %s: row, ratio, low and high end of its 95 %% interval\n",
	               xnb_verdict_word((enum xnb_verdict)verdict));
	for (size_t i = 0; i < forest->n; i++) {
		const struct xnb_interval *ratio = &forest->rows[i]->ratio;

		if (forest->rows[i]->verdict != verdict)
			continue;
		xnb_buf_printf(data, "%zu\t%.10g", i, ratio->center);
		if (isfinite(ratio->low) && isfinite(ratio->high))
			xnb_buf_printf(data, "\t%.10g\t%.10g\n", ratio->low, ratio->high);
		else
			xnb_buf_puts(data, "\t-\t-\n");
	}
	xnb_buf_puts(data, "\n\n");
}

void xnb_forest_write_data(struct xnb_buf *data, const struct xnb_forest *forest)
{
	for (size_t v = 0; v < XNB_N_VERDICTS; v++)
		if (has(forest, v))
			put_marks(data, forest, v);
	put_rows(data, forest);
}

static size_t longest_name(const struct xnb_forest *forest)
{
	struct xnb_buf name = {0};
	size_t longest = 0;

	for (size_t i = 0; i < forest->n; i++) {
		size_t length;

		xnb_buf_clear(&name);
		xnb_key_label(&name, &forest->labels, &forest->rows[i]->key);
		length = xnb_utf8_length(xnb_buf_text(&name));
		longest = length > longest ? length : longest;
	}
	xnb_buf_free(&name);
	return longest < MOST_LETTERS_BESIDE ? longest : MOST_LETTERS_BESIDE;
}

/* Round ratios; on a logarithmic axis over a small range they stand evenly. */
static void put_x_axis(struct xnb_buf *program, const struct xnb_forest *forest,
                       double inches)
{
	static const double round[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,
	                               2,    5,    10,   20,  50,  100};
	double step = xnb_canvas_tic_step(forest->high - forest->low,
	                                  fmax(floor(inches / 0.45), 2));
	const char *comma = "";

	xnb_buf_printf(program,
	               "set logscale x\nset xrange [%.10g:%.10g]\n"
	               "unset mxtics\nset xtics (",
	               forest->low, forest->high);
	if (forest->high / forest->low > 4) {
		for (size_t i = 0; i < sizeof(round) / sizeof(round[0]); i++)
			if (round[i] >= forest->low && round[i] <= forest->high) {
				xnb_buf_printf(program, "%s%g", comma, round[i]);
				comma = ", ";
			}
	} else {
		for (double at = ceil(forest->low / step) * step; at <= forest->high;
		     at += step, comma = ", ")
			xnb_buf_printf(program, "%s%.6g", comma, at);
	}
	xnb_buf_puts(program, ")\n");
}

static void put_frame(struct xnb_buf *program, const struct xnb_forest *forest,
                      const struct xnb_canvas *canvas)
{
	put_x_axis(program, forest, canvas->width - canvas->left - canvas->right);
	xnb_buf_printf(program, "set border 1\nset yrange [%zu.5:-0.5]\nunset ytics\n",
	               forest->n - 1);
}

static size_t count_blocks(const struct xnb_forest *forest)
{
	size_t n = 0;

	for (size_t v = 0; v < XNB_N_VERDICTS; v++)
		n += has(forest, v);
	return n;
}

/* The margin and no difference, behind the marks and not behind a name above them. */
static void put_band(struct xnb_buf *program, const struct xnb_forest *forest,
                     const char *name)
{
	double margin = 1 + forest->compare->margin;
	double from = forest->above ? 0.02 : -0.5, to = forest->above ? 0.42 : 0.5;
	size_t rows = count_blocks(forest);

	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using (1):1:(%.10g):(%.10g):($1+(%g)):"
	               "($1+%g) with boxxyerror fillstyle solid 1 noborder linecolor rgb "
	               "\"#e4e4e4\" notitle, \\\n"
	               "\t\"%s.dat\" index %zu using (1):($1+(%g)):(0):(%g) with vectors "
	               "nohead linecolor rgb \"#808080\" linewidth 0.8 notitle, \\\n",
	               name, rows, fmax(1 / margin, forest->low),
	               fmin(margin, forest->high), from, to, name, rows, from, to - from);
}

static void put_verdict(struct xnb_buf *program, const struct xnb_forest *forest,
                        const char *name, size_t verdict, size_t block)
{
	const char *y = forest->above ? "($1+0.22)" : "1";

	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 2:%s:3:4 with xerrorbars pointsize "
	               "0 linewidth 1.2 linecolor rgb \"#%06x\" notitle, \\\n"
	               "\t\"%s.dat\" index %zu using 2:%s with points pointtype %d "
	               "pointsize 0.5 linecolor rgb \"#%06x\" title \"%s\", \\\n",
	               name, block, y, styles[verdict].color, name, block, y,
	               styles[verdict].point, styles[verdict].color,
	               styles[verdict].word);
}

static void put_plot(struct xnb_buf *program, const struct xnb_forest *forest,
                     const struct xnb_canvas *canvas, const char *name)
{
	size_t block = 0;

	xnb_buf_puts(program, "plot \\\n");
	put_band(program, forest, name);
	for (size_t v = 0; v < XNB_N_VERDICTS; v++)
		if (has(forest, v))
			put_verdict(program, forest, name, v, block++);
	if (forest->above)
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using (%.10g):($1-0.2):2+tex with "
		               "labels left offset screen %.4f,0 notitle, \\\n",
		               name, block, forest->low,
		               (0.06 - canvas->left) / canvas->width);
	else
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using (%.10g):1:2+tex with labels "
		               "right offset -0.5,0 notitle, \\\n",
		               name, block, forest->low);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using (%.10g):%s:4+tex with labels left "
	               "offset 0.7,0 font \",7\" notitle\n",
	               name, block, forest->high, forest->above ? "($1+0.22)" : "1");
}

static struct xnb_canvas_key make_key(const struct xnb_forest *forest)
{
	struct xnb_canvas_key key = {.entries = 0};

	for (size_t v = 0; v < XNB_N_VERDICTS; v++)
		if (has(forest, v))
			xnb_canvas_key_take(&key, styles[v].word);
	return key;
}

void xnb_forest_write_program(struct xnb_buf *program, const struct xnb_forest *forest,
                              const struct xnb_paper *paper)
{
	struct xnb_canvas_key key = make_key(forest);
	struct xnb_canvas canvas = {
	    .width = xnb_paper_width(paper, XNB_PAGE_INCHES),
	    .left = forest->above
	                ? 0.12
	                : xnb_canvas_letters_inches(longest_name(forest)) + 0.12,
	    .right = 1.15,
	    .bottom = 0.4,
	};

	canvas.top = xnb_canvas_key_place(&key, &canvas, xnb_paper_mark_inches(paper));
	canvas.height = canvas.top + canvas.bottom +
	                (forest->above ? ABOVE_INCHES : ROW_INCHES) * (double)forest->n;
	xnb_canvas_begin(program, &canvas, paper);
	put_frame(program, forest, &canvas);
	xnb_canvas_x_title(program, &canvas, "ratio, new / base", paper->word);
	xnb_canvas_key(program, &canvas, &key);
	put_plot(program, forest, &canvas, paper->name);
	xnb_canvas_end(program);
}
