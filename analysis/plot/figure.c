/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/figure.h"

#include "analysis/plot/gnuplot.h"
#include "analysis/plot/latex.h"
#include "base/io.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* What is real in a lab comes first: the order is that of the report. */
const struct xnb_figure *const xnb_figures[] = {
    &xnb_figure_extent_map,
    &xnb_figure_locality,
    &xnb_figure_scrubbing,
    &xnb_figure_builds_locality,
    &xnb_figure_builds,
    &xnb_figure_residency,
    &xnb_figure_bandwidth,
    &xnb_figure_bandwidth_matrix,
    &xnb_figure_bandwidth_threads,
    &xnb_figure_reference_share,
    &xnb_figure_bandwidth_sizes,
    &xnb_figure_latency_sizes,
    &xnb_figure_contention,
    &xnb_figure_contention_compute,
    &xnb_figure_latency,
    &xnb_figure_latency_matrix,
    &xnb_figure_latency_ecdf,
    &xnb_figure_latency_quantiles,
    &xnb_figure_loaded_latency,
    &xnb_figure_core_to_core,
    &xnb_figure_paths,
    &xnb_figure_hypercalls,
    &xnb_figure_hypercalls_quantiles,
    &xnb_figure_hypercalls_vcpus,
    &xnb_figure_hypercalls_domains,
    &xnb_figure_hypercalls_callers,
    &xnb_figure_hypercalls_caller,
    &xnb_figure_creation,
    NULL,
};

void xnb_drawing_free(struct xnb_drawing *drawing)
{
	xnb_buf_free(&drawing->data);
	xnb_buf_free(&drawing->program);
	xnb_buf_free(&drawing->caption);
	xnb_buf_free(&drawing->absent);
}

int xnb_drawing_check(const struct xnb_drawing *drawing, struct xnb_error *err)
{
	if (drawing->data.failed || drawing->program.failed || drawing->caption.failed ||
	    drawing->absent.failed)
		return xnb_fail_nomem(err);
	return 0;
}

struct xnb_paper xnb_figure_paper(const struct xnb_figure *figure,
                                  const struct xnb_report_data *data)
{
	return (struct xnb_paper){
	    .name = figure->name,
	    .width = data->column,
	    .mark = figure->timing ? data->timing_mark : data->host_mark,
	    .word = figure->timing ? data->timing_word : NULL,
	};
}

int xnb_figure_draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                    const struct xnb_report_data *data, struct xnb_error *err)
{
	const char *sentence =
	    figure->timing ? data->timing_sentence : data->host_sentence;

	if (figure->draw(drawing, figure, data, err))
		return xnb_fail_prefix(err, "figure %s", figure->name);
	if (sentence)
		xnb_buf_printf(&drawing->caption, " %s", sentence);
	return xnb_drawing_check(drawing, err);
}

static int write_part(const char *dir, const char *name, const char *ending,
                      const struct xnb_buf *text, struct xnb_error *err)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s.%s", dir, name, ending) >=
	    (int)sizeof(path))
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%s: the path is too long; choose a shorter --out", dir);
	return xnb_replace_file(path, xnb_buf_text(text), text->length, err);
}

static bool ends_in(const struct xnb_buf *file, const char *tail)
{
	const char *text = xnb_buf_text(file);
	size_t length = file->length;

	while (length && (text[length - 1] == '\n' || text[length - 1] == ' '))
		length--;
	return length >= strlen(tail) &&
	       memcmp(text + length - strlen(tail), tail, strlen(tail)) == 0;
}

/* gnuplot ends with success on a full disk too. */
static int check_whole(const char *dir, const char *name, const char *ending,
                       const char *tail, struct xnb_error *err)
{
	struct xnb_buf file = {0};
	char path[PATH_MAX];
	int result;

	snprintf(path, sizeof(path), "%s/%s%s", dir, name, ending);
	result = xnb_read_file(path, &file, 0, err);
	if (!result && !ends_in(&file, tail))
		result =
		    xnb_fail(err, XNB_EXIT_FAILED, 0,
		             "%s: gnuplot did not write all of it; free some space on "
		             "that disk",
		             path);
	xnb_buf_free(&file);
	return result ? xnb_fail_prefix(err, "figure %s", name) : 0;
}

static int check_all(const char *dir, const char *name, struct xnb_error *err)
{
	static const struct {
		const char *ending, *tail;
	} made[] = {
	    {".svg", "</svg>"},
	    {".pdf", "%%EOF"},
	    {"-latex.tex", "\\endgroup"},
	    {"-latex.pdf", "%%EOF"},
	};

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		if (check_whole(dir, name, made[i].ending, made[i].tail, err))
			return -1;
	return 0;
}

/* In LaTeX, the end of the line would be a space. */
static int write_captions(const char *dir, const char *name, const char *text,
                          struct xnb_error *err)
{
	struct xnb_buf plain = {0}, latex = {0};
	int result;

	xnb_buf_printf(&plain, "%s\n", text);
	xnb_latex_text(&latex, text, SIZE_MAX);
	xnb_buf_puts(&latex, "%\n");
	result = plain.failed || latex.failed
	             ? xnb_fail_nomem(err)
	             : write_part(dir, name, "caption.txt", &plain, err);
	if (!result)
		result = write_part(dir, name, "caption.tex", &latex, err);
	xnb_buf_free(&plain);
	xnb_buf_free(&latex);
	return result;
}

int xnb_drawing_render(const char *dir, const char *name,
                       const struct xnb_drawing *drawing, struct xnb_error *err)
{
	if (write_captions(dir, name, xnb_buf_text(&drawing->caption), err) ||
	    write_part(dir, name, "dat", &drawing->data, err) ||
	    write_part(dir, name, "gp", &drawing->program, err) ||
	    xnb_gnuplot_run(dir, name, err))
		return -1;
	return check_all(dir, name, err);
}

int xnb_drawing_write(const char *dir, const char *name,
                      const struct xnb_drawing *drawing, struct xnb_buf *note,
                      struct xnb_error *err)
{
	if (drawing->absent.length) {
		xnb_buf_printf(note, "figure %s left out: %s\n", name,
		               xnb_buf_text(&drawing->absent));
		return 0;
	}
	if (xnb_make_dirs(dir, err))
		return -1;
	return xnb_drawing_render(dir, name, drawing, err);
}
