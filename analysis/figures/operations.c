/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations compared, a row each, with a mark for each way to do them: the lengths of
 * their paths, their time from a CPU near and far, and kernels beside those of
 * likwid-bench. One line of a table each.
 */
#include "analysis/figures/operations.h"

#include "analysis/plot/gnuplot.h"
#include "rundir/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void describe_paths(struct xnb_buf *caption, const struct xnb_operations *all,
                           bool numbers);
static void describe_callers(struct xnb_buf *caption, const struct xnb_operations *all,
                             bool numbers);
static void describe_shares(struct xnb_buf *caption, const struct xnb_operations *all,
                            bool numbers);

static const struct xnb_operations_view paths = {
    .experiment = "hypercall",
    .metric = "path-mode",
    .key = "path",
    .axis = "instructions of a call",
    .numbers = true,
    .least_marks = 1,
    .describe = describe_paths,
};

static const struct xnb_operations_view callers = {
    .experiment = "hypercall",
    .metric = "latency",
    .key = "caller",
    .axis = "median time of a call",
    .median = true,
    .beside = true,
    .scale = 1e-9,
    .least_marks = 2,
    .describe = describe_callers,
};

static const struct xnb_operations_view shares = {
    .experiment = "reference",
    .metric = "share",
    .key = "page",
    .axis = "bandwidth / that of likwid-bench",
    .is_mean = true,
    .line = 0.98,
    .beside = true,
    .least_marks = 1,
    .describe = describe_shares,
};

static bool is_wanted(const struct xnb_operations_view *about,
                      const struct xnb_summary *s, char value[XNB_LINE_NAME])
{
	return strcmp(s->series->experiment, about->experiment) == 0 &&
	       strcmp(s->series->metric, about->metric) == 0 && s->n_units &&
	       xnb_params_get(s->series->params, about->key, value, XNB_LINE_NAME);
}

static struct xnb_operation_row *find_or_add(struct xnb_operations *all,
                                             const struct xnb_series *series)
{
	const char *const mark[] = {all->about->key, NULL};
	struct xnb_params params;
	struct xnb_operation_row *row = all->rows;

	xnb_params_without(&params, series->params, mark);
	for (; row < all->rows + all->n; row++)
		if (strcmp(row->item, series->item) == 0 &&
		    strcmp(row->params.text, params.text) == 0)
			return row;
	*row = (struct xnb_operation_row){.item = series->item, .params = params};
	for (size_t m = 0; m < XNB_MOST_LINES; m++)
		row->marks[m] = (struct xnb_operation_mark){NAN, NAN, NAN};
	all->n++;
	return row;
}

static int get_mark(struct xnb_operation_mark *mark,
                    const struct xnb_operations_view *about, const struct xnb_summary *s,
                    struct xnb_error *err)
{
	struct xnb_quantile_row rows[XNB_N_QUANTILES];

	*mark = (struct xnb_operation_mark){s->center, NAN, NAN};
	if (!about->median) {
		mark->low = about->is_mean ? s->low : s->min; /* counted: all there are */
		mark->high = about->is_mean ? s->high : s->max;
		return 0;
	}
	if (xnb_summary_quantiles(rows, s, err))
		return -1;
	*mark = (struct xnb_operation_mark){rows[0].value * about->scale,
	                                    rows[0].low * about->scale,
	                                    rows[0].high * about->scale};
	return 0;
}

static int take(struct xnb_operations *all, const struct xnb_summary *s,
                struct xnb_error *err)
{
	char value[XNB_LINE_NAME];
	struct xnb_operation_mark mark;
	struct xnb_buf name = {0};
	size_t line;

	if (!is_wanted(all->about, s, value))
		return 0;
	if (get_mark(&mark, all->about, s, err))
		return -1;
	xnb_param_label(&name, all->about->key, value);
	line = xnb_line_find(&all->marks, xnb_buf_text(&name));
	xnb_buf_free(&name);
	/* 0 or less has no place on a logarithmic axis. */
	if (line == XNB_MOST_LINES || !(mark.center > 0)) {
		all->n_left_out++;
		return 0;
	}
	find_or_add(all, s->series)->marks[line] = mark;
	if (!s->all_equal)
		all->n_varying++;
	xnb_unit_counts_take(&all->units, s, s->n_units);
	return 0;
}

static bool has_marks(const struct xnb_operation_row *row, size_t least)
{
	size_t n = 0;

	for (size_t m = 0; m < XNB_MOST_LINES; m++)
		n += isfinite(row->marks[m].center) ? 1 : 0;
	return n >= least;
}

static double greatest(const struct xnb_operation_row *row)
{
	double most = 0;

	for (size_t m = 0; m < XNB_MOST_LINES; m++)
		most = fmax(most, row->marks[m].center);
	return most;
}

static int by_value(const void *p, const void *q)
{
	double a = greatest(p), b = greatest(q);

	return (a > b) - (a < b);
}

static int collect(struct xnb_operations *all, const struct xnb_summaries *summaries,
                   struct xnb_error *err)
{
	size_t kept = 0;

