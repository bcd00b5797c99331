/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Xens that a box can boot. A packaged release is taken from the Debian suite that
 * has it, whatever suite this machine runs; a tree is what `make dist` of Xen leaves.
 * Without a choice it is the release that this program was built for.
 *
 * Hypervisor, toolstack and libraries of one Xen are only ever used together: sysctls and
 * domctls change with each version, and a library of another one gets EACCES.
 */
#ifndef XNB_LAB_XENS_H
#define XNB_LAB_XENS_H

#include "base/error.h"
#include "lab/cache.h"

#include <limits.h>
#include <stdbool.h>

struct xnb_lab_release {
	const char *version; /* "4.20" */
	const char *suite;   /* of Debian: "trixie" */
};

/* Oldest first; ends with a version of NULL. */
extern const struct xnb_lab_release xnb_lab_releases[];
const struct xnb_lab_release *xnb_lab_newest(void);

/* What the command line says; both NULL: the release that this program was built for. At
 * most one is set. */
struct xnb_lab_xen_choice {
	const char *version; /* --xen */
	const char *dir;     /* --xen-dir */
};

/* What there is of one Xen. All paths are absolute. */
struct xnb_lab_xen {
	char name[64];             /* for people: "4.20", or what a tree says of itself */
	char id[96];               /* stable key: "4.20", "tree-<hash of its contents>" */
	char hypervisor[PATH_MAX]; /* a file that QEMU takes: not compressed */
	char prefix[PATH_MAX];     /* root of headers, .pc files and archives; "": those
	                            * of this machine that this program was built with */
	char toolstack[PATH_MAX];  /* root of xl, xenstored, their libraries; "": none */
	char own[PATH_MAX];        /* where what is built for it is cached:
	                            * <cache>/xen/<id>, there when this was filled in */
	bool debug; /* a debug build: instructions cannot be counted in it */
};

/* The release of the choice, "4.17"; NULL where it is a tree. */
const char *xnb_lab_xen_version(const struct xnb_lab_xen_choice *choice);

/* Whether both choose the same Xen, default or named. */
bool xnb_lab_xen_same(const struct xnb_lab_xen_choice *a,
                      const struct xnb_lab_xen_choice *b);

/* XNB_EXIT_USAGE with the releases there are where the choice is none of them. Reads
 * nothing. */
int xnb_lab_xen_check(const struct xnb_lab_xen_choice *choice, struct xnb_error *err);

/* Whether all packages of it are in the cache; a tree needs none. */
bool xnb_lab_xen_complete(const struct xnb_lab_cache *cache,
                          const struct xnb_lab_xen_choice *choice);

/*
 * Finds it: what is not in the cache yet is downloaded into it, under the cache's lock,
 * and appears there in one step. XNB_EXIT_ENVIRONMENT without a network, and for a tree
 * that cannot be used (lab/xen_tree.h).
 */
int xnb_lab_xen_get(struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache,
                    const struct xnb_lab_xen_choice *choice, struct xnb_error *err);

#endif
