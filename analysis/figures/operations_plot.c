/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/operations.h"

#include "analysis/plot/canvas.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/text/utf8.h"

#include <math.h>

enum { MOST_LETTERS = 48 };

#define ROW_INCHES    0.125
#define PAIR_INCHES   0.19 /* of a row whose marks lie beside each other */
#define NUMBER_POINTS 7
#define DIGIT_INCHES  (NUMBER_POINTS * 0.56 / 72)
#define LEAST_PLOT    0.9 /* inches, below which the figure is as wide as a page */

static void name_row(struct xnb_buf *name, const struct xnb_operations *all,
                     const struct xnb_operation_row *row)
{
	xnb_buf_puts(name, row->item);
	xnb_param_labels_put(name, &all->labels, row->params.text, " ");
}

static size_t longest_name(const struct xnb_operations *all)
{
	struct xnb_buf name = {0};
	size_t longest = 0;

	for (size_t i = 0; i < all->n; i++) {
		size_t length;

		xnb_buf_clear(&name);
		name_row(&name, all, &all->rows[i]);
		length = xnb_utf8_length(xnb_buf_text(&name));
		longest = length > longest ? length : longest;
	}
	xnb_buf_free(&name);
	return longest < MOST_LETTERS ? longest : MOST_LETTERS;
}

static bool has_range(const struct xnb_operation_mark *mark)
{
	return isfinite(mark->low) && mark->low > 0 && mark->low < mark->high;
}

/* The values themselves: a mean of two paths is the length of none. */
static void put_number(struct xnb_buf *text, const struct xnb_operation_mark *mark)
{
	if (has_range(mark))
		xnb_buf_printf(text, "%.10g\u2013%.10g", mark->low, mark->high);
	else
		xnb_buf_printf(text, "%.10g", mark->center);
}

/* Where mark `m` lies in its row, which is one high. */
static double place(const struct xnb_operations *all, size_t row, size_t m)
{
	if (!all->about->beside)
		return (double)row;
	return (double)row + ((double)m + 0.5) / (double)all->marks.n * 0.6 - 0.3;
}

static void put_mark(struct xnb_buf *data, const struct xnb_operations *all, size_t row,
                     size_t m)
{
	const struct xnb_operation_mark *mark = &all->rows[row].marks[m];
	struct xnb_buf number = {0};

	if (!isfinite(mark->center))
		return;
	xnb_buf_printf(data, "%.10g\t%.10g", place(all, row, m), mark->center);
	if (has_range(mark))
		xnb_buf_printf(data, "\t%.10g\t%.10g\t", mark->low, mark->high);
	else
		xnb_buf_puts(data, "\t-\t-\t");
	put_number(&number, mark);
	xnb_gnuplot_text(data, xnb_buf_text(&number));
	xnb_buf_puts(data, "\n");
	xnb_buf_free(&number);
}

/* Inches that the column of the numbers of mark `m` takes. */
static double number_inches(const struct xnb_operations *all, size_t m)
{
	struct xnb_buf text = {0};
	size_t most = 0;

	for (size_t i = 0; i < all->n; i++) {
		size_t length;

		if (!isfinite(all->rows[i].marks[m].center))
			continue;
		xnb_buf_clear(&text);
		put_number(&text, &all->rows[i].marks[m]);
		length = xnb_utf8_length(xnb_buf_text(&text));
		most = length > most ? length : most;
	}
	xnb_buf_free(&text);
	return DIGIT_INCHES * (double)most + 0.1;
}

static double all_numbers_inches(const struct xnb_operations *all)
{
	double inches = 0.1;

	for (size_t m = 0; m < all->marks.n; m++)
		inches += number_inches(all, m);
	return inches;
}

static double plot_inches(const struct xnb_canvas *canvas)
{
	return canvas->width - canvas->left - canvas->right;
}

/* How the figure is laid out where there is room for all of it, and where there is not:
 * first the numbers go, then the ends of the names. */
