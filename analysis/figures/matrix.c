/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Node by node (vCPUs on one node, pages on another), or from CPU to CPU, with the value
 * in each cell. */
#include "analysis/figures/matrix.h"
#include "analysis/plot/canvas.h"
#include "analysis/plot/figure.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/text/utf8.h"
#include "analysis/unit_counts.h"

#include <math.h>
#include <stdlib.h>

#define BY_NODES                                                                       \
	.columns = "memory on node", .one = "node by node",                            \
	.place = xnb_matrix_by_nodes,                                                  \
	.of_one = "The diagonal is the scenario local, the rest is remote; a cell "    \
	          "without a value has no sample whose pages are known to lie all on " \
	          "that node."

static const struct xnb_matrix_quantity bandwidth = {
    BY_NODES,
    .experiment = "bandwidth",
    .metric = "bandwidth",
    .preferred = xnb_preferred_kernels,
    .scale = 1e-9,
    .axis = "GB/s",
    .what = "Bandwidth in GB/s",
    .dark_is_high = false,
};

static const struct xnb_matrix_quantity latency = {
    BY_NODES,
    .experiment = "latency",
    .metric = "latency",
    .preferred = xnb_preferred_chases,
    .scale = 1,
    .axis = "ns",
    .what = "Latency of a dependent load in ns",
    .dark_is_high = true,
};

static const char *const transfers[] = {"transfer", NULL};

static const struct xnb_matrix_quantity transfer = {
    .experiment = "core-to-core",
    .metric = "latency",
    .preferred = transfers,
    .scale = 1,
    .axis = "ns",
    .what =
        "Half the time in ns that a cache line takes from one CPU to another and back",
    .dark_is_high = true,
    .all_variants = true,
    .both_ways = true,
    .columns = "CPU",
    .rows = "CPU",
    .one = "CPU by CPU",
    .of_one = "A cell without a value was not measured.",
    .place = xnb_matrix_by_cpus,
};

struct range {
	double low, high;
};

static struct range values(const struct xnb_matrix *matrix)
{
	struct range range = {INFINITY, -INFINITY};

	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < matrix->n; c++)
			if (matrix->cells[r][c]) {
				double v =
				    matrix->cells[r][c]->center * matrix->about->scale;

				range.low = fmin(range.low, v);
				range.high = fmax(range.high, v);
			}
	return range;
}

/* From 0 to 1, better is lighter. A matrix of equal values is light all over. */
static double shade(const struct xnb_matrix *matrix, const struct range *range,
                    double value)
{
	double part = range->high > range->low
	                  ? (value - range->low) / (range->high - range->low)
	                  : 1;

	return matrix->about->dark_is_high && range->high > range->low ? 1 - part : part;
}

/* Three significant digits, never an exponent. */
static int decimals(double value)
{
	double size = fabs(value);

	return size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}

static void put_value(struct xnb_buf *text, double value)
{
	xnb_buf_printf(text, "%.*f", decimals(value), value);
}

static void put_interval(struct xnb_buf *text, const struct xnb_summary *s, double scale)
{
	if (!isfinite(s->low))
		return;
	put_value(text, s->low * scale);
	xnb_buf_puts(text, "\u2013");
	put_value(text, s->high * scale);
}

static void put_cell(struct xnb_buf *data, const struct xnb_matrix *matrix,
                     const struct range *range, size_t row, size_t column)
{
	const struct xnb_summary *s = matrix->cells[row][column];
	double scale = matrix->about->scale, value = s->center * scale;
	unsigned color = xnb_canvas_ramp(shade(matrix, range, value));
	struct xnb_buf interval = {0};

	xnb_buf_printf(data, "%zu\t%zu\t%.10g\t%u\t%u\t", row, column, value, color,
	               xnb_canvas_wants_white(color) ? 0xffffffu : 0u);
	put_value(data, value);
	put_interval(&interval, s, scale);
	xnb_buf_puts(data, "\t");
	xnb_gnuplot_text(data, xnb_buf_text(&interval));
	xnb_buf_printf(data, "\t%zu\n", s->n_units);
	data->failed = data->failed || interval.failed;
	xnb_buf_free(&interval);
}

static void put_empty_cell(struct xnb_buf *data, size_t row, size_t column)
{
	xnb_buf_printf(data, "%zu\t%zu\t-\t%u\t%u\t\t\t\t0\n", row, column, 0xf0f0f0u,
	               0u);
}

static void write_data(struct xnb_buf *data, const struct xnb_matrix *matrix)
{
	struct range range = values(matrix);

	xnb_buf_puts(data, "# row, column, value, its colour, colour of its text, text, "
	                   "95 % interval, the same for LaTeX, units of analysis\n");
	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < matrix->n; c++)
			if (matrix->cells[r][c])
				put_cell(data, matrix, &range, r, c);
			else
				put_empty_cell(data, r, c);
	xnb_buf_puts(data, "\n\n# row or column, its number\n");
	for (size_t i = 0; i < matrix->n; i++)
		xnb_buf_printf(data, "%zu\t%lu\n", i, matrix->names[i]);
}

