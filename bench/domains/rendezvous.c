/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/rendezvous.h"

#include "bench/domains/builder.h"

/* A reading is old when it is seen, never of the future: the most is the nearest. */
static void read_clock(struct xnb_rendezvous *r, const struct xnb_follower *f)
{
	int64_t ahead = (int64_t)(f->mailbox->ready_ns - xnb_now_ns());

	if (r->known && ahead <= r->ahead_ns)
		return;
	r->known = true;
	r->ahead_ns = ahead;
}

/* The lowest number that a domain waits at; 0: some domain is still at work, or none is
 * there. */
static uint32_t find_number(struct xnb_rendezvous *r,
                            const struct xnb_follower *followers, unsigned n)
{
	uint32_t lowest = 0;
	bool all = true;

	for (unsigned i = 0; i < n; i++) {
		const struct xnb_follower *f = &followers[i];
		uint32_t number;

		if (f->done)
			continue;
		if (!xnb_follower_waits(f)) {
			all = false;
			continue;
		}
		read_clock(r, f);
		number = f->mailbox->ready;
		if (!lowest || number < lowest)
			lowest = number;
	}
	return all ? lowest : 0;
}

static bool waits_at(const struct xnb_follower *f, uint32_t number)
{
	return xnb_follower_waits(f) && f->mailbox->ready == number;
}

static int before_go(struct xnb_follower *followers, unsigned n, uint32_t number,
                     struct xnb_error *err)
{
	for (unsigned i = 0; i < n; i++) {
		const struct xnb_follower *f = &followers[i];
		const struct xnb_jobs_request *request = f->request;

		if (request->before_go && waits_at(f, number) &&
		    request->before_go(request->before_go_arg, f->domain, number, err))
			return -1;
	}
	return 0;
}

int xnb_rendezvous_look(struct xnb_rendezvous *r, struct xnb_follower *followers,
                        unsigned n, struct xnb_error *err)
{
	uint32_t number = find_number(r, followers, n);
	uint64_t start;

	if (!number)
		return 0;
	if (before_go(followers, n, number, err))
		return -1;
	start = xnb_now_ns() + (uint64_t)r->ahead_ns + XNB_RENDEZVOUS_LEAD_NS;
	for (unsigned i = 0; i < n; i++)
		if (waits_at(&followers[i], number))
			xnb_follower_go(&followers[i], number, start);
	return 0;
}