struct layout {
	struct xnb_canvas canvas;
	size_t letters; /* of a name */
	bool numbers;
};

static struct layout lay_out(const struct xnb_operations *all,
                             const struct xnb_paper *paper)
{
	struct layout layout = {
	    .canvas =
	        {
	            .width = xnb_paper_width(paper, XNB_COLUMN_INCHES),
	            .left = xnb_canvas_letters_inches(longest_name(all)) + 0.12,
	            .right = all->about->numbers ? all_numbers_inches(all) : 0.18,
	            .bottom = 0.4,
	        },
	    .letters = MOST_LETTERS,
	    .numbers = all->about->numbers,
	};
	struct xnb_canvas *canvas = &layout.canvas;

	if (plot_inches(canvas) < LEAST_PLOT)
		canvas->width = xnb_paper_width(paper, XNB_PAGE_INCHES);
	if (plot_inches(canvas) < LEAST_PLOT) {
		layout.numbers = false;
		canvas->right = 0.18;
	}
	if (plot_inches(canvas) < LEAST_PLOT) {
		canvas->left = canvas->width - canvas->right - LEAST_PLOT;
		layout.letters =
		    (size_t)((canvas->left - 0.12) / xnb_canvas_letters_inches(1));
	}
	return layout;
}

bool xnb_operations_has_numbers(const struct xnb_operations *all,
                                const struct xnb_paper *paper)
{
	return lay_out(all, paper).numbers;
}

static struct xnb_log_axis measure(const struct xnb_operations *all,
                                   const struct xnb_canvas *canvas)
{
	double line = all->about->line, low = INFINITY, high = 0, room;

	for (size_t i = 0; i < all->n; i++)
		for (size_t m = 0; m < all->marks.n; m++) {
			const struct xnb_operation_mark *mark = &all->rows[i].marks[m];

			low = fmin(low, mark->center);
			high = fmax(high, mark->center);
			if (mark->low > 0)
				low = fmin(low, mark->low);
			high = fmax(high, mark->high);
		}
	if (line == 0)
		return xnb_canvas_log_axis(low, high, plot_inches(canvas), 0.42);
	low = fmin(low, line);
	high = fmax(high, 1);
	room = (high - low) / 20;
	return (struct xnb_log_axis){.low = low - room, .high = high + room};
}

/* Where the names of the rows end. */
static double left_edge(const struct xnb_operations *all, const struct xnb_log_axis *axis)
{
	return all->about->line == 0 ? xnb_canvas_log_edge(axis) : axis->low;
}

/* Blocks: the marks of each kind, the rows' names, the kinds for the key. */
void xnb_operations_write_data(struct xnb_buf *data, const struct xnb_operations *all,
                               const struct xnb_paper *paper)
{
	const struct layout layout = lay_out(all, paper);
	struct xnb_buf name = {0};

	for (size_t m = 0; m < all->marks.n; m++) {
		xnb_gnuplot_label(data, all->marks.names[m]);
		xnb_buf_puts(
		    data,
		    "\n# row, value, low and high end, as text, the same for LaTeX\n");
		for (size_t i = 0; i < all->n; i++)
			put_mark(data, all, i, m);
		xnb_buf_puts(data, "\n\n");
	}
	xnb_buf_puts(data, "# row, operation\n");
	for (size_t i = 0; i < all->n; i++) {
		xnb_buf_clear(&name);
		name_row(&name, all, &all->rows[i]);
		xnb_buf_printf(data, "%zu\t", i);
		xnb_gnuplot_cut(data, xnb_buf_text(&name), layout.letters);
		xnb_buf_puts(data, "\n");
	}
	xnb_buf_free(&name);
}

static void put_linear_axis(struct xnb_buf *program, double line,
                            const struct xnb_log_axis *axis)
{
	xnb_buf_printf(program,
	               "set xrange [%.10g:%.10g]\nset xtics %.10g\n"
	               "set arrow 1 from %.10g,graph 0 to %.10g,graph 1 nohead linewidth "
	               "1.2 dashtype \"-\" linecolor rgb \"#a33a00\"\n",
	               axis->low, axis->high,
	               xnb_canvas_tic_step(axis->high - axis->low, 6), line, line);
}

