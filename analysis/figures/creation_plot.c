/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/creation.h"

#include "analysis/plot/canvas.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/text/utf8.h"

#include <math.h>
#include <string.h>

#define BAR_INCHES 0.24
#define HALF_BAR   0.36

static double end_of(const struct xnb_creation_bar *bar)
{
	return bar->named + xnb_creation_rest(bar);
}

static void put_boxes(struct xnb_buf *data, const struct xnb_creation *plot, size_t step)
{
	xnb_gnuplot_label(data, plot->steps[step].name);
	xnb_buf_puts(data, "\n# from and to in s, bar\n");
	for (size_t i = 0; i < plot->n; i++) {
		const struct xnb_creation_bar *bar = &plot->bars[i];
		double from = 0;

		if (!isfinite(bar->steps[step]))
			continue;
		for (size_t j = 0; j < step; j++)
			from += isfinite(bar->steps[j]) ? bar->steps[j] : 0;
		xnb_buf_printf(data, "%.10g\t%.10g\t%zu\n", from, from + bar->steps[step],
		               i);
	}
	xnb_buf_puts(data, "\n\n");
}

static void put_rest(struct xnb_buf *data, const struct xnb_creation *plot)
{
	xnb_buf_puts(data, "rest\trest\n# from and to in s, bar\n");
	for (size_t i = 0; i < plot->n; i++)
		if (xnb_creation_rest(&plot->bars[i]) > 0)
			xnb_buf_printf(data, "%.10g\t%.10g\t%zu\n", plot->bars[i].named,
			               end_of(&plot->bars[i]), i);
	xnb_buf_puts(data, "\n\n");
}

/* Three digits, never an exponent. */
static void put_time(struct xnb_buf *data, double s)
{
	bool whole = s >= 1;
	double value = whole ? s : s * 1000;

	xnb_buf_printf(data, "%.*f %s",
	               value >= 100  ? 0
	               : value >= 10 ? 1
	                             : 2,
	               value, whole ? "s" : "ms");
}

static void put_bars(struct xnb_buf *data, const struct xnb_creation *plot)
{
	struct xnb_buf name = {0};

	xnb_buf_puts(data, "# bar, its end, total, low and high end of the total's 95 % "
	                   "interval, end as text, name\n");
	for (size_t i = 0; i < plot->n; i++) {
		const struct xnb_creation_bar *bar = &plot->bars[i];

		xnb_buf_printf(data, "%zu\t%.10g", i, end_of(bar));
		if (isfinite(bar->total.low))
			xnb_buf_printf(data, "\t%.10g\t%.10g\t%.10g", bar->total.center,
			               fmax(bar->total.low, 0), bar->total.high);
		else
			xnb_buf_puts(data, "\t-\t-\t-");
		xnb_buf_puts(data, "\t");
		put_time(data, end_of(bar));
		xnb_buf_puts(data, "\t");
		xnb_buf_clear(&name);
		xnb_param_labels_put(&name, &plot->labels, bar->params, "");
		xnb_gnuplot_label(data, name.length ? xnb_buf_text(&name) : "creation");
		xnb_buf_puts(data, "\n");
	}
	xnb_buf_free(&name);
}

static size_t longest_name(const struct xnb_creation *plot)
{
	size_t longest = strlen("creation");
	struct xnb_buf name = {0};

	for (size_t i = 0; i < plot->n; i++) {
		size_t length;

		xnb_buf_clear(&name);
		xnb_param_labels_put(&name, &plot->labels, plot->bars[i].params, "");
		length = xnb_utf8_length(xnb_buf_text(&name));
		longest = length > longest ? length : longest;
	}
	xnb_buf_free(&name);
	return longest;
}

struct unit {
	const char *title; /* of the axis */
	double s;
};

static struct unit unit_of(double end)
{
	return end >= 1 ? (struct unit){"time of a creation (s)", 1}
	                : (struct unit){"time of a creation (ms)", 1e-3};
}

/* Our own numbers, in one unit: gnuplot's prefixes would make 2s of 2.5 s. */
static void put_x_axis(struct xnb_buf *program, double end)
{
	double unit = unit_of(end).s;
	double step = xnb_canvas_tic_step(end / unit, 4);

	xnb_buf_printf(program, "set xrange [0:%.10g]\nset xtics (", end);
	for (int i = 0; i * step * unit <= end; i++)
		xnb_buf_printf(program, "%s\"%g\" %.10g", i ? ", " : "", i * step,
		               i * step * unit);
	xnb_buf_puts(program, ")\n");
}

