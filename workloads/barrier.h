/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sense-reversing barrier (Mellor-Crummey and Scott, "Algorithms for scalable
 * synchronization on shared-memory multiprocessors", ACM TOCS 9, 1991, algorithm 7), its
 * sense a generation number, so that a participant needs no state of its own.
 */
#ifndef XNB_WORKLOADS_BARRIER_H
#define XNB_WORKLOADS_BARRIER_H

#include <stdint.h>

/* Zero it to begin with. Each word has a cache line of its own. */
struct xnb_barrier {
	_Alignas(64) uint32_t arrived;
	_Alignas(64) uint32_t generation;
};

/* How to wait. */
struct xnb_wait {
	const uint32_t *stop; /* nobody waits any longer once it is not `go` */
	uint32_t go;
	void (*relax)(void); /* lets others run, called when spinning took long */
};

/* Waits until `n` have come. Returns 0, or -1 when stopped: then it is of no use. */
int xnb_barrier_wait(struct xnb_barrier *barrier, uint32_t n,
                     const struct xnb_wait *wait);

/* Whether it is time to stop. */
int xnb_stopped(const struct xnb_wait *wait);

#endif
