/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory of files out of Debian's packages, which appears in one step, by rename,
 * when it is whole. It is made in TARGET.new, and what an interrupted one left there is
 * removed first. The caller holds the cache's lock all the while, and signals, too
 * (lab/signals.h): one that comes ends the work, and takes its course when what there is
 * has been removed.
 */
#ifndef XNB_LAB_FILL_H
#define XNB_LAB_FILL_H

#include "base/buf.h"
#include "base/error.h"
#include "base/program.h"
#include "lab/apt.h"

#include <limits.h>
#include <stdbool.h>

struct xnb_lab_fill {
	char target[PATH_MAX];
	char root[PATH_MAX];     /* TARGET.new */
	char debs[PATH_MAX];     /* root/debs: the packages; gone in the end */
	struct xnb_buf manifest; /* a line with the layout, then the packages' files */
};

/* Which packages are unpacked where below root. */
struct xnb_lab_place {
	const char *prefix; /* of the package's name; "" fits all, and comes last */
	const char *dir;
};

/*
 * `mib`: MiB that the work takes, most of them for a while only. XNB_EXIT_ENVIRONMENT
 * where the disk has less: apt waits for ever when it gets full under it.
 */
int xnb_lab_fill_begin(struct xnb_lab_fill *fill, const char *target, const char *layout,
                       unsigned mib, struct xnb_error *err);

/* Downloads the packages and unpacks each where the first of `places` that fits says. */
int xnb_lab_fill_packages(struct xnb_lab_fill *fill, const struct xnb_lab_apt *apt,
                          const struct xnb_args *names,
                          const struct xnb_lab_place *places, struct xnb_error *err);

/* Moves the file that the pattern (glob) below root matches to root/NAME. */
int xnb_lab_fill_take(const struct xnb_lab_fill *fill, const char *pattern,
                      const char *name, struct xnb_error *err);

/* Removes root/NAME and all below it. */
int xnb_lab_fill_drop(const struct xnb_lab_fill *fill, const char *name,
                      struct xnb_error *err);

/* Writes the manifest and gives the directory its name; what had that name is replaced.
 */
int xnb_lab_fill_publish(struct xnb_lab_fill *fill, struct xnb_error *err);

/* Removes what was not published. */
void xnb_lab_fill_end(struct xnb_lab_fill *fill);

/* Whether TARGET has a manifest of this layout, and all of these files (ends with NULL).
 */
bool xnb_lab_fill_complete(const char *target, const char *layout,
                           const char *const *files);

#endif
