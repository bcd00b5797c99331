/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/history_chart.h"

#include "analysis/timing.h"

#include <math.h>
#include <string.h>

static void take(struct xnb_history_chart *chart, const struct xnb_history_series *series)
{
	if (chart->n < XNB_HISTORY_MOST_PANELS)
		chart->panels[chart->n++] = series;
}

/* Those that changed, the worst first; where none did, the first that could have. */
static void choose_panels(struct xnb_history_chart *chart)
{
	const struct xnb_history *history = chart->history;

	for (int verdict = 0; verdict < XNB_N_HISTORY_VERDICTS; verdict++)
		for (size_t i = 0; i < history->n_series; i++) {
			const struct xnb_history_series *series = &history->series[i];

			if ((int)series->verdict != verdict || !series->n_changes)
				continue;
			chart->n_changed++;
			take(chart, series);
		}
	for (size_t i = 0; !chart->n_changed && i < history->n_series; i++)
		if (history->series[i].verdict == XNB_HISTORY_UNCHANGED)
			take(chart, &history->series[i]);
	for (size_t i = 0; i < chart->n; i++)
		xnb_key_labels_take(&chart->labels, &chart->panels[i]->key);
}

char xnb_history_chart_letter(const struct xnb_history_chart *chart, size_t panel,
                              size_t change)
{
	size_t n = change;

	for (size_t p = 0; p < panel; p++)
		n += chart->panels[p]->n_changes;
	return n < 26 ? (char)('a' + n) : '*';
}

static void put_differences(struct xnb_buf *caption,
                            const struct xnb_history_change *change)
{
	enum { MOST = 2 };

	for (size_t i = 0; i < change->n_differences && i < MOST; i++) {
		const struct xnb_history_difference *d = &change->differences[i];

		xnb_buf_printf(caption, "%s %s from %s to %s", i ? "," : "; there",
		               d->name, d->before[0] ? d->before : "nothing",
		               d->after[0] ? d->after : "nothing");
	}
	if (change->n_differences > MOST)
		xnb_buf_printf(caption, ", and %zu more", change->n_differences - MOST);
}

static void put_change(struct xnb_buf *caption, const struct xnb_history_chart *chart,
                       size_t panel, size_t i)
{
	const struct xnb_history_series *series = chart->panels[panel];
	const struct xnb_history_change *change = &series->changes[i];

	xnb_buf_printf(caption, " %c: %s at run %zu",
	               xnb_history_chart_letter(chart, panel, i),
	               xnb_history_verdict_text(change->verdict), change->at + 1);
	if (isfinite(change->relative))
		xnb_buf_printf(caption, " (%+.1f %%)", 100 * change->relative);
	put_differences(caption, change);
	xnb_buf_puts(caption, ".");
}

static void put_changes(struct xnb_buf *caption, const struct xnb_history_chart *chart)
{
	for (size_t p = 0; p < chart->n; p++)
		for (size_t i = 0; i < chart->panels[p]->n_changes; i++)
			if (xnb_history_chart_letter(chart, p, i) != '*')
				put_change(caption, chart, p, i);
}

static const struct xnb_timing *timing_of(const struct xnb_history_series *series)
{
	return xnb_timing_find(series->timing);
}

static const char *mark_of(const struct xnb_history_series *series)
{
	return series->rule == XNB_HISTORY_EXACT ? timing_of(series)->host_mark
	                                         : timing_of(series)->mark;
}

static const char *sentence_of(const struct xnb_history_series *series)
{
	return series->rule == XNB_HISTORY_EXACT ? timing_of(series)->host_sentence
	                                         : timing_of(series)->sentence;
}

/* Each of them once. */
static void put_origins(struct xnb_buf *caption, const struct xnb_history_chart *chart)
{
	for (size_t p = 0; p < chart->n; p++) {
		const char *sentence = sentence_of(chart->panels[p]);

		if (sentence && !strstr(xnb_buf_text(caption), sentence))
			xnb_buf_printf(caption, " %s", sentence);
	}
}

struct counts {
	size_t least, most;
};

static struct counts count_runs(const struct xnb_history_chart *chart)
{
	struct counts counts = {SIZE_MAX, 0};

	for (size_t p = 0; p < chart->n; p++) {
		size_t n = chart->panels[p]->n_points;

		counts.least = n < counts.least ? n : counts.least;
		counts.most = n > counts.most ? n : counts.most;
	}
	return counts;
}

static void write_caption(struct xnb_buf *caption, const struct xnb_history_chart *chart)
{
	struct counts counts = count_runs(chart);

	xnb_buf_puts(caption,
	             "Series over the runs of the history, in order of time: the mean of "
	             "each run, with its 95 % interval where the run has one (n = ");
	if (counts.least < counts.most)
		xnb_buf_printf(caption, "%zu to ", counts.least);
	xnb_buf_printf(caption, "%zu runs a panel). Axes need not begin at 0.",
	               counts.most);
	if (chart->n_changed)
		xnb_buf_puts(
		    caption,
		    " Vertical lines are change points: solid where both methods "
		    "agree, dashed where only one found it or the series is "
		    "autocorrelated (suspect); horizontal lines are the levels "
		    "between them.");
	else
		xnb_buf_puts(caption, " No series has a change point.");
	put_changes(caption, chart);
	if (counts.most > XNB_HISTORY_MOST_POINTS)
		xnb_buf_printf(caption, " Of more than %d runs, every n-th is drawn.",
		               XNB_HISTORY_MOST_POINTS);
	if (chart->n_changed > chart->n)
		xnb_buf_printf(caption, " %zu more series changed and are in the table.",
		               chart->n_changed - chart->n);
	put_origins(caption, chart);
}

static void write_drawing(struct xnb_drawing *drawing,
                          const struct xnb_history_chart *chart, double column)
{
	struct xnb_paper paper = {.name = XNB_HISTORY_CHART_NAME, .width = column};

	for (size_t p = 0; p < chart->n && !paper.mark; p++)
		paper.mark = mark_of(chart->panels[p]);
	xnb_history_chart_write_data(&drawing->data, chart);
	xnb_history_chart_write_program(&drawing->program, chart, &paper);
	write_caption(&drawing->caption, chart);
}

int xnb_history_chart_draw(struct xnb_drawing *drawing, const struct xnb_history *history,
                           double column, struct xnb_error *err)
{
	struct xnb_history_chart chart = {.history = history};

	choose_panels(&chart);
	if (chart.n)
		write_drawing(drawing, &chart, column);
	else
		xnb_buf_puts(&drawing->absent,
		             "no series has runs enough to have changed, and is judged");
	return xnb_drawing_check(drawing, err);
}

int xnb_history_chart_write(const char *dir, const struct xnb_history *history,
                            double column, struct xnb_buf *note, struct xnb_error *err)
{
	struct xnb_drawing drawing = {.data = {0}};
	int result = xnb_history_chart_draw(&drawing, history, column, err);

	if (!result)
		result =
		    xnb_drawing_write(dir, XNB_HISTORY_CHART_NAME, &drawing, note, err);
	xnb_drawing_free(&drawing);
	return result;
}
