/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/quiet.h"

#include "bench/domains/builder.h"
#include "bench/supervisor.h"

#include <string.h>
#include <time.h>

#define NS_PER_MS ((uint64_t)1000000)

static bool same_free(const struct xnb_free_pages *a, const struct xnb_free_pages *b)
{
	return a->n_nodes == b->n_nodes &&
	       memcmp(a->pages, b->pages, a->n_nodes * sizeof(a->pages[0])) == 0;
}

int xnb_wait_quiet(struct xnb_xen *xen, struct xnb_free_pages *quiet,
                   struct xnb_error *err)
{
	const struct timespec pause = {.tv_nsec = 50000000};
	uint64_t begin = xnb_now_ns(), changed = begin, now = begin;
	struct xnb_free_pages next;

	if (xnb_xen_read_free_pages(xen, quiet, err))
		return -1;
	while (now - changed < XNB_QUIET_MS * NS_PER_MS &&
	       now - begin < XNB_QUIET_MOST_MS * NS_PER_MS && !xnb_stop_signal()) {
		nanosleep(&pause, NULL);
		if (xnb_xen_read_free_pages(xen, &next, err))
			return -1;
		now = xnb_now_ns();
		if (!same_free(quiet, &next))
			changed = now;
		*quiet = next;
	}
	return 0;
}

bool xnb_quiet_holds(struct xnb_free_pages *quiet, const struct xnb_free_pages *now,
                     unsigned order)
{
	bool holds = true;

	for (size_t i = 0; i < quiet->n_nodes && i < XNB_MAX_NODES; i++) {
		if (now->pages[i] > quiet->pages[i])
			quiet->pages[i] = now->pages[i];
		holds = holds && quiet->pages[i] - now->pages[i] < (uint64_t)1 << order;
	}
	return holds;
}

int xnb_quiet_owed(struct xnb_owed *owed, struct xnb_xen *xen,
                   struct xnb_free_pages *quiet, unsigned order, struct xnb_error *err)
{
	struct xnb_free_pages now;

	if (xnb_xen_read_free_pages(xen, &now, err))
		return -1;
	if (!xnb_quiet_holds(quiet, &now, order)) {
		if (xnb_wait_quiet(xen, quiet, err))
			return -1;
		now = *quiet;
	}
	xnb_owed_since(owed, quiet, &now);
	return 0;
}
