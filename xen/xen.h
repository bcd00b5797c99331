/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The connection to the hypervisor. This folder is the only place that includes
 * xenctrl.h; what differs between Xen releases, and the seam where a test makes a call
 * fail, live here.
 */
#ifndef XNB_XEN_XEN_H
#define XNB_XEN_XEN_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct xnb_xen;

struct xnb_xen_options {
	/*
	 * For tests: the n-th call (from 1) that goes through this folder fails with
	 * `fail_errno` (0: EIO) instead of reaching Xen. 0: none fails.
	 */
	uint64_t fail_call;
	int fail_errno;
};

/*
 * Opens libxenctrl, libxenforeignmemory and libxencall, and makes one domctl and one
 * sysctl to see that they are understood.
 * XNB_EXIT_ENVIRONMENT, with the remedy: not on Xen; on Xen but not in a control domain;
 * without privileges; a libxenctrl of another version than the hypervisor (EACCES: the
 * message holds both versions).
 */
int xnb_xen_open(struct xnb_xen **out, const struct xnb_xen_options *options,
                 struct xnb_error *err);
/*
 * A further connection, for another thread: one serves one thread at a time. Its calls
 * count as those of `first`, and so may be the one that a test makes fail. `first`, which
 * was opened by xnb_xen_open(), is closed after it.
 */
int xnb_xen_open_beside(struct xnb_xen **out, struct xnb_xen *first,
                        struct xnb_error *err);
void xnb_xen_close(struct xnb_xen *xen);

/* Attempted calls to Xen through this folder so far; with fail_call, tells a test where
 * to stop. */
uint64_t xnb_xen_calls(const struct xnb_xen *xen);

/*
 * While it is set, calls are neither counted nor made to fail: for a loop that asks the
 * same again until the answer is another one, and so depends on the clock. Its first
 * round is counted, and then the n-th call is the same one in each run.
 */
void xnb_xen_ask_again(struct xnb_xen *xen, bool again);

/* What the hypervisor says of itself. */
struct xnb_xen_version {
	unsigned major, minor;
	char extra[64];
	char changeset[128];
	char compile_date[64];
	char compiler[128];
	char capabilities[256];
	char command_line[1024];
	char scheduler[32]; /* "credit2", ...; "unknown" where Xen does not tell */
	uint64_t cpu_khz;   /* rate of the TSC */
};
int xnb_xen_read_version(struct xnb_xen *xen, struct xnb_xen_version *out,
                         struct xnb_error *err);

#endif