/* Of a number within a cell. */
#define CELL_POINTS  7
#define DIGIT_INCHES (CELL_POINTS * 0.556 / 72)

/* Inches of all rows, beside which "vCPUs on node" stands. */
#define LEAST_HEIGHT 0.8

struct layout {
	struct xnb_canvas canvas;
	double wide, high; /* of a cell, in inches */
	bool values, intervals;
};

typedef void put_text(struct xnb_buf *text, const struct xnb_summary *s, double scale);

static void put_center(struct xnb_buf *text, const struct xnb_summary *s, double scale)
{
	put_value(text, s->center * scale);
}

/* Whether the longest of these texts fits a cell. */
static bool fits(const struct xnb_matrix *matrix, put_text *put, double inches)
{
	struct xnb_buf text = {0};
	size_t longest = 0;

	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < matrix->n; c++) {
			size_t length;

			if (!matrix->cells[r][c])
				continue;
			xnb_buf_clear(&text);
			put(&text, matrix->cells[r][c], matrix->about->scale);
			length = xnb_utf8_length(xnb_buf_text(&text));
			longest = length > longest ? length : longest;
		}
	xnb_buf_free(&text);
	return (double)longest * DIGIT_INCHES + 0.06 <= inches;
}

static bool has_intervals(const struct xnb_matrix *matrix)
{
	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < matrix->n; c++)
			if (matrix->cells[r][c] && isfinite(matrix->cells[r][c]->low))
				return true;
	return false;
}

/* A cell is as wide as the paper has room for, up to what its texts need. */
static struct layout lay_out(const struct xnb_matrix *matrix,
                             const struct xnb_paper *paper)
{
	double width = xnb_paper_width(paper, XNB_COLUMN_INCHES);
	double mark = xnb_paper_mark_inches(paper);
	struct layout layout = {.wide = fmin(0.8, (width - 0.65) / (double)matrix->n)};
	double spare = width - 0.5 - layout.wide * (double)matrix->n;

	layout.values = fits(matrix, put_center, layout.wide);
	layout.intervals = layout.values && has_intervals(matrix) &&
	                   fits(matrix, put_interval, layout.wide);
	layout.high = layout.intervals ? 0.36 : fmin(0.28, layout.wide);
	layout.high = fmax(layout.high, LEAST_HEIGHT / (double)matrix->n);
	layout.canvas = (struct xnb_canvas){
	    .width = width,
	    .height = layout.high * (double)matrix->n + 0.36 + mark,
	    .left = spare / 2 + 0.45,
	    .right = spare / 2 + 0.05,
	    .top = 0.32 + mark,
	    .bottom = 0.04,
	};
	return layout;
}

static void put_cells(struct xnb_buf *program, const struct layout *layout,
                      const char *name)
{
	xnb_buf_printf(program,
	               "plot \\\n"
	               "\t\"%s.dat\" index 0 using 2:1:($2-0.48):($2+0.48):($1-0.48):"
	               "($1+0.48):4 with boxxyerror fillstyle solid 1 noborder linecolor "
	               "rgb variable notitle, \\\n",
	               name);
	if (layout->values)
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index 0 using 2:($1-%g):6:5 with labels "
		               "font \",%d\" textcolor rgb variable notitle, \\\n",
		               name, layout->intervals ? 0.18 : 0.0, CELL_POINTS);
	if (layout->intervals)
		xnb_buf_printf(
		    program,
		    "\t\"%s.dat\" index 0 using 2:($1+0.2):7+tex:5 with labels font "
		    "\",%d\" textcolor rgb variable notitle, \\\n",
		    name, CELL_POINTS);
}

/* Where cells are small, not every node's number has room. */
static size_t step_of(double inches)
{
	return inches >= 0.13 ? 1 : (size_t)ceil(0.13 / inches);
}

static void put_plot(struct xnb_buf *program, const struct layout *layout,
                     const char *name)
{
	put_cells(program, layout, name);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index 1 every %zu using (-0.5):1:2 with labels "
	               "right offset -0.6,0 notitle, \\\n"
	               "\t\"%s.dat\" index 1 every %zu using 1:(-0.5):2 with labels "
	               "center offset 0,0.55 notitle\n",
	               name, step_of(layout->high), name, step_of(layout->wide));
}

static void write_program(struct xnb_buf *program, const struct xnb_paper *paper,
                          const struct xnb_matrix *matrix, const struct layout *layout,
                          const char *worker)
{
	const struct xnb_canvas *canvas = &layout->canvas;

	xnb_canvas_begin(program, canvas, paper);
	xnb_buf_printf(program,
	               "unset border\nunset xtics\nunset ytics\nunset key\n"
	               "set xrange [-0.5:%zu.5]\nset yrange [%zu.5:-0.5]\n"
	               "set label 1 \"%s, cells in %s\" at graph 0.5,1 "
	               "center offset 0,1.5\n",
	               matrix->n - 1, matrix->n - 1, matrix->about->columns,
	               matrix->about->axis);
	if (matrix->about->rows)
		xnb_buf_printf(program, "set label 2 \"%s\"", matrix->about->rows);
	else
		xnb_buf_printf(program, "set label 2 \"%ss on node\"", worker);
	xnb_buf_printf(program, " at screen %.4f,graph 0.5 center rotate by 90\n",
	               (canvas->left - 0.3) / canvas->width);
	put_plot(program, layout, paper->name);
	xnb_canvas_end(program);
}

