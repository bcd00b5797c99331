/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a run ends: after its rounds, or (--until) as soon as the interval of every series
 * that counts is narrow enough, or (--max-time) when its time is over. Pure: the clock is
 * the caller's.
 *
 * Precision is looked at between rounds only, so that every scenario has been measured
 * as often as every other. Time is looked at between units: a user who names a limit
 * means it, and a round may take long; what is then missing of the last round is said.
 *
 * A series holds the run up only where it turned up in at least half of the rounds. (Some
 * are rare: the nodes that a vCPU was seen on are part of a series, and the scheduler may
 * choose others once in a hundred domains.) Neither does one of which no interval can be
 * told (mean 0). Both are counted and recorded.
 */
#ifndef XNB_BENCH_STOP_H
#define XNB_BENCH_STOP_H

#include "base/error.h"
#include "bench/watch.h"
#include "stats/stopping.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_stop_rule {
	double until;         /* half of the interval, as a fraction; 0: no such rule */
	unsigned max_seconds; /* of one session of running; 0: no limit */
	unsigned most_rounds; /* with `until`: the limit */
};

/* How far the series are. */
struct xnb_stop_series {
	size_t n;      /* that count */
	size_t within; /* of these: the interval is narrow enough */
	size_t rare;   /* not within, in fewer than half of the rounds */
	size_t untold; /* not within, without an interval */
	size_t few;    /* too few repetitions yet, or too few effective ones */
	double widest; /* half width of the widest of the others; NAN: none */
};

struct xnb_stop {
	enum xnb_stop_reason reason;
	unsigned rounds; /* that were begun */
	size_t missing;  /* units of the last one that were not run */
	struct xnb_stop_series series;
	bool watches; /* there is a target, and timings that mean something */
};

/* Whether the session of running that began at start_ns has had its time. */
bool xnb_stop_time_is_up(const struct xnb_stop_rule *rule, uint64_t start_ns,
                         uint64_t now_ns);

/* Looks at all series; `rounds` are those that are whole. */
int xnb_stop_look(struct xnb_stop_series *out, struct xnb_watch *watch, double until,
                  unsigned rounds, struct xnb_error *err);

/*
 * After `planned` rounds or more, all whole: whether another one follows. If not,
 * stop->reason says why. stop->watches is the caller's word.
 */
int xnb_stop_after_round(struct xnb_stop *stop, bool *goes_on,
                         const struct xnb_stop_rule *rule, struct xnb_watch *watch,
                         unsigned rounds, struct xnb_error *err);

/* One sentence: why it ended, and how many series are within the target. */
void xnb_stop_text(char *text, size_t size, const struct xnb_stop *stop,
                   const struct xnb_stop_rule *rule);

/* The entry for "stop" of run.json: reason, text, rounds, and each series that counts
 * with its precision. NULL without memory. */
json_t *xnb_stop_json(const struct xnb_stop *stop, const struct xnb_stop_rule *rule,
                      struct xnb_watch *watch, const char *text);

#endif
