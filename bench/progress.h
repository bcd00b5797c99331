/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far the run is, on standard error: on a terminal one line that is rewritten, with
 * an estimate of the time left; elsewhere plain lines, at most one in two seconds.
 *
 * The estimate is the sum, over the units to come, of the median time that units of their
 * kind took: kinds differ by a hundred times, and the order is random. A kind that has
 * not been run yet takes as long as all those that have on average. With a limit of time
 * it is never beyond that; where only intervals say how many rounds there will be, there
 * is no estimate.
 */
#ifndef XNB_BENCH_PROGRESS_H
#define XNB_BENCH_PROGRESS_H

#include "bench/closing.h"
#include "bench/plan.h"
#include "bench/stop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { XNB_PROGRESS_KEPT = 9 };

/* The last times that units of one kind took. */
struct xnb_progress_kind {
	double seconds[XNB_PROGRESS_KEPT];
	size_t n;    /* that were taken; the last ones are kept */
	size_t left; /* units that are to come */
};

struct xnb_progress {
	size_t total;
	size_t done, done_before; /* done_before: by the run that is resumed */
	uint64_t start_ns, said_ns, unit_ns;
	bool terminal;
	bool open_end;                   /* there may be more rounds */
	unsigned max_seconds;            /* 0: no limit */
	struct xnb_progress_kind *kinds; /* NULL without memory: there is no estimate */
	size_t n_kinds;
};

/* `states` tells which units of the plan are done. */
void xnb_progress_begin(struct xnb_progress *progress, const struct xnb_plan *plan,
                        const struct xnb_unit_state *states,
                        const struct xnb_stop_rule *rule, uint64_t now_ns);
/* `unit` is about to run; then it is done. */
void xnb_progress_unit(struct xnb_progress *progress, const struct xnb_unit *unit,
                       uint64_t now_ns);
void xnb_progress_done(struct xnb_progress *progress, const struct xnb_unit *unit,
                       uint64_t now_ns);
/* A round more. */
void xnb_progress_more(struct xnb_progress *progress, size_t n_units);
/* Seconds until the units that are planned are done; NAN: not known. */
double xnb_progress_left(const struct xnb_progress *progress, uint64_t now_ns);
/* Ends the rewritten line. */
void xnb_progress_end(struct xnb_progress *progress);

#endif