/* Whether the cell shows again what is on the other side of the diagonal. */
static bool is_mirrored(const struct xnb_matrix *matrix, size_t row, size_t column)
{
	return row > column && matrix->cells[row][column] == matrix->cells[column][row];
}

static bool has_mirrored(const struct xnb_matrix *matrix)
{
	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < r; c++)
			if (matrix->cells[r][c] && is_mirrored(matrix, r, c))
				return true;
	return false;
}

static struct xnb_unit_counts count_units(const struct xnb_matrix *matrix)
{
	struct xnb_unit_counts counts = {.n_left_out = 0};

	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < matrix->n; c++)
			if (matrix->cells[r][c] && !is_mirrored(matrix, r, c))
				xnb_unit_counts_take(&counts, matrix->cells[r][c],
				                     matrix->cells[r][c]->n_units);
	return counts;
}

static void write_caption(struct xnb_buf *caption, const struct xnb_matrix *matrix,
                          const struct layout *layout)
{
	struct xnb_unit_counts counts = count_units(matrix);

	xnb_buf_printf(caption, "%s, %s: ", matrix->about->what, matrix->about->one);
	xnb_variants_describe(caption, &matrix->variants);
	xnb_buf_puts(caption, ". Geometric mean of n = ");
	xnb_unit_counts_describe(caption, &counts);
	xnb_buf_puts(caption, " a cell");
	if (layout->intervals)
		xnb_buf_printf(caption,
		               ", with its 95 %% interval below where there are %d or "
		               "more",
		               XNB_LEAST_UNITS);
	else if (has_intervals(matrix))
		xnb_buf_puts(caption, "; the table has its 95 % interval");
	else
		xnb_buf_printf(caption, "; an interval takes %d or more",
		               XNB_LEAST_UNITS);
	xnb_buf_puts(caption, layout->values
	                          ? ""
	                          : "; too small for numbers, which the table has");
	xnb_buf_printf(caption, "; lighter is better. %s", matrix->about->of_one);
	if (has_mirrored(matrix))
		xnb_buf_puts(caption,
		             " A pair is measured once, with one value for both ways, "
		             "which stands on both sides of the diagonal.");
	if (matrix->n_left_out)
		xnb_buf_printf(caption, " %zu more series are in the table.",
		               matrix->n_left_out);
	xnb_unit_counts_describe_left_out(caption, &counts);
}

static void draw_matrix(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                        const struct xnb_matrix *matrix,
                        const struct xnb_report_data *data)
{
	const struct xnb_paper paper = xnb_figure_paper(figure, data);
	struct layout layout = lay_out(matrix, &paper);

	write_data(&drawing->data, matrix);
	write_program(&drawing->program, &paper, matrix, &layout, data->subject->worker);
	write_caption(&drawing->caption, matrix, &layout);
}

static void put_absent(struct xnb_buf *absent, const struct xnb_matrix_quantity *about,
                       const struct xnb_subject *subject)
{
	if (about->rows)
		xnb_buf_printf(absent,
		               "the run has no samples of experiment %s, metric %s",
		               about->experiment, about->metric);
	else
		xnb_buf_printf(absent,
		               "the run has no %s of the scenarios local and remote with "
		               "%ss and pages on one node each",
		               about->metric, subject->worker);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	const struct xnb_matrix_quantity *about = figure->about;
	struct xnb_matrix *matrix = calloc(1, sizeof(*matrix));
	int result;

	if (!matrix)
		return xnb_fail_nomem(err);
	result = xnb_matrix_fill(matrix, about, data, err);
	if (!result && matrix->n) {
		draw_matrix(drawing, figure, matrix, data);
	} else if (!result) {
		put_absent(&drawing->absent, about, data->subject);
	}
	free(matrix);
	return result;
}

const struct xnb_figure xnb_figure_bandwidth_matrix = {
    .name = "bandwidth-matrix",
    .title = "Memory bandwidth, node by node",
    .experiment = "bandwidth",
    .timing = true,
    .draw = draw,
    .about = &bandwidth,
};

const struct xnb_figure xnb_figure_latency_matrix = {
    .name = "latency-matrix",
    .title = "Memory latency, node by node",
    .experiment = "latency",
    .timing = true,
    .draw = draw,
    .about = &latency,
};

const struct xnb_figure xnb_figure_core_to_core = {
    .name = "core-to-core",
    .title = "From one CPU to another",
    .experiment = "core-to-core",
    .timing = true,
    .draw = draw,
    .about = &transfer,
};
