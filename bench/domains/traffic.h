/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hardware's account of what a domain moves (xen/psr.h), taken while its jobs run:
 * read when they begin, each second, and when they have ended; all sockets added up.
 */
#ifndef XNB_BENCH_TRAFFIC_H
#define XNB_BENCH_TRAFFIC_H

#include "base/error.h"
#include "bench/domains/looks.h"
#include "topology/host.h"
#include "xen/psr.h"

#include <stdbool.h>
#include <stdint.h>

enum { XNB_MAX_SOCKETS = 64 };

struct xnb_traffic {
	struct xnb_xen *xen;
	struct xnb_psr psr;
	bool attached;
	uint32_t rmid;
	struct xnb_traffic_socket {
		uint32_t socket;
		uint32_t cpu; /* one that can read its counters */
		struct xnb_psr_counts last;
	} sockets[XNB_MAX_SOCKETS];
	unsigned n_sockets;
	struct xnb_psr_counts sum;
	uint64_t start_ns, last_ns;
	bool failed; /* a reading was: the sum lacks something */
	struct xnb_error why;
};

/*
 * Begins to count, where the host offers it; else `psr.why` says why not, and the rest
 * does nothing. Ends with xnb_traffic_end() in any case, before the domain is destroyed.
 */
int xnb_traffic_begin(struct xnb_traffic *traffic, struct xnb_xen *xen,
                      struct xnb_domain *domain, const struct xnb_host *host,
                      struct xnb_error *err);

/* Reads once a second; `traffic` is a struct xnb_traffic. A failure shows at the end. */
xnb_look_fn xnb_traffic_look;

/* A last reading; lets go of the domain, whatever failed before. */
int xnb_traffic_end(struct xnb_traffic *traffic, struct xnb_domain *domain,
                    struct xnb_error *err);

/* Bytes a second between the first reading and the last. */
double xnb_traffic_local(const struct xnb_traffic *traffic);
double xnb_traffic_total(const struct xnb_traffic *traffic);

#endif
