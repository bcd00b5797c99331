/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this folder share, and nobody else includes. */
#ifndef XNB_XEN_INTERNAL_H
#define XNB_XEN_INTERNAL_H

#include "xen/domain.h"
#include "xen/log.h"
#include "xen/xen.h"

#include <xencall.h>
#include <xenctrl.h>
#include <xenforeignmemory.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_xen {
	struct xnb_xen_log log;
	xc_interface *xc;
	xenforeignmemory_handle *foreign;
	xencall_handle *call;
	/* The connection that counts for this one: xnb_xen_open_beside(); NULL: itself.
	 */
	struct xnb_xen *first;
	_Atomic uint64_t calls; /* attempted so far, see xnb_xen_gate() */
	bool asking_again;      /* calls are not counted: xnb_xen_ask_again() */
	bool store_silent;      /* xenstored did not answer in time (xen/remains.h) */
	uint64_t fail_call;
	int fail_errno;
	/* Bits of Xen's maps, and scratch maps of that size: an affinity call allocates
	 * nothing. */
	unsigned max_nodes, max_cpus;
	xc_nodemap_t nodes;
	xc_cpumap_t hard, soft;
};

struct xnb_domain {
	struct xnb_xen *xen;
	uint32_t domid;
	enum xnb_domain_type type;
	unsigned vcpus;
	uint64_t memory_bytes;
	struct xnb_mailbox *mailbox; /* mapped, or NULL */
	struct xnb_libxl *libxl;     /* that made it and is to destroy it, or NULL */
};

/*
 * Every call to a Xen library passes here first (xen/calls.c): counts it and returns 0,
 * or -1 with errno set when the call is the one that a test wants to fail; it must then
 * not be made. The timed calls of xen/hypercall.c pass before the clock starts.
 */
int xnb_xen_gate(struct xnb_xen *xen);

/*
 * The error of a call that has just failed, with errno's text and libxenctrl's own words
 * behind the caller's: "<format>: <errno> (<library>); <remedy>". Returns -1.
 */
int xnb_xen_fail(struct xnb_xen *xen, struct xnb_error *err, const char *remedy,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
