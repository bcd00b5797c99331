/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which extent lies on which node: one bar per scenario, from the lowest gfn up. */
#include "analysis/plot/canvas.h"
#include "analysis/plot/figure.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/text/utf8.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_STRETCHES = 256, /* more than that in a bar cannot be told apart in print */
	N_COLUMNS = 256,      /* so a finer one is drawn as shares of so many columns */
	MOST_NODES = 64,
	MANY_BARS = 20,
};

/* Of a bar, and where there are many. */
#define BAR_INCHES  0.17
#define THIN_INCHES 0.125
#define HALF_BAR    0.38 /* of a row */
#define PAGES_MIB   256.0

struct nodes {
	int64_t ids[MOST_NODES + 1]; /* ascending; -1, unknown, is the last if there */
	size_t n;
};

static int by_number_unknown_last(const void *a, const void *b)
{
	uint64_t x = (uint64_t) * (const int64_t *)a, y = (uint64_t) * (const int64_t *)b;

	return (x > y) - (x < y);
}

static bool has_node(const struct nodes *nodes, int64_t id)
{
	for (size_t i = 0; i < nodes->n; i++)
		if (nodes->ids[i] == id)
			return true;
	return false;
}

static int collect_nodes(struct nodes *nodes, const struct xnb_extent_maps *maps,
                         struct xnb_error *err)
{
	for (size_t i = 0; i < maps->n; i++)
		for (size_t j = 0; j < maps->maps[i].n_stretches; j++) {
			int64_t id = maps->maps[i].stretches[j].node;

			if (has_node(nodes, id))
				continue;
			if (nodes->n > MOST_NODES)
				return xnb_fail(err, XNB_EXIT_FAILED, 0,
				                "extents.csv: more than %d nodes; is it "
				                "the right file?",
				                MOST_NODES);
			nodes->ids[nodes->n++] = id;
		}
	qsort(nodes->ids, nodes->n, sizeof(nodes->ids[0]), by_number_unknown_last);
	return 0;
}

/* A box in MiB and rows; `above` and `part` are its share of the bar, from the top. */
static void put_box(struct xnb_buf *data, double first_page, double end_page, size_t row,
                    double above, double part)
{
	double top = (double)row - HALF_BAR + above * 2 * HALF_BAR;

	xnb_buf_printf(data, "%.10g\t%.10g\t%.10g\t%.10g\n", first_page / PAGES_MIB,
	               end_page / PAGES_MIB, top, top + part * 2 * HALF_BAR);
}

static void put_stretches(struct xnb_buf *data, const struct xnb_extent_map *map,
                          size_t row, int64_t node)
{
	for (size_t i = 0; i < map->n_stretches; i++) {
		const struct xnb_stretch *s = &map->stretches[i];

		if (s->node == node)
			put_box(data, (double)s->first_page,
			        (double)(s->first_page + s->n_pages), row, 0, 1);
	}
}

/* Adds to each column the pages of the stretches that `counts` says. */
static void fill_columns(double columns[N_COLUMNS], const struct xnb_extent_map *map,
                         bool (*counts)(int64_t, int64_t), int64_t node)
{
	double width = (double)map->n_pages / N_COLUMNS;

	for (size_t i = 0; i < map->n_stretches; i++) {
		const struct xnb_stretch *s = &map->stretches[i];
		double first = (double)s->first_page, end = first + (double)s->n_pages;

		if (!counts(s->node, node))
			continue;
		for (size_t c = (size_t)(first / width);
		     c < N_COLUMNS && (double)c * width < end; c++)
			columns[c] += fmin(end, (double)(c + 1) * width) -
			              fmax(first, (double)c * width);
	}
}

static bool is_same(int64_t node, int64_t wanted)
{
	return node == wanted;
}

static bool is_before(int64_t node, int64_t wanted)
{
	return by_number_unknown_last(&node, &wanted) < 0;
}

/* Nodes lie above each other in a column, the lowest number on top. */
static void put_columns(struct xnb_buf *data, const struct xnb_extent_map *map,
                        size_t row, int64_t node)
{
	double own[N_COLUMNS] = {0}, above[N_COLUMNS] = {0};
	double width = (double)map->n_pages / N_COLUMNS;

	fill_columns(own, map, is_same, node);
	fill_columns(above, map, is_before, node);
	for (size_t c = 0; c < N_COLUMNS; c++)
		if (own[c] > 0)
			put_box(data, (double)c * width, (double)(c + 1) * width, row,
			        above[c] / width, own[c] / width);
}

static void put_node(struct xnb_buf *data, const struct xnb_extent_maps *maps,
                     int64_t node)
{
	if (node < 0)
		xnb_buf_puts(data, "# unknown node: from and to in MiB, rows\n");
	else
		xnb_buf_printf(data, "# node %lld: from and to in MiB, rows\n",
		               (long long)node);
	for (size_t row = 0; row < maps->n; row++) {
		const struct xnb_extent_map *map = &maps->maps[row];

		if (map->n_stretches > MOST_STRETCHES)
			put_columns(data, map, row, node);
		else
			put_stretches(data, map, row, node);
	}
	xnb_buf_puts(data, "\n\n");
}

static void put_labels(struct xnb_buf *data, const struct xnb_extent_maps *maps)
{
	xnb_buf_puts(data, "# row, domains laid out like this one, domains, scenario\n");
	for (size_t row = 0; row < maps->n; row++) {
		const struct xnb_extent_map *map = &maps->maps[row];

		xnb_buf_printf(data, "%zu\t%zu\t%zu\t", row, map->n_identical,
		               map->n_domains);
		xnb_gnuplot_label(data, map->name);
		xnb_buf_puts(data, "\n");
	}
}