	all->rows = calloc(summaries->n + 1, sizeof(*all->rows));
	if (!all->rows)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < summaries->n; i++)
		if (take(all, &summaries->summaries[i], err))
			return -1;
	for (size_t i = 0; i < all->n; i++)
		if (has_marks(&all->rows[i], all->about->least_marks))
			all->rows[kept++] = all->rows[i];
	all->n_single = all->n - kept;
	all->n = kept;
	if (!all->about->is_mean)
		qsort(all->rows, all->n, sizeof(*all->rows), by_value);
	for (size_t i = 0; i < all->n; i++)
		xnb_param_labels_take(&all->labels, all->rows[i].params.text, NULL);
	return 0;
}

static void describe_paths(struct xnb_buf *caption, const struct xnb_operations *all,
                           bool numbers)
{
	xnb_buf_puts(caption,
	             "Length of the path of each hypercall by the way of the call: the "
	             "instructions that most of its calls took (the mode)");
	xnb_buf_puts(caption, numbers ? ", the value in the columns on the right"
	                              : "; the table has the numbers");
	xnb_buf_puts(caption,
	             ". Instructions were counted, no time was taken: there is no "
	             "interval (n = ");
	xnb_unit_counts_describe(caption, &all->units);
	xnb_buf_puts(caption, " a mark). The table has the share of the calls at the "
	                      "mode.");
	if (all->n_varying)
		xnb_buf_printf(caption,
		               " In %zu series the mode is not the same in all of them: "
		               "%s the least and the greatest, and the mark is the mean.",
		               all->n_varying,
		               numbers ? "the columns have" : "a bar spans");
}

static void describe_callers(struct xnb_buf *caption, const struct xnb_operations *all,
                             bool numbers)
{
	(void)numbers;
	xnb_buf_puts(caption, "Time of a hypercall from a CPU on the domain's own node "
	                      "(near) and on another one (far). Median of the calls of "
	                      "each unit of analysis, geometric mean over n = ");
	xnb_unit_counts_describe(caption, &all->units);
	xnb_buf_printf(caption,
	               " a mark with its 95 %% interval (Student's t) where there are %d "
	               "or more; else of all calls together, without one.",
	               XNB_LEAST_UNITS);
	if (all->n_single)
		xnb_buf_printf(caption,
		               " %zu operation%s with one kind of caller only %s in the "
		               "table.",
		               all->n_single, all->n_single == 1 ? "" : "s",
		               all->n_single == 1 ? "is" : "are");
}

static void describe_shares(struct xnb_buf *caption, const struct xnb_operations *all,
                            bool numbers)
{
	(void)numbers;
	xnb_buf_printf(
	    caption, "Bandwidth of each kernel as a part of that of the kernel of "
	             "likwid-bench that moves the same bytes the same way, both measured "
	             "in turn on the same CPUs, by the size of the pages of ours. "
	             "Geometric mean of the ratios of the pairs, over n = ");
	xnb_unit_counts_describe(caption, &all->units);
	xnb_buf_printf(caption,
	               ", with its 95 %% interval (Student's t) where there are %d or "
	               "more. The line is at %g, which the whole interval should lie "
	               "beyond; the axis need not begin at 0.",
	               XNB_LEAST_UNITS, all->about->line);
}

static void write_caption(struct xnb_buf *caption, const struct xnb_operations *all,
                          const struct xnb_paper *paper)
{
	all->about->describe(caption, all, xnb_operations_has_numbers(all, paper));
	if (all->n_left_out)
		xnb_buf_printf(caption,
		               " %zu series had no room, or no value above 0; the table "
		               "has them.",
		               all->n_left_out);
	xnb_unit_counts_describe_left_out(caption, &all->units);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	const struct xnb_paper paper = xnb_figure_paper(figure, data);
	struct xnb_operations *all = calloc(1, sizeof(*all));
	int result;

	if (!all)
		return xnb_fail_nomem(err);
	all->about = figure->about;
	result = collect(all, &data->summaries, err);
	if (!result && all->n) {
		xnb_operations_write_data(&drawing->data, all, &paper);
		xnb_operations_write_program(&drawing->program, all, &paper);
		write_caption(&drawing->caption, all, &paper);
	} else if (!result) {
		xnb_buf_printf(&drawing->absent,
		               "the run has no samples of experiment %s, metric %s%s%s",
		               all->about->experiment, all->about->metric,
		               all->about->least_marks > 1 ? ", with several values of "
		                                           : "",
		               all->about->least_marks > 1 ? all->about->key : "");
	}
	free(all->rows);
	free(all);
	return result;
}

const struct xnb_figure xnb_figure_paths = {
    .name = "path-lengths",
    .title = "How many instructions a hypercall takes",
    .experiment = "hypercall",
    .draw = draw,
    .about = &paths,
};

const struct xnb_figure xnb_figure_hypercalls_caller = {
    .name = "hypercalls-caller",
    .title = "Hypercalls from near and far",
    .experiment = "hypercall",
    .timing = true,
    .draw = draw,
    .about = &callers,
};

const struct xnb_figure xnb_figure_reference_share = {
    .name = "reference-share",
    .title = "Beside likwid-bench",
    .experiment = "reference",
    .timing = true,
    .draw = draw,
    .about = &shares,
};
