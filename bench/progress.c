/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/progress.h"

#include "bench/builder.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NS_PER_SECOND 1000000000u
#define PLAIN_PAUSE   ((uint64_t)2 * NS_PER_SECOND)

void xnb_progress_begin(struct xnb_progress *progress, size_t total, size_t done_before)
{
	*progress = (struct xnb_progress){
	    .total = total,
	    .done = done_before,
	    .done_before = done_before,
	    .start_ns = xnb_now_ns(),
	    .terminal = isatty(STDERR_FILENO) == 1,
	};
}

/* "1:05 left", or "" before the first unit is through. */
static void time_left(const struct xnb_progress *p, uint64_t now, char *text, size_t size)
{
	size_t done = p->done - p->done_before;
	uint64_t left;

	text[0] = '\0';
	if (done == 0)
		return;
	left = (now - p->start_ns) / done * (p->total - p->done) / NS_PER_SECOND;
	snprintf(text, size, ", %lu:%02lu left", left / 60, left % 60);
}

void xnb_progress_unit(struct xnb_progress *progress, const struct xnb_unit *unit)
{
	uint64_t now = xnb_now_ns();
	char what[96] = "", left[32];

	if (!progress->terminal && progress->said_ns &&
	    now - progress->said_ns < PLAIN_PAUSE)
		return;
	progress->said_ns = now;
	time_left(progress, now, left, sizeof(left));
	if (unit->scenario)
		snprintf(what, sizeof(what), " %s, A is node %u, B is node %u",
		         unit->scenario->name, unit->cpu_node, unit->mem_node);
	fprintf(stderr, "%s[%zu/%zu] round %ld: %s%s%s%s",
	        progress->terminal ? "\r\033[K" : "", progress->done + 1, progress->total,
	        unit->block + 1, unit->experiment->name, what, left,
	        progress->terminal ? "" : "\n");
}

void xnb_progress_done(struct xnb_progress *progress)
{
	progress->done++;
}

void xnb_progress_end(struct xnb_progress *progress)
{
	if (progress->terminal && progress->said_ns)
		fputs("\r\033[K", stderr);
	progress->said_ns = 0;
}
