/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NS_PER_SECOND 1000000000u
#define PLAIN_PAUSE   ((uint64_t)2 * NS_PER_SECOND)

void xnb_progress_begin(struct xnb_progress *progress, const struct xnb_plan *plan,
                        const struct xnb_unit_state *states,
                        const struct xnb_stop_rule *rule, uint64_t now_ns)
{
	*progress = (struct xnb_progress){
	    .total = plan->n,
	    .start_ns = now_ns,
	    .terminal = isatty(STDERR_FILENO) == 1,
	    .open_end = rule->until > 0,
	    .max_seconds = rule->max_seconds,
	    .kinds = calloc(plan->per_round + 1, sizeof(*progress->kinds)),
	    .n_kinds = plan->per_round,
	};
	for (size_t i = 0; i < plan->n; i++) {
		progress->done += states[i].done;
		if (progress->kinds && !states[i].done)
			progress->kinds[plan->units[i].kind].left++;
	}
	progress->done_before = progress->done;
}

void xnb_progress_more(struct xnb_progress *progress, size_t n_units)
{
	progress->total += n_units;
	for (size_t i = 0; progress->kinds && i < progress->n_kinds; i++)
		progress->kinds[i].left++;
}

static int compare(const void *p, const void *q)
{
	const double *a = p, *b = q;

	return (*a > *b) - (*a < *b);
}

static double median(const struct xnb_progress_kind *kind)
{
	double sorted[XNB_PROGRESS_KEPT];
	size_t n = kind->n < XNB_PROGRESS_KEPT ? kind->n : XNB_PROGRESS_KEPT;

	memcpy(sorted, kind->seconds, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare);
	return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

/* Of all kinds that have been run: each once, for so they come in a round. */
static double mean_of_known(const struct xnb_progress *p)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < p->n_kinds; i++)
		if (p->kinds[i].n) {
			sum += median(&p->kinds[i]);
			n++;
		}
	return n ? sum / (double)n : (double)NAN;
}

static double planned_left(const struct xnb_progress *p)
{
	double other, sum = 0;

	if (!p->kinds)
		return (double)NAN;
	other = mean_of_known(p);
	for (size_t i = 0; i < p->n_kinds; i++) {
		const struct xnb_progress_kind *kind = &p->kinds[i];

		if (kind->left)
			sum += (double)kind->left * (kind->n ? median(kind) : other);
	}
	return sum;
}

double xnb_progress_left(const struct xnb_progress *progress, uint64_t now_ns)
{
	double gone = (double)(now_ns - progress->start_ns) / NS_PER_SECOND;
	double limit =
	    progress->max_seconds ? fmax(progress->max_seconds - gone, 0) : (double)NAN;

	if (progress->open_end)
		return limit;
	return fmin(planned_left(progress), limit);
}

/* "1:05 left", or "" where nothing is known yet. */
static void time_left(const struct xnb_progress *p, uint64_t now, char *text, size_t size)
{
	double left = xnb_progress_left(p, now);
	unsigned long seconds;

	text[0] = '\0';
	if (!isfinite(left))
		return;
	seconds = (unsigned long)left;
	snprintf(text, size, ", %s%lu:%02lu left", p->open_end ? "at most " : "",
	         seconds / 60, seconds % 60);
}

void xnb_progress_unit(struct xnb_progress *progress, const struct xnb_unit *unit,
                       uint64_t now_ns)
{
	char what[96] = "", left[48];

	progress->unit_ns = now_ns;
	if (!progress->terminal && progress->said_ns &&
	    now_ns - progress->said_ns < PLAIN_PAUSE)
		return;
	progress->said_ns = now_ns;
	time_left(progress, now_ns, left, sizeof(left));
	if (unit->scenario)
		snprintf(what, sizeof(what), " %s, A is node %u, B is node %u",
		         unit->scenario->name, unit->cpu_node, unit->mem_node);
	fprintf(stderr, "%s[%zu/%zu%s] round %ld: %s%s%s%s",
	        progress->terminal ? "\r\033[K" : "", progress->done + 1, progress->total,
	        progress->open_end ? "+" : "", unit->block + 1, unit->experiment->name,
	        what, left, progress->terminal ? "" : "\n");
}

void xnb_progress_done(struct xnb_progress *progress, const struct xnb_unit *unit,
                       uint64_t now_ns)
{
	struct xnb_progress_kind *kind;

	progress->done++;
	if (!progress->kinds)
		return;
	kind = &progress->kinds[unit->kind];
	kind->seconds[kind->n++ % XNB_PROGRESS_KEPT] =
	    (double)(now_ns - progress->unit_ns) / NS_PER_SECOND;
	if (kind->left)
		kind->left--;
}

void xnb_progress_end(struct xnb_progress *progress)
{
	if (progress->terminal && progress->said_ns)
		fputs("\r\033[K", stderr);
	progress->said_ns = 0;
	free(progress->kinds);
	progress->kinds = NULL;
}