static void put_frame(struct xnb_buf *program, const struct xnb_operations *all,
                      const struct xnb_log_axis *axis)
{
	if (all->about->line == 0) {
		xnb_canvas_put_log_axis(program, 'x', axis);
		xnb_canvas_put_log_tics(program, 'x', axis,
		                        all->about->median ? "s" : "");
	} else {
		put_linear_axis(program, all->about->line, axis);
	}
	xnb_buf_printf(program,
	               "set border 1\n"
	               "set yrange [%zu.5:-0.5]\n"
	               "set ytics scale 0 1\nset format y \"\"\n"
	               "set grid xtics ytics linecolor rgb \"#d8d8d8\" linewidth 0.5\n",
	               all->n - 1);
}

static void put_marks(struct xnb_buf *program, const char *name, size_t m, bool bars)
{
	const struct xnb_line_style *style = &xnb_line_styles[m];

	if (bars)
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using 2:1:3:4 with xerrorbars "
		               "pointsize 0 linewidth 1.2 linecolor rgb \"#%06x\" "
		               "notitle, \\\n",
		               name, m, style->color);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 2:1 with points pointtype %d "
	               "pointsize 0.5 linecolor rgb \"#%06x\" title columnheader(1+tex), "
	               "\\\n",
	               name, m, style->point, style->color);
}

/* The numbers of a kind stand in a column of their own, in its colour. */
static void put_numbers(struct xnb_buf *program, const char *name,
                        const struct xnb_operations *all, const struct xnb_canvas *canvas,
                        double edge)
{
	double right = canvas->width - canvas->left - canvas->right;

	for (size_t m = 0; m < all->marks.n; m++) {
		right += number_inches(all, m);
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using (%.10g):1:5+tex with labels "
		               "right offset screen %.4f,0 font \",%d\" textcolor rgb "
		               "\"#%06x\" notitle, \\\n",
		               name, m, edge, right / canvas->width, NUMBER_POINTS,
		               xnb_line_styles[m].color);
	}
}

static bool has_bar(const struct xnb_operations *all, size_t m)
{
	for (size_t i = 0; i < all->n; i++)
		if (has_range(&all->rows[i].marks[m]))
			return true;
	return false;
}

void xnb_operations_write_program(struct xnb_buf *program,
                                  const struct xnb_operations *all,
                                  const struct xnb_paper *paper)
{
	struct layout layout = lay_out(all, paper);
	struct xnb_canvas canvas = layout.canvas;
	struct xnb_canvas_key key = {.entries = 0};
	struct xnb_log_axis axis = measure(all, &canvas);

	for (size_t m = 0; m < all->marks.n; m++)
		xnb_canvas_key_take(&key, all->marks.names[m]);
	canvas.top = xnb_canvas_key_place(&key, &canvas, xnb_paper_mark_inches(paper));
	canvas.height = canvas.top + canvas.bottom + 0.04 +
	                (all->about->beside ? PAIR_INCHES : ROW_INCHES) * (double)all->n;
	xnb_canvas_begin(program, &canvas, paper);
	put_frame(program, all, &axis);
	xnb_canvas_x_title(program, &canvas, all->about->axis, paper->word);
	xnb_canvas_key(program, &canvas, &key);
	xnb_buf_puts(program, "plot \\\n");
	for (size_t m = 0; m < all->marks.n; m++)
		put_marks(program, paper->name, m, has_bar(all, m));
	if (layout.numbers)
		put_numbers(program, paper->name, all, &canvas, left_edge(all, &axis));
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using (%.10g):1:2+tex with labels right "
	               "offset -0.5,0 notitle\n",
	               paper->name, all->marks.n, left_edge(all, &axis));
	xnb_canvas_end(program);
}
