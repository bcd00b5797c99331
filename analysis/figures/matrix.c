/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Node by node: vCPUs on one node, pages on another, with the value in each cell. */
#include "analysis/figures/matrix.h"
#include "analysis/figure.h"
#include "analysis/figure_canvas.h"
#include "analysis/unit_counts.h"

#include <math.h>
#include <stdlib.h>

static const struct xnb_matrix_quantity bandwidth = {
    .experiment = "bandwidth",
    .metric = "bandwidth",
    .preferred = xnb_preferred_kernels,
    .scale = 1e-9,
    .axis = "GB/s",
    .what = "Bandwidth in GB/s",
    .dark_is_high = false,
};

static const struct xnb_matrix_quantity latency = {
    .experiment = "latency",
    .metric = "latency",
    .preferred = xnb_preferred_chases,
    .scale = 1,
    .axis = "ns",
    .what = "Latency of a dependent load in ns",
    .dark_is_high = true,
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

static void put_cell(struct xnb_buf *data, const struct xnb_matrix *matrix,
                     const struct range *range, size_t row, size_t column)
{
	const struct xnb_summary *s = matrix->cells[row][column];
	double scale = matrix->about->scale, value = s->center * scale;
	unsigned color = xnb_canvas_ramp(shade(matrix, range, value));
	double low = s->low * scale, high = s->high * scale;

	xnb_buf_printf(data, "%zu\t%zu\t%.10g\t%u\t%u\t%.*f\t", row, column, value, color,
	               xnb_canvas_wants_white(color) ? 0xffffffu : 0u, decimals(value),
	               value);
	if (isfinite(s->low))
		xnb_buf_printf(data, "%.*f\u2013%.*f", decimals(low), low, decimals(high),
		               high);
	xnb_buf_printf(data, "\t%zu\n", s->n_units);
}

static void put_empty_cell(struct xnb_buf *data, size_t row, size_t column)
{
	xnb_buf_printf(data, "%zu\t%zu\t-\t%u\t%u\t\u2013\t\t0\n", row, column, 0xf0f0f0u,
	               0u);
}

static void write_data(struct xnb_buf *data, const struct xnb_matrix *matrix)
{
	struct range range = values(matrix);

	xnb_buf_puts(data, "# row, column, value, its colour, colour of its text, text, "
	                   "95 % interval, units of analysis\n");
	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < matrix->n; c++)
			if (matrix->cells[r][c])
				put_cell(data, matrix, &range, r, c);
			else
				put_empty_cell(data, r, c);
	xnb_buf_puts(data, "\n\n# row or column, node\n");
	for (size_t i = 0; i < matrix->n; i++)
		xnb_buf_printf(data, "%zu\t%lu\n", i, matrix->nodes[i]);
}

/* Inches of a cell: small ones carry no interval. */
static double cell_inches(const struct xnb_matrix *matrix)
{
	return fmin(0.5, 2.7 / (double)matrix->n);
}

static bool has_room_for_intervals(const struct xnb_matrix *matrix)
{
	return cell_inches(matrix) > 0.44;
}

static void put_plot(struct xnb_buf *program, const struct xnb_matrix *matrix,
                     const char *name)
{
	bool two_lines = has_room_for_intervals(matrix);
	double points = fmin(7.5, cell_inches(matrix) * 72 / 3.4);

	xnb_buf_printf(program,
	               "plot \\\n"
	               "\t\"%s.dat\" index 0 using 2:1:($2-0.48):($2+0.48):($1-0.48):"
	               "($1+0.48):4 with boxxyerror fillstyle solid 1 noborder linecolor "
	               "rgb variable notitle, \\\n"
	               "\t\"%s.dat\" index 0 using 2:($1-%g):6:5 with labels font "
	               "\",%.3g\" textcolor rgb variable notitle, \\\n",
	               name, name, two_lines ? 0.1 : 0.0, points);
	if (two_lines)
		xnb_buf_printf(
		    program,
		    "\t\"%s.dat\" index 0 using 2:($1+0.18):7:5 with labels font "
		    "\",6\" textcolor rgb variable notitle, \\\n",
		    name);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index 1 using (-0.5):1:2 with labels right offset "
	               "-0.6,0 notitle, \\\n"
	               "\t\"%s.dat\" index 1 using 1:(-0.5):2 with labels center offset "
	               "0,0.55 notitle\n",
	               name, name);
}

static void write_program(struct xnb_buf *program, const struct xnb_figure *figure,
                          const struct xnb_matrix *matrix,
                          const struct xnb_report_data *data)
{
	double side = cell_inches(matrix) * (double)matrix->n;
	double mark = xnb_canvas_mark_inches(figure, data);
	struct xnb_canvas canvas = {
	    .width = XNB_COLUMN_INCHES,
	    .height = side + 0.36 + mark,
	    .left = (XNB_COLUMN_INCHES - side) / 2 + 0.15,
	    .right = (XNB_COLUMN_INCHES - side) / 2 - 0.15,
	    .top = 0.32 + mark,
	    .bottom = 0.04,
	};

	xnb_canvas_begin(program, &canvas, figure, data);
	xnb_buf_printf(
	    program,
	    "unset border\nunset xtics\nunset ytics\nunset key\n"
	    "set xrange [-0.5:%zu.5]\nset yrange [%zu.5:-0.5]\n"
	    "set label 1 \"memory on node\" at graph 0.5,1 center offset 0,1.5\n"
	    "set label 2 \"vCPUs on node\" at screen %.4f,graph 0.5 center "
	    "rotate by 90\n"
	    "set label 3 \"%s\" at graph 0,1 right offset -0.6,0.55\n",
	    matrix->n - 1, matrix->n - 1, (canvas.left - 0.3) / canvas.width,
	    matrix->about->axis);
	put_plot(program, matrix, figure->name);
	xnb_canvas_end(program);
}

static struct xnb_unit_counts count_units(const struct xnb_matrix *matrix)
{
	struct xnb_unit_counts counts = {.n_left_out = 0};

	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < matrix->n; c++)
			if (matrix->cells[r][c])
				xnb_unit_counts_take(&counts, matrix->cells[r][c],
				                     matrix->cells[r][c]->n_units);
	return counts;
}

static void write_caption(struct xnb_buf *caption, const struct xnb_matrix *matrix)
{
	struct xnb_unit_counts counts = count_units(matrix);

	xnb_buf_printf(caption, "%s, node by node: ", matrix->about->what);
	xnb_variants_describe(caption, &matrix->variants);
	xnb_buf_puts(caption, ". Geometric mean of n = ");
	xnb_unit_counts_describe(caption, &counts);
	xnb_buf_puts(caption, " a cell");
	if (has_room_for_intervals(matrix))
		xnb_buf_printf(caption,
		               ", with its 95 %% interval below where "
		               "there are %d or more",
		               XNB_LEAST_UNITS);
	xnb_buf_puts(caption,
	             "; lighter is better. The diagonal is the scenario local, the "
	             "rest is remote; a cell without a value has no sample whose pages "
	             "are known to lie all on that node.");
	xnb_unit_counts_describe_left_out(caption, &counts);
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
		write_data(&drawing->data, matrix);
		write_program(&drawing->program, figure, matrix, data);
		write_caption(&drawing->caption, matrix);
	} else if (!result) {
		xnb_buf_printf(&drawing->absent,
		               "the run has no %s of the scenarios local and remote with "
		               "vCPUs and pages on one node each",
		               about->metric);
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
