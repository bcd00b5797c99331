/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/scenarios.h"

#include "analysis/plot/canvas.h"

#include <math.h>

/* Of the greatest value: how far an axis goes on for the sake of intervals. */
#define MOST_STRETCH 1.5

/* Different in hue, in lightness and in form. */
static const struct {
	unsigned color;
	int point;
} styles[XNB_MOST_VARIANTS] = {{0x24285c, 7}, {0xd55e00, 4}, {0x009e73, 9}};

struct extremes {
	double value, end; /* the greatest value, the greatest end of an interval */
};

static struct extremes greatest(const struct xnb_comparison_plot *plot)
{
	struct extremes most = {0, 0};

	for (size_t i = 0; i < plot->rows.n; i++)
		for (size_t v = 0; v < plot->variants.n; v++) {
			const struct xnb_summary *s = plot->rows.rows[i].summaries[v];

			if (!s)
				continue;
			most.value = fmax(most.value, s->max * plot->about->scale);
			if (isfinite(s->high))
				most.end = fmax(most.end, s->high * plot->about->scale);
		}
	return most;
}

/*
 * Where the axis ends. Few units that differ much have intervals many times as long as
 * the values are far apart; such ends are left beyond the edge, and the caption says so.
 */
static double axis_end(const struct xnb_comparison_plot *plot, bool *cut)
{
	struct extremes most = greatest(plot);
	double end = fmax(most.value, fmin(most.end, MOST_STRETCH * most.value));

	*cut = most.end > end;
	return end > 0 ? end * 1.04 : 1;
}

static void put_frame(struct xnb_buf *program, const struct xnb_comparison_plot *plot)
{
	bool cut;
	double end = axis_end(plot, &cut);

	if (plot->about->exact)
		xnb_buf_puts(program, "set xrange [-0.02:1.02]\nset xtics 0.25\n");
	else
		xnb_buf_printf(program, "set xrange [0:%.10g]\nset xtics %.10g\n", end,
		               xnb_canvas_tic_step(end, 5));
	xnb_buf_printf(program,
	               "set border 1\n"
	               "set yrange [%zu.5:-0.5]\n"
	               "unset ytics\n"
	               "set grid xtics linecolor rgb \"#d8d8d8\" linewidth 0.5\n",
	               plot->rows.n - 1);
	for (size_t i = 1; i < plot->rows.n; i++)
		xnb_buf_printf(
		    program,
		    "set arrow %zu from graph 0, first %zu.5 to graph 1, first "
		    "%zu.5 nohead back linecolor rgb \"#d8d8d8\" linewidth 0.5\n",
		    i, i - 1, i - 1);
}

static bool has_interval(const struct xnb_comparison_plot *plot, size_t v)
{
	for (size_t i = 0; i < plot->rows.n; i++)
		if (plot->rows.rows[i].summaries[v] &&
		    isfinite(plot->rows.rows[i].summaries[v]->low))
			return true;
	return false;
}

/* Blocks of the data: a pair for each variant (means, units), then the labels. */
static void put_variant(struct xnb_buf *program, const struct xnb_figure *figure,
                        const struct xnb_comparison_plot *plot, size_t v)
{
	const char *name = figure->name;
	unsigned color = styles[v].color;

	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 2:1 with points pointtype %d "
	               "pointsize %g linecolor rgb \"#%06x\" %s, \\\n",
	               name, 2 * v + 1, plot->about->exact ? styles[v].point : 7,
	               plot->about->exact ? 0.4 : 0.28, color,
	               plot->about->exact ? "title columnheader(1+tex)" : "notitle");
	if (plot->about->exact)
		return;
	if (has_interval(plot, v))
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using 2:1:3:4 with xerrorbars "
		               "pointsize 0 linewidth 1.5 linecolor rgb \"#%06x\" "
		               "notitle, \\\n",
		               name, 2 * v, color);
	xnb_buf_printf(
	    program,
	    "\t\"%s.dat\" index %zu using 2:1 with points pointtype %d "
	    "pointsize 0.45 linecolor rgb \"#%06x\" title columnheader(1+tex), "
	    "\\\n",
	    name, 2 * v, styles[v].point, color);
}

static void put_plot(struct xnb_buf *program, const struct xnb_figure *figure,
                     const struct xnb_comparison_plot *plot)
{
	size_t labels = 2 * plot->variants.n;

	xnb_buf_puts(program, "plot \\\n");
	if (plot->about->of_node_a)
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using 2:1 with points pointtype "
		               "12 pointsize 0.9 linecolor rgb \"#d55e00\" title "
		               "\"expected\", \\\n",
		               figure->name, labels);
	for (size_t v = 0; v < plot->variants.n; v++)
		put_variant(program, figure, plot, v);
	xnb_buf_printf(
	    program,
	    "\t\"%s.dat\" index %zu using (%s):1:3+tex with labels right offset "
	    "-0.5,0 notitle\n",
	    figure->name, labels, plot->about->exact ? "-0.02" : "0");
}

static struct xnb_canvas_key make_key(const struct xnb_comparison_plot *plot)
{
	struct xnb_canvas_key key = {.entries = 0};
	struct xnb_buf name = {0};

	if (plot->about->of_node_a)
		xnb_canvas_key_take(&key, "expected");
	for (size_t v = 0; v < plot->variants.n; v++) {
		xnb_buf_clear(&name);
		xnb_variant_name(&name, &plot->variants, v);
		xnb_canvas_key_take(&key, xnb_buf_text(&name));
	}
	xnb_buf_free(&name);
	return key;
}

void xnb_comparison_write_program(struct xnb_buf *program,
                                  const struct xnb_figure *figure,
                                  const struct xnb_comparison_plot *plot,
                                  const struct xnb_report_data *data)
{
	const struct xnb_paper paper = xnb_figure_paper(figure, data);
	struct xnb_canvas canvas = {
	    .width = xnb_paper_width(&paper, XNB_COLUMN_INCHES),
	    .left = xnb_canvas_text_inches(xnb_rows_longest_label(&plot->rows)) + 0.12,
	    .right = 0.12,
	    .bottom = 0.4,
	};
	struct xnb_canvas_key key = make_key(plot);
	double row = 0.06 + 0.115 * (double)plot->variants.n;

	canvas.top = xnb_canvas_key_place(&key, &canvas, xnb_paper_mark_inches(&paper));
	canvas.height = canvas.top + canvas.bottom + row * (double)plot->rows.n;
	xnb_canvas_begin(program, &canvas, &paper);
	put_frame(program, plot);
	xnb_canvas_x_title(program, &canvas, plot->about->axis, paper.word);
	xnb_canvas_key(program, &canvas, &key);
	put_plot(program, figure, plot);
	xnb_canvas_end(program);
}

bool xnb_comparison_is_cut(const struct xnb_comparison_plot *plot)
{
	bool cut;

	axis_end(plot, &cut);
	return cut;
}
