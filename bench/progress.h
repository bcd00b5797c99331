/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far the run is, on standard error: on a terminal one line that is rewritten, with
 * an estimate of the time left; elsewhere plain lines, at most one in two seconds.
 */
#ifndef XNB_BENCH_PROGRESS_H
#define XNB_BENCH_PROGRESS_H

#include "bench/experiment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_progress {
	size_t total;
	size_t done, done_before; /* done_before: by the run that is resumed */
	uint64_t start_ns, said_ns;
	bool terminal;
};

void xnb_progress_begin(struct xnb_progress *progress, size_t total, size_t done_before);
/* `unit` is about to run; then it is done. */
void xnb_progress_unit(struct xnb_progress *progress, const struct xnb_unit *unit);
void xnb_progress_done(struct xnb_progress *progress);
/* Ends the rewritten line. */
void xnb_progress_end(struct xnb_progress *progress);

#endif