/* The end of the axis: behind the longest bar or interval. */
static double axis_end(const struct xnb_creation *plot)
{
	double end = 0;

	for (size_t i = 0; i < plot->n; i++) {
		end = fmax(end, end_of(&plot->bars[i]));
		if (isfinite(plot->bars[i].total.high))
			end = fmax(end, fmin(plot->bars[i].total.high,
			                     1.5 * end_of(&plot->bars[i])));
	}
	return end > 0 ? end * 1.02 : 1;
}

static void put_interval(struct xnb_buf *program, const char *name, size_t index,
                         double width, const char *color)
{
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 3:1:4:5 with xerrorbars pointsize 0 "
	               "linewidth %g linecolor rgb \"#%s\" notitle, \\\n",
	               name, index, width, color);
}

static void put_plot(struct xnb_buf *program, const char *name,
                     const struct xnb_creation *plot, double end)
{
	const char *box = "using 1:3:1:2:($3-" /* see HALF_BAR */;
	size_t bars = plot->n_steps + xnb_creation_has_rest(plot);

	xnb_buf_puts(program, "plot \\\n");
	for (size_t i = 0; i < plot->n_steps; i++) {
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu %s%g):($3+%g) with boxxyerror",
		               name, i, box, HALF_BAR, HALF_BAR);
		xnb_canvas_put_fill(program, i, plot->n_steps,
		                    "border rgb \"#ffffff\" linewidth 0.4");
		xnb_buf_puts(program, " title columnheader(1+tex), \\\n");
	}
	if (xnb_creation_has_rest(plot))
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu %s%g):($3+%g) with boxxyerror "
		               "fillstyle pattern 0 border linewidth 0.4 linecolor rgb "
		               "\"#808080\" title columnheader(1+tex), \\\n",
		               name, plot->n_steps, box, HALF_BAR, HALF_BAR);
	put_interval(program, name, bars, 3, "ffffff"); /* seen on dark bars, too */
	put_interval(program, name, bars, 1, "000000");
	xnb_buf_printf(
	    program,
	    "\t\"%s.dat\" index %zu using (%.10g):1:6 with labels left offset "
	    "0.5,0 notitle, \\\n"
	    "\t\"%s.dat\" index %zu using (0):1:7+tex with labels right offset "
	    "-0.5,0 notitle\n",
	    name, bars, end, name, bars);
}

void xnb_creation_write_program(struct xnb_buf *program, const struct xnb_figure *figure,
                                const struct xnb_creation *plot,
                                const struct xnb_report_data *data)
{
	const struct xnb_paper paper = xnb_figure_paper(figure, data);
	struct xnb_canvas_key key = {.entries = 0};
	double end = axis_end(plot);
	struct xnb_canvas canvas = {
	    .width = xnb_paper_width(&paper, XNB_COLUMN_INCHES),
	    .left = xnb_canvas_text_inches(longest_name(plot)) + 0.12,
	    .right = 0.62,
	    .bottom = 0.4,
	};

	for (size_t i = 0; i < plot->n_steps; i++)
		xnb_canvas_key_take(&key, plot->steps[i].name);
	if (xnb_creation_has_rest(plot))
		xnb_canvas_key_take(&key, "rest");
	canvas.top = xnb_canvas_key_place(&key, &canvas, xnb_paper_mark_inches(&paper));
	canvas.height = canvas.top + canvas.bottom + BAR_INCHES * (double)plot->n;
	xnb_canvas_begin(program, &canvas, &paper);
	xnb_buf_printf(program, "set border 1\nset yrange [%zu.5:-0.5]\nunset ytics\n",
	               plot->n - 1);
	put_x_axis(program, end);
	xnb_canvas_x_title(program, &canvas, unit_of(end).title, paper.word);
	xnb_canvas_key(program, &canvas, &key);
	put_plot(program, figure->name, plot, end);
	xnb_canvas_end(program);
}

void xnb_creation_write_data(struct xnb_buf *data, const struct xnb_creation *plot)
{
	for (size_t i = 0; i < plot->n_steps; i++)
		put_boxes(data, plot, i);
	if (xnb_creation_has_rest(plot))
		put_rest(data, plot);
	put_bars(data, plot);
}