static size_t longest_scenario(const struct xnb_extent_maps *maps)
{
	size_t longest = 0;

	for (size_t i = 0; i < maps->n; i++) {
		size_t length = xnb_utf8_length(maps->maps[i].name);

		longest = length > longest ? length : longest;
	}
	return longest;
}

static double largest_mib(const struct xnb_extent_maps *maps)
{
	double most = 0;

	for (size_t i = 0; i < maps->n; i++)
		most = fmax(most, (double)maps->maps[i].n_pages);
	return most / PAGES_MIB;
}

static void put_plot(struct xnb_buf *program, const struct nodes *nodes, double mib)
{
	size_t known = nodes->n - has_node(nodes, -1);

	xnb_buf_puts(program, "plot \\\n");
	for (size_t i = 0; i < known; i++) {
		xnb_buf_printf(program,
		               "\t\"extent-map.dat\" index %zu using 1:3:1:2:3:4 with "
		               "boxxyerror",
		               i);
		xnb_canvas_put_fill(program, i, known, "noborder");
		xnb_buf_printf(program, " title \"node %lld\", \\\n",
		               (long long)nodes->ids[i]);
	}
	if (known < nodes->n)
		xnb_buf_printf(program,
		               "\t\"extent-map.dat\" index %zu using 1:3:1:2:3:4 with "
		               "boxxyerror linecolor rgb \"#606060\" fillstyle pattern 0 "
		               "border title \"unknown\", \\\n",
		               known);
	xnb_buf_printf(
	    program,
	    "\t\"extent-map.dat\" index %zu using (0):1:4+tex with labels right "
	    "offset -0.5,0 notitle, \\\n"
	    "\t\"extent-map.dat\" index %zu using "
	    "(%.10g):1:(sprintf(\"%%d/%%d\", $2, $3)) with labels left offset "
	    "0.5,0 notitle\n",
	    nodes->n, nodes->n, mib);
}

static void write_program(struct xnb_buf *program, const struct nodes *nodes,
                          const struct xnb_figure *figure,
                          const struct xnb_report_data *data)
{
	const struct xnb_extent_maps *maps = &data->maps;
	double mib = largest_mib(maps);
	struct xnb_canvas_key key = {.entries = 0};
	const struct xnb_paper paper = xnb_figure_paper(figure, data);
	struct xnb_canvas canvas = {
	    .width = xnb_paper_width(&paper, XNB_COLUMN_INCHES),
	    .left = xnb_canvas_text_inches(longest_scenario(maps)) + 0.12,
	    .right = 0.32,
	    .bottom = 0.4,
	};

	for (size_t i = 0; i < nodes->n; i++)
		xnb_canvas_key_take(&key, nodes->ids[i] < 0 ? "unknown" : "node 0");
	canvas.top = xnb_canvas_key_place(&key, &canvas, xnb_paper_mark_inches(&paper));
	canvas.height =
	    canvas.top + canvas.bottom +
	    (maps->n > MANY_BARS ? THIN_INCHES : BAR_INCHES) * (double)maps->n;
	xnb_canvas_begin(program, &canvas, &paper);
	xnb_buf_printf(program,
	               "set border 1\n"
	               "set xrange [0:%.10g]\n"
	               "set yrange [%zu.5:-0.5]\n"
	               "unset ytics\n",
	               mib, maps->n - 1);
	xnb_canvas_x_title(program, &canvas, "position in the domain's memory (MiB)",
	                   NULL);
	xnb_canvas_key(program, &canvas, &key);
	put_plot(program, nodes, mib);
	xnb_canvas_end(program);
}

static bool has_refusals(const struct xnb_report_data *data)
{
	for (size_t i = 0; i < data->n_placements; i++)
		if (data->placements[i].n_refused)
			return true;
	return false;
}

static void write_caption(struct xnb_buf *caption, const struct xnb_report_data *data)
{
	const struct xnb_extent_maps *maps = &data->maps;
	size_t dense = 0;

	for (size_t i = 0; i < maps->n; i++)
		dense += maps->maps[i].n_stretches > MOST_STRETCHES;
	xnb_buf_puts(
	    caption,
	    "Where the memory of a domain lies, as measured extent by extent. Each "
	    "bar is the first domain of its scenario, from its lowest guest frame "
	    "to its highest; the fraction at its end says how many "
	    "domains of the scenario (of the experiment placement, where it was run) "
	    "are laid out exactly like it. Blank extents with "
	    "an outline are on a node that could not be told for certain.");
	if (has_refusals(data))
		xnb_buf_puts(caption,
		             " A bar that ends early is a domain that Xen refused "
		             "more memory.");
	if (dense)
		xnb_buf_printf(
		    caption,
		    " Bars of more than %d stretches (%zu here) show, column by "
		    "column, the share of each node.",
		    MOST_STRETCHES, dense);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	struct nodes nodes = {.n = 0};

	if (data->maps.n == 0) {
		xnb_buf_puts(&drawing->absent, "the run has no extents (extents.csv)");
		return 0;
	}
	if (collect_nodes(&nodes, &data->maps, err))
		return -1;
	for (size_t i = 0; i < nodes.n; i++)
		put_node(&drawing->data, &data->maps, nodes.ids[i]);
	put_labels(&drawing->data, &data->maps);
	write_program(&drawing->program, &nodes, figure, data);
	write_caption(&drawing->caption, data);
	return 0;
}

const struct xnb_figure xnb_figure_extent_map = {
    .name = "extent-map",
    .title = "Which extent lies on which node",
    .experiment = "placement",
    .timing = false,
    .draw = draw,
};
