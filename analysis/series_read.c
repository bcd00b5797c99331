/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/series.h"

#include "analysis/series_builder.h"
#include "base/grow.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct stream {
	struct xnb_series_builder builder;
	int64_t *last_seq; /* of each series */
	size_t n_last_seq;
	bool out_of_time; /* a row came before one that is older */
};

static int watch_time(struct stream *stream, size_t place, int64_t seq,
                      struct xnb_error *err)
{
	int64_t *last_seq = stream->last_seq;

	if (place == stream->n_last_seq) {
		last_seq = xnb_grow(last_seq, place, sizeof(*last_seq), err);
		if (!last_seq)
			return -1;
		stream->last_seq = last_seq;
		last_seq[stream->n_last_seq++] = -1;
	}
	stream->out_of_time = seq <= last_seq[place];
	last_seq[place] = seq;
	return stream->out_of_time ? -1 : 0;
}

static int take(void *arg, const struct xnb_sample *sample, struct xnb_error *err)
{
	struct stream *stream = arg;
	size_t place;

	if (xnb_series_builder_find(&stream->builder, sample, &place, err) ||
	    watch_time(stream, place, sample->seq, err))
		return -1;
	return xnb_series_add(&stream->builder.set.series[place], sample,
	                      xnb_series_part_of(sample), err);
}

static void forget_samples(struct xnb_series_set *set, struct xnb_run *run)
{
	for (size_t i = 0; i < set->n; i++) {
		set->series[i].samples = NULL;
		set->series[i].left_out = set->series[i].warmups = NULL;
		set->series[i].n_samples = 0;
	}
	free(set->order);
	set->order = NULL;
	free(run->samples);
	run->samples = NULL;
	run->n_samples = 0;
}

/* A file whose rows are not in order of time has to be sorted, in memory. */
static int read_at_once(struct xnb_series_set *out, struct xnb_run **run,
                        const char *path, struct xnb_error *err)
{
	if (xnb_run_load(run, path, XNB_READ_LENIENT, err))
		return -1;
	if (xnb_series_group(out, *run, err)) {
		xnb_run_free(*run);
		*run = NULL;
		return -1;
	}
	forget_samples(out, *run);
	return 0;
}

static int read_rows(struct stream *stream, struct xnb_series_set *out,
                     struct xnb_run **run, const char *path, struct xnb_error *err)
{
	if (xnb_run_stream(run, path, XNB_READ_LENIENT, take, stream, err))
		return -1;
	if (!xnb_series_builder_finish(&stream->builder, out, *run, err))
		return 0;
	xnb_run_free(*run);
	*run = NULL;
	return -1;
}

int xnb_series_read(struct xnb_series_set *out, struct xnb_run **run, const char *path,
                    struct xnb_error *err)
{
	struct stream stream = {0};
	int result;

	*run = NULL;
	result = read_rows(&stream, out, run, path, err);
	xnb_series_builder_free(&stream.builder);
	free(stream.last_seq);
	return stream.out_of_time ? read_at_once(out, run, path, err) : result;
}
