/* SPDX-License-Identifier: GPL-2.0-or-later */
/* samples.csv: both ways to series agree, and their spans are their values. */
#include "tests/fuzz/fuzz.h"

#include "analysis/series.h"
#include "analysis/summary.h"

#include <string.h>

static void check(const struct xnb_series *series)
{
	size_t at = 0;

	for (size_t i = 0; i < series->n_spans; i++) {
		XNB_FUZZ_MUST(series->spans[i].first == at);
		XNB_FUZZ_MUST(series->spans[i].n > 0);
		XNB_FUZZ_MUST(series->spans[i].boot >= 0);
		XNB_FUZZ_MUST(series->spans[i].domain >= -1);
		at += series->spans[i].n;
	}
	XNB_FUZZ_MUST(at == series->n_values);
}

static void compare(const struct xnb_series *a, const struct xnb_series *b)
{
	XNB_FUZZ_MUST(a->n_values == b->n_values && a->n_spans == b->n_spans);
	XNB_FUZZ_MUST(a->n_left_out == b->n_left_out && a->n_warmups == b->n_warmups);
	XNB_FUZZ_MUST(a->n_flagged == b->n_flagged && a->n_moved == b->n_moved);
	XNB_FUZZ_MUST(!strcmp(a->metric, b->metric) && !strcmp(a->params, b->params));
	for (size_t i = 0; i < a->n_values; i++)
		XNB_FUZZ_MUST(a->values[i] == b->values[i]);
}

static void compare_with_loaded(const struct xnb_series_set *streamed, const char *path)
{
	struct xnb_error err = {0};
	struct xnb_series_set set;
	struct xnb_run *run;

	XNB_FUZZ_MUST(!xnb_run_load(&run, path, XNB_READ_LENIENT, &err));
	XNB_FUZZ_MUST(!xnb_series_group(&set, run, &err));
	XNB_FUZZ_MUST(set.n == streamed->n);
	for (size_t i = 0; i < set.n; i++) {
		check(&set.series[i]);
		compare(&set.series[i], &streamed->series[i]);
	}
	xnb_series_set_free(&set);
	xnb_run_free(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = xnb_fuzz_file(data, size);
	struct xnb_summaries summaries;
	struct xnb_error err = {0};
	struct xnb_series_set set;
	struct xnb_run *run;

	if (xnb_series_read(&set, &run, path, &err)) {
		xnb_fuzz_check_error(&err);
		return 0;
	}
	compare_with_loaded(&set, path);
	xnb_series_set_free(&set);
	xnb_run_free(run);
	XNB_FUZZ_MUST(!xnb_summaries_read(&summaries, &run, path, &err));
	xnb_summaries_free(&summaries);
	xnb_run_free(run);
	return 0;
}
