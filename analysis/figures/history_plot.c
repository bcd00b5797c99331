/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/history_chart.h"

#include "analysis/plot/canvas.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/text/utf8.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PANEL_INCHES 0.62
#define GAP_INCHES   0.38 /* for numbers below a panel and the name of the next */
#define LEFT_INCHES  0.5

/* Blocks of the data, of each panel. */
enum block {
	BLOCK_POINTS,
	BLOCK_LEVELS,
	BLOCK_CONFIRMED,
	BLOCK_SUSPECT,
	N_BLOCKS,
};

static bool has_change(const struct xnb_history_series *series, bool suspect)
{
	for (size_t i = 0; i < series->n_changes; i++)
		if ((series->changes[i].verdict == XNB_HISTORY_SUSPECT) == suspect)
			return true;
	return false;
}

/* gnuplot warns of a block without a row. */
static bool has_block(const struct xnb_history_series *series, enum block block)
{
	if (block == BLOCK_POINTS)
		return true;
	if (block == BLOCK_LEVELS)
		return series->n_changes > 0;
	return has_change(series, block == BLOCK_SUSPECT);
}

/* Its place among all blocks; of N_BLOCKS, that of the first one of the next panel. */
static size_t place_of(const struct xnb_history_chart *chart, size_t panel,
                       enum block block)
{
	size_t n = 0;

	for (size_t p = 0; p <= panel && p < chart->n; p++)
		for (enum block b = 0; b < (p == panel ? block : N_BLOCKS); b++)
			n += has_block(chart->panels[p], b);
	return n;
}

/* What a reader would divide by. */
static double scale_of(const struct xnb_history_series *series)
{
	return strcmp(series->key.unit, "B/s") == 0 ? 1e-9 : 1;
}

static const char *unit_of(const struct xnb_history_series *series)
{
	if (strcmp(series->key.unit, "1") == 0)
		return "";
	return strcmp(series->key.unit, "B/s") == 0 ? "GB/s" : series->key.unit;
}

static void put_number(struct xnb_buf *data, double value)
{
	if (isfinite(value))
		xnb_buf_printf(data, "\t%.10g", value);
	else
		xnb_buf_puts(data, "\t-");
}

static void put_points(struct xnb_buf *data, const struct xnb_history_series *series)
{
	size_t each =
	    (series->n_points + XNB_HISTORY_MOST_POINTS - 1) / XNB_HISTORY_MOST_POINTS;
	double scale = scale_of(series);

	xnb_buf_puts(data, "# run, mean, low and high end of its 95 % interval\n");
	for (size_t i = 0; i < series->n_points; i += each) {
		const struct xnb_history_point *point = &series->points[i];

		xnb_buf_printf(data, "%zu", i + 1);
		put_number(data, point->value * scale);
		put_number(data, point->low * scale);
		put_number(data, point->high * scale);
		xnb_buf_puts(data, "\n");
	}
	xnb_buf_puts(data, "\n\n");
}

static void put_levels(struct xnb_buf *data, const struct xnb_history_series *series)
{
	double scale = scale_of(series), from = 0.5;

	xnb_buf_puts(data, "# level: from run, to run, value\n");
	for (size_t i = 0; i < series->n_changes; i++) {
		const struct xnb_history_change *change = &series->changes[i];
		double to = (double)change->at + 0.5;

		xnb_buf_printf(data, "%g\t%g", from, to - from);
		put_number(data, change->before * scale);
		xnb_buf_puts(data, "\n");
		from = to;
		if (i + 1 < series->n_changes)
			continue;
		xnb_buf_printf(data, "%g\t%g", from,
		               (double)series->n_points + 0.5 - from);
		put_number(data, change->after * scale);
		xnb_buf_puts(data, "\n");
	}
	xnb_buf_puts(data, "\n\n");
}

static void put_changes(struct xnb_buf *data, const struct xnb_history_chart *chart,
                        size_t panel, bool suspect)
{
	const struct xnb_history_series *series = chart->panels[panel];

	xnb_buf_printf(data, "# %s change: before run, letter\n",
	               suspect ? "suspect" : "confirmed");
	for (size_t i = 0; i < series->n_changes; i++)
		if ((series->changes[i].verdict == XNB_HISTORY_SUSPECT) == suspect)
			xnb_buf_printf(data, "%g\t%c\n",
			               (double)series->changes[i].at + 0.5,
			               xnb_history_chart_letter(chart, panel, i));
	xnb_buf_puts(data, "\n\n");
}

