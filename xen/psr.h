/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory traffic of a domain as the hardware counts it: Intel's Memory Bandwidth
 * Monitoring, which Xen offers with `psr=cmt` on its command line. Each domain to be
 * watched gets a number (RMID), and each socket counts, in units of its own, what it
 * moved for that number: all of it, and what went to its own memory.
 *
 * Intel SDM volume 3, 18.18 "Intel Resource Director Technology monitoring features"; of
 * Xen xen/arch/x86/psr.c and tools/libs/ctrl/xc_psr.c. This code was written by those:
 * it has never met a processor that counts.
 */
#ifndef XNB_XEN_PSR_H
#define XNB_XEN_PSR_H

#include "base/error.h"
#include "xen/domain.h"

#include <stdbool.h>
#include <stdint.h>

struct xnb_psr {
	bool offered;
	const char *why;      /* not, for people; NULL where it is */
	uint32_t unit_bytes;  /* of one count */
	uint32_t total_rmids; /* domains that can be watched at once, and one more */
};

/* What this host offers. What it does not is no error. */
int xnb_psr_read(struct xnb_xen *xen, struct xnb_psr *out, struct xnb_error *err);

/*
 * Has the domain watched, until it is detached or destroyed. errno EOVERFLOW: no number
 * is free; EEXIST: somebody watches it already.
 */
int xnb_domain_psr_attach(struct xnb_domain *domain, uint32_t *rmid,
                          struct xnb_error *err);
int xnb_domain_psr_detach(struct xnb_domain *domain, struct xnb_error *err);

/* What one socket has counted, by any of its CPUs. Counters wrap: see below. */
struct xnb_psr_counts {
	uint64_t local, total;
};
int xnb_psr_read_counts(struct xnb_xen *xen, uint32_t rmid, uint32_t cpu,
                        struct xnb_psr_counts *out, struct xnb_error *err);

/*
 * Counts between two readings of one counter that wrapped at most once. Counters have 24
 * bits or more, and nobody tells how many: one that went backwards wrapped at the least
 * width that holds the earlier reading, which is right as long as readings are less than
 * half a counter apart. 24 bits of 64 KiB are 1 TiB, 5 s at 200 GB/s: read each second.
 */
uint64_t xnb_psr_difference(uint64_t before, uint64_t after);

/* Bytes a second; 0 where no time went by. */
double xnb_psr_rate(uint64_t counts, uint32_t unit_bytes, uint64_t elapsed_ns);

#endif
