/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scenarios compared. Locality, bandwidth and latency differ in a line of a table. */
#include "analysis/figures/scenarios.h"

#include "analysis/unit_counts.h"

static const char *const any_item[] = {NULL};

static const struct xnb_comparison locality = {
    .experiment = "placement",
    .metric = "locality",
    .preferred = any_item,
    .scale = 1,
    .axis = "locality: part of the pages that lies on node A",
    .exact = true,
    .of_node_a = true,
};

static const struct xnb_comparison shares = {
    .experiment = "builds",
    .metric = "locality",
    .preferred = any_item,
    .scale = 1,
    .axis = "part of the pages on the node that is named",
    .exact = true,
    .what =
        "What each domain of a batch got: the part of its pages that lies on the node "
        "that its affinity names",
};

static const struct xnb_comparison bandwidth = {
    .experiment = "bandwidth",
    .metric = "bandwidth",
    .preferred = xnb_preferred_kernels,
    .scale = 1e-9,
    .axis = "bandwidth (GB/s)",
    .what = "Memory bandwidth",
    .of_unit = true,
};

static const struct xnb_comparison latency = {
    .experiment = "latency",
    .metric = "latency",
    .preferred = xnb_preferred_chases,
    .scale = 1,
    .axis = "latency of a dependent load (ns)",
    .what = "Latency of a dependent load",
};

/* The two ways in which the placement of a domain is told; see docs/design.md. */
static void describe_ways(struct xnb_buf *caption, const struct xnb_comparison_plot *plot)
{
	if (plot->variants.n > 1)
		xnb_buf_puts(caption,
		             " Populated: told extent by extent while the domain was "
		             "built; returned: told from the memory that came back "
		             "at its end. Each only where it is exact.");
}

static bool only_domains(const struct xnb_unit_counts *counts)
{
	return counts->levels[XNB_LEVEL_BOOT].n_series == 0 &&
	       counts->levels[XNB_LEVEL_BLOCK].n_series == 0;
}

static void describe_what(struct xnb_buf *caption, const struct xnb_comparison *about,
                          const struct xnb_report_data *data)
{
	if (!about->of_node_a) {
		xnb_buf_puts(caption, about->what);
		return;
	}
	xnb_buf_puts(caption,
	             "Locality of each domain: the part of its pages that lies on "
	             "node A");
	if (data->node_a[0])
		xnb_buf_printf(caption, " (node %s)", data->node_a);
}

static void write_exact_caption(struct xnb_buf *caption,
                                const struct xnb_comparison_plot *plot,
                                const struct xnb_report_data *data)
{
	struct xnb_unit_counts counts;

	xnb_rows_count_units(&counts, &plot->rows);
	describe_what(caption, plot->about, data);
	xnb_buf_printf(caption, ". One dot is one %s, equal ones coincide (n = ",
	               only_domains(&counts)
	                   ? xnb_unit_level_name(data->subject, XNB_LEVEL_DOMAIN)
	                   : "unit of analysis");
	xnb_unit_counts_describe(caption, &counts);
	xnb_buf_printf(
	    caption, " a row, those of the experiment %s)%s.", plot->about->experiment,
	    plot->about->of_node_a ? "; the diamond is what the scenario should give"
	                           : "");
	if (plot->about->of_node_a)
		describe_ways(caption, plot);
	xnb_buf_puts(caption, " Pages are counted, so there is no interval.");
}

static void write_mean_caption(struct xnb_buf *caption,
                               const struct xnb_comparison_plot *plot,
                               const struct xnb_report_data *data)
{
	struct xnb_unit_counts counts;

	xnb_rows_count_units(&counts, &plot->rows);
	xnb_buf_printf(caption,
	               "%s%s%s by scenario, with the nodes of %ss \u2192 pages as "
	               "measured: ",
	               plot->about->what, plot->about->of_unit ? " of a " : "",
	               plot->about->of_unit
	                   ? xnb_unit_level_name(data->subject, XNB_LEVEL_DOMAIN)
	                   : "",
	               data->subject->worker);
	xnb_variants_describe(caption, &plot->variants);
	xnb_buf_puts(caption, ". Each small mark is one unit of analysis (n = ");
	xnb_unit_counts_describe(caption, &counts);
	xnb_buf_printf(
	    caption,
	    " a scenario), the mean of its samples; the large mark beside them "
	    "is their geometric mean with its 95 %% interval (Student's t), "
	    "which takes at least %d units.",
	    XNB_LEAST_UNITS);
	xnb_unit_counts_describe_left_out(caption, &counts);
	if (xnb_comparison_is_cut(plot))
		xnb_buf_puts(caption,
		             " Intervals that reach the right edge go on beyond it; "
		             "the tables have their ends.");
}

/* Where some have more units than dots. */
static void describe_dots(struct xnb_buf *caption, const struct xnb_comparison_plot *plot)
{
	for (size_t i = 0; i < plot->rows.n; i++)
		for (size_t v = 0; v < plot->variants.n; v++)
			if (plot->rows.rows[i].n_units[v] > XNB_COMPARISON_MOST_DOTS) {
				xnb_buf_printf(caption,
				               " Of more than %d units of a series, so "
				               "many are drawn, from the least to the "
				               "greatest in even steps of their order.",
				               XNB_COMPARISON_MOST_DOTS);
				return;
			}
}

static int draw_plot(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                     const struct xnb_comparison_plot *plot,
                     const struct xnb_report_data *data, struct xnb_error *err)
{
	if (xnb_comparison_write_data(&drawing->data, plot, data, err))
		return -1;
	xnb_comparison_write_program(&drawing->program, figure, plot, data);
	if (plot->about->exact)
		write_exact_caption(&drawing->caption, plot, data);
	else
		write_mean_caption(&drawing->caption, plot, data);
	describe_dots(&drawing->caption, plot);
	return 0;
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	const struct xnb_comparison *about = figure->about;
	struct xnb_comparison_plot plot = {.about = about};
	int result = 0;

	if ((about->exact ? xnb_variants_choose_items : xnb_variants_choose)(
	        &plot.variants, data, about->experiment, about->metric, about->preferred,
	        XNB_MOST_VARIANTS, err) ||
	    xnb_rows_collect(&plot.rows, data, about->experiment, about->metric,
	                     &plot.variants, xnb_comparison_rows_by(about), err))
		return -1;
	if (plot.rows.n)
		result = draw_plot(drawing, figure, &plot, data, err);
	else
		xnb_buf_printf(&drawing->absent,
		               "the run has no samples of experiment %s, metric %s",
		               about->experiment, about->metric);
	xnb_rows_free(&plot.rows);
	return result;
}

const struct xnb_figure xnb_figure_locality = {
    .name = "locality",
    .title = "Locality by scenario",
    .experiment = "placement",
    .draw = draw,
    .about = &locality,
};

const struct xnb_figure xnb_figure_bandwidth = {
    .name = "bandwidth",
    .title = "Memory bandwidth by scenario",
    .experiment = "bandwidth",
    .timing = true,
    .draw = draw,
    .about = &bandwidth,
};

const struct xnb_figure xnb_figure_latency = {
    .name = "latency",
    .title = "Memory latency by scenario",
    .experiment = "latency",
    .timing = true,
    .draw = draw,
    .about = &latency,
};

const struct xnb_figure xnb_figure_builds_locality = {
    .name = "builds-locality",
    .title = "What each domain of a batch got",
    .experiment = "builds",
    .draw = draw,
    .about = &shares,
};