/* Letters above a panel. */
enum { MOST_TITLE = 52 };

/* Cut so that a unit of some letters has room behind it. */
static void put_title(struct xnb_buf *data, const char *name, const char *unit)
{
	size_t tail = unit[0] ? xnb_utf8_length(unit) + 3 : 0;
	size_t most = MOST_TITLE - (tail < MOST_TITLE / 2 ? tail : 0);
	bool cut = xnb_utf8_length(name) > most;
	struct xnb_buf title = {0};
	const char *end = name;
	uint32_t letter;

	for (size_t i = cut; *end && i < most; i++)
		end += xnb_utf8_next(end, &letter);
	xnb_buf_append(&title, name, (size_t)(end - name));
	xnb_buf_puts(&title, cut ? "\u2026" : "");
	if (unit[0])
		xnb_buf_printf(&title, " (%s)", unit);
	xnb_gnuplot_cut(data, xnb_buf_text(&title), MOST_TITLE);
	data->failed = data->failed || title.failed;
	xnb_buf_free(&title);
}

static void put_names(struct xnb_buf *data, const struct xnb_history_chart *chart)
{
	struct xnb_buf name = {0};

	xnb_buf_puts(data, "# panel, series\n");
	for (size_t p = 0; p < chart->n; p++) {
		const struct xnb_history_series *series = chart->panels[p];

		xnb_buf_clear(&name);
		xnb_key_label(&name, &chart->labels, &series->key);
		xnb_buf_printf(data, "%zu\t", p);
		put_title(data, xnb_buf_text(&name), unit_of(series));
		xnb_buf_puts(data, "\n");
	}
	data->failed = data->failed || name.failed;
	xnb_buf_free(&name);
}

void xnb_history_chart_write_data(struct xnb_buf *data,
                                  const struct xnb_history_chart *chart)
{
	for (size_t p = 0; p < chart->n; p++) {
		put_points(data, chart->panels[p]);
		if (has_block(chart->panels[p], BLOCK_LEVELS))
			put_levels(data, chart->panels[p]);
		if (has_block(chart->panels[p], BLOCK_CONFIRMED))
			put_changes(data, chart, p, false);
		if (has_block(chart->panels[p], BLOCK_SUSPECT))
			put_changes(data, chart, p, true);
	}
	put_names(data, chart);
}

struct range {
	double low, high;
};

/* Of the means; intervals may go on beyond it, half as far again. Above them the letters
 * of changes have room. */
static struct range range_of(const struct xnb_history_series *series)
{
	struct range range = {INFINITY, -INFINITY}, ends = {INFINITY, -INFINITY};
	double scale = scale_of(series), span;

	for (size_t i = 0; i < series->n_points; i++) {
		const struct xnb_history_point *point = &series->points[i];

		range.low = fmin(range.low, point->value * scale);
		range.high = fmax(range.high, point->value * scale);
		ends.low = fmin(ends.low, point->low * scale);
		ends.high = fmax(ends.high, point->high * scale);
	}
	span = range.high - range.low;
	if (!(span > 0))
		span = fmax(fabs(range.high) * 0.1, 1e-9);
	range.low = fmax(fmin(ends.low, range.low), range.low - span / 2) - span * 0.06;
	range.high = fmin(fmax(ends.high, range.high), range.high + span / 2) +
	             span * (series->n_changes ? 0.3 : 0.06);
	return range;
}

static void put_margins(struct xnb_buf *program, const struct xnb_canvas *canvas,
                        size_t panel)
{
	double top = canvas->top + (double)panel * (PANEL_INCHES + GAP_INCHES);

	xnb_buf_printf(
	    program, "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
	    1 - top / canvas->height, 1 - (top + PANEL_INCHES) / canvas->height);
}

