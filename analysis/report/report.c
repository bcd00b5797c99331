/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/report.h"

#include "analysis/plot/figure.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/report/folder.h"
#include "analysis/report/page.h"
#include "analysis/report_data.h"
#include "analysis/stop.h"
#include "base/io.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Everything of one call, so that one clean-up ends it. */
struct job {
	struct xnb_report_data *data;
	struct xnb_report_folder folder;
	struct xnb_report_figure *figures;
	size_t n_figures;
	struct xnb_report_result *result;
	sigset_t signals;
	bool holds_signals;
};

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* RUN/report, or the folder `report` beside a file. */
static void default_target(struct xnb_buf *target, const char *run)
{
	const char *slash = strrchr(run, '/');

	if (is_folder(run))
		xnb_buf_printf(target, "%s/report", run);
	else
		xnb_buf_printf(target, "%.*sreport", slash ? (int)(slash - run + 1) : 0,
		               run);
}

static int begin_folder(struct job *job, const struct xnb_report_request *request,
                        struct xnb_error *err)
{
	struct xnb_buf target = {0};
	int result;

	if (request->out)
		xnb_buf_puts(&target, request->out);
	else
		default_target(&target, request->run);
	result = target.failed
	             ? xnb_fail_nomem(err)
	             : xnb_report_folder_begin(&job->folder, xnb_buf_text(&target), err);
	xnb_buf_free(&target);
	return result;
}

static int read_svg(struct xnb_report_figure *f, const char *dir, struct xnb_error *err)
{
	struct xnb_buf path = {0};
	int result;

	xnb_buf_printf(&path, "%s/%s.svg", dir, f->figure->name);
	result = path.failed ? xnb_fail_nomem(err)
	                     : xnb_read_file(xnb_buf_text(&path), &f->svg, 0, err);
	xnb_buf_free(&path);
	return result;
}

static int make_figure(struct job *job, struct xnb_report_figure *f, const char *dir,
                       struct xnb_error *err)
{
	if (xnb_figure_draw(&f->drawing, f->figure, job->data, err))
		return -1;
	if (f->drawing.absent.length) {
		if (!xnb_report_has(job->data, f->figure->experiment))
			return 0; /* nobody asked for it */
		xnb_buf_printf(&job->result->notes, "figure %s left out: %s\n",
		               f->figure->name, xnb_buf_text(&f->drawing.absent));
		return 0;
	}
	if (xnb_drawing_render(dir, f->figure->name, &f->drawing, err))
		return -1;
	return read_svg(f, dir, err);
}

static int make_figures(struct job *job, struct xnb_error *err)
{
	struct xnb_buf dir = {0};
	int result = 0;

	while (xnb_figures[job->n_figures])
		job->n_figures++;
	job->figures = calloc(job->n_figures, sizeof(*job->figures));
	xnb_buf_printf(&dir, "%s/figures", job->folder.temp);
	if (!job->figures || dir.failed)
		result = xnb_fail_nomem(err);
	for (size_t i = 0; !result && i < job->n_figures; i++) {
		job->figures[i].figure = xnb_figures[i];
		result = make_figure(job, &job->figures[i], xnb_buf_text(&dir), err);
	}
	xnb_buf_free(&dir);
	return result;
}

static int check_font(struct xnb_buf *notes, struct xnb_error *err)
{
	struct xnb_buf family = {0};

	if (xnb_gnuplot_font(&family, err)) {
		xnb_buf_free(&family);
		return -1;
	}
	if (family.length && strcmp(xnb_buf_text(&family), XNB_FONT) != 0)
		xnb_buf_printf(notes,
		               "the font " XNB_FONT
		               " is not installed, the figures are in "
		               "%s; install the package " XNB_FONT_PACKAGE "\n",
		               xnb_buf_text(&family));
	xnb_buf_free(&family);
	return 0;
}

/* The run's folder is right above the report's. */
static bool lies_in_run(const struct job *job)
{
	char run[PATH_MAX];
	size_t length;

	if (!is_folder(job->data->run->path) || !realpath(job->data->run->path, run))
		return false;
	length = strlen(run);
	return strncmp(job->folder.target, run, length) == 0 &&
	       job->folder.target[length] == '/' &&
	       !strchr(job->folder.target + length + 1, '/');
}

static int write_page(struct job *job, struct xnb_error *err)
{
	const struct xnb_report_page page = {job->data, job->figures, job->n_figures,
	                                     lies_in_run(job) ? "../" : NULL};
	struct xnb_buf html = {0}, path = {0};
	int result = xnb_report_page_write(&html, &page, err);

	xnb_buf_printf(&path, "%s/report.html", job->folder.temp);
	if (!result)
		result = path.failed ? xnb_fail_nomem(err)
		                     : xnb_replace_file(xnb_buf_text(&path), html.text,
		                                        html.length, err);
	xnb_buf_free(&html);
	xnb_buf_free(&path);
	return result;
}

static int do_job(struct job *job, const struct xnb_report_request *request,
                  struct xnb_error *err)
{
	if (xnb_report_data_load(&job->data, request->run, err))
		return -1;
	job->data->column = request->column;
	xnb_stop_begin(&job->signals);
	job->holds_signals = true;
	if (begin_folder(job, request, err) || check_font(&job->result->notes, err) ||
	    make_figures(job, err) || write_page(job, err) || xnb_stop_check(err) ||
	    xnb_report_folder_commit(&job->folder, err))
		return -1;
	xnb_buf_printf(&job->result->page, "%s/report.html", job->folder.target);
	return job->result->page.failed || job->result->notes.failed ? xnb_fail_nomem(err)
	                                                             : 0;
}

static void free_job(struct job *job)
{
	for (size_t i = 0; job->figures && i < job->n_figures; i++) {
		xnb_drawing_free(&job->figures[i].drawing);
		xnb_buf_free(&job->figures[i].svg);
	}
	free(job->figures);
	xnb_report_folder_abandon(&job->folder);
	if (job->holds_signals)
		xnb_stop_end(&job->signals);
	xnb_report_data_free(job->data);
}

int xnb_report_write(const struct xnb_report_request *request,
                     struct xnb_report_result *result, struct xnb_error *err)
{
	struct job job = {.folder = {.lock = -1}, .result = result};
	int done;

	*result = (struct xnb_report_result){.page = {0}};
	done = do_job(&job, request, err);
	free_job(&job);
	if (done)
		xnb_report_result_free(result);
	return done;
}

void xnb_report_result_free(struct xnb_report_result *result)
{
	xnb_buf_free(&result->page);
	xnb_buf_free(&result->notes);
}
