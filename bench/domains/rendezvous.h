/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lets domains that run together begin at one time. dom0 has no reading of Xen's system
 * time of its own: each domain that waits shows its clock, and the latest of them, by the
 * monotonic clock of dom0, tells what it is now.
 */
#ifndef XNB_BENCH_RENDEZVOUS_H
#define XNB_BENCH_RENDEZVOUS_H

#include "base/error.h"
#include "bench/domains/follower.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * How far ahead a start lies: long enough for each domain to see it, also one that has to
 * wait for its turn on a CPU or whose clock is some ms off, as those of an emulated host.
 */
#define XNB_RENDEZVOUS_LEAD_NS 20000000u

struct xnb_rendezvous {
	bool known;
	int64_t ahead_ns; /* of Xen's system time, to xnb_now_ns(): the most seen */
};

/*
 * When all domains that are not done wait, lets those go that wait at the lowest number
 * (a domain that was refused a job does not come to its rendezvous); else only looks at
 * their clocks. Calls each one's `before_go` first.
 */
int xnb_rendezvous_look(struct xnb_rendezvous *r, struct xnb_follower *followers,
                        unsigned n, struct xnb_error *err);

#endif
