/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a Xen is judged against: the runs of another one. Those of a release are made when
 * they are wanted first, and kept, for they would say the same again:
 *
 *   OWN/check/             OWN is struct xnb_lab_xen's `own`
 *     lock                 held (flock) while a run is made or old ones are removed
 *     BOX-KEY/             a run directory; appears in one step, by rename
 *     .new-XXXXXX/         where one is being made
 *
 * KEY is a hash of all that decides what comes out: the box and what is run in it, the
 * hypervisor, dom0's kernel and program, this program, QEMU. Only the newest are kept.
 *
 * Those of a directory are what `check --out' left there: DIR/BOX.
 */
#ifndef XNB_CLI_CHECK_BASE_H
#define XNB_CLI_CHECK_BASE_H

#include "base/error.h"
#include "cli/check_suite.h"
#include "lab/cache.h"
#include "lab/xens.h"

#include <limits.h>
#include <stdbool.h>

struct xnb_check_base {
	const char *dir; /* of an earlier check; NULL: a release */
	struct xnb_lab_xen_choice choice;
	bool toolstack;        /* its boxes may have one */
	char name[64];         /* for people; filled by xnb_check_base_open() */
	char program[65];      /* what all keys have in common, hashed */
	char checks[PATH_MAX]; /* OWN/check */
	char made[PATH_MAX];   /* .new-XXXXXX; "": none */
	int lock;              /* -1: not held */
};

/* `text` is a release, or a directory with a run of a box; NULL: the newest release.
 * XNB_EXIT_USAGE: it is neither. Reads no runs. */
int xnb_check_base_choose(struct xnb_check_base *base, const char *text,
                          struct xnb_error *err);

/* Gets the release into the cache and its dom0 program, or says what Xen the directory's
 * runs are of. XNB_EXIT_ENVIRONMENT: that cannot be had. */
int xnb_check_base_open(struct xnb_check_base *base, const struct xnb_lab_cache *cache,
                        struct xnb_error *err);

/* Where the run of the box is, or will be when it has been made. */
int xnb_check_base_path(const struct xnb_check_base *base, char path[PATH_MAX],
                        const struct xnb_suite_box *box, unsigned parts,
                        struct xnb_error *err);

/* Whether it is there. */
bool xnb_check_base_has(const char *path);

/* Notes that the run there was used, so that it counts as new. */
void xnb_check_base_used(const char *path);

/* Before runs are made: waits for another one that makes some (and says so), and removes
 * what such a one left when it was killed. */
int xnb_check_base_lock(struct xnb_check_base *base, struct xnb_error *err);

/* Then makes `made`, a directory for them. */
int xnb_check_base_make(struct xnb_check_base *base, struct xnb_error *err);

/* Puts the run directory `from`, below `made`, in its place. */
int xnb_check_base_keep(const struct xnb_check_base *base, const char *from,
                        const char *path, struct xnb_error *err);

/* Removes `made`, and the runs that are beyond those kept; gives the lock back. */
void xnb_check_base_close(struct xnb_check_base *base);

#endif