static void put_axes(struct xnb_buf *program, const struct xnb_history_series *series,
                     double width)
{
	struct range y = range_of(series);
	double runs = (double)series->n_points;
	double step = xnb_canvas_tic_step(runs, fmax(floor(width / 0.35), 2));

	xnb_buf_printf(program,
	               "set xrange [0.5:%g]\nset xtics %g,%g\n"
	               "set yrange [%.10g:%.10g]\nset ytics %.10g\n",
	               runs + 0.5, fmax(round(step), 1), fmax(round(step), 1), y.low,
	               y.high, xnb_canvas_tic_step(y.high - y.low, 4));
}

static void put_lines(struct xnb_buf *program, const char *name, size_t block,
                      const char *style)
{
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 1:(graph_low):(0):(graph_high-"
	               "graph_low) with vectors nohead %s notitle, \\\n"
	               "\t\"%s.dat\" index %zu using 1:(graph_high):2 with labels left "
	               "offset 0.3,-0.5 notitle, \\\n",
	               name, block, style, name, block);
}

static void put_series(struct xnb_buf *program, const char *name,
                       const struct xnb_history_chart *chart, size_t panel)
{
	size_t points = place_of(chart, panel, BLOCK_POINTS);

	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 1:2:3:4 with yerrorbars pointsize 0 "
	               "linewidth 0.7 linecolor rgb \"#707070\" notitle, \\\n",
	               name, points);
	if (has_block(chart->panels[panel], BLOCK_LEVELS))
		xnb_buf_printf(
		    program,
		    "\t\"%s.dat\" index %zu using 1:3:2:(0) with vectors nohead "
		    "linewidth 1.5 linecolor rgb \"#24285c\" notitle, \\\n",
		    name, place_of(chart, panel, BLOCK_LEVELS));
	xnb_buf_printf(
	    program,
	    "\t\"%s.dat\" index %zu using 1:2 with points pointtype 7 pointsize "
	    "0.25 linecolor rgb \"#24285c\" notitle, \\\n",
	    name, points);
}

static void put_panel(struct xnb_buf *program, const char *name,
                      const struct xnb_history_chart *chart, size_t panel)
{
	struct range y = range_of(chart->panels[panel]);

	xnb_buf_printf(program, "graph_low = %.10g\ngraph_high = %.10g\nplot \\\n", y.low,
	               y.high);
	if (has_block(chart->panels[panel], BLOCK_CONFIRMED))
		put_lines(program, name, place_of(chart, panel, BLOCK_CONFIRMED),
		          "linewidth 1.2 linecolor rgb \"#d55e00\"");
	if (has_block(chart->panels[panel], BLOCK_SUSPECT))
		put_lines(program, name, place_of(chart, panel, BLOCK_SUSPECT),
		          "linewidth 1 dashtype \"-\" linecolor rgb \"#606060\"");
	put_series(program, name, chart, panel);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu every ::%zu::%zu using (0.5):(graph_high):"
	               "2+tex with labels left offset 0,0.55 font \",7\" notitle\n",
	               name, place_of(chart, chart->n, BLOCK_POINTS), panel, panel);
}

void xnb_history_chart_write_program(struct xnb_buf *program,
                                     const struct xnb_history_chart *chart,
                                     const struct xnb_paper *paper)
{
	struct xnb_canvas canvas = {
	    .width = xnb_paper_width(paper, XNB_COLUMN_INCHES),
	    .left = LEFT_INCHES,
	    .right = 0.12,
	    .top = xnb_paper_mark_inches(paper) + 0.2,
	    .bottom = 0.4,
	};

	canvas.height = canvas.top + canvas.bottom + PANEL_INCHES * (double)chart->n +
	                GAP_INCHES * (double)(chart->n - 1);
	xnb_canvas_begin(program, &canvas, paper);
	xnb_buf_puts(program, "set multiplot\nunset key\n"
	                      "set grid ytics linecolor rgb \"#d8d8d8\" linewidth 0.5\n");
	xnb_canvas_x_title(program, &canvas, "run, in order of time", paper->word);
	for (size_t p = 0; p < chart->n; p++) {
		put_margins(program, &canvas, p);
		put_axes(program, chart->panels[p],
		         canvas.width - canvas.left - canvas.right);
		put_panel(program, paper->name, chart, p);
		if (p == 0) /* they belong to the page, and were drawn now */
			xnb_buf_puts(program, "unset label\n");
	}
	xnb_buf_puts(program, "unset multiplot\n");
	xnb_canvas_end(program);
}
