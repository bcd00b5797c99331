/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen-numabench-dom0 for one Xen. The hypervisor takes calls from libraries of its own
 * version only, so that each Xen needs a program that was linked with its archives: for
 * the Xen of this machine's libraries it was built with this program, for any other it is
 * built when it is wanted, by CMake, from this project's sources, and kept.
 *
 * The sources are those that `cmake --install` put beside the running program, in
 * ../share/xen-numabench/src, else those of the build tree.
 *
 * All Xens share the programs: of two trees with the same headers and archives, as in a
 * bisection of the hypervisor, the second needs no other.
 *
 *   CACHE/dom0/
 *     lock                  held (flock) while it is built
 *     KEY/xen-numabench-dom0, KEY/build.log   appear in one step, by rename
 *     KEY.new/              where it is built; gone afterwards, whatever happened
 *     failed.log            what the last build that failed said
 *
 * KEY is a hash of all that decides what comes out: the sources, the headers and archives
 * of that Xen, the compiler, and the version of this program. Only the newest few are
 * kept.
 */
#ifndef XNB_LAB_DOM0_PROGRAM_H
#define XNB_LAB_DOM0_PROGRAM_H

#include "base/error.h"
#include "lab/cache.h"

#include <limits.h>

struct xnb_lab_xen;

/*
 * The program's path. Says on standard error when it has to build it, and waits for
 * another one that builds it.
 *
 * XNB_EXIT_ENVIRONMENT: it was not built with this program (a prefix of ""), the sources,
 * the compiler or a library is missing, that Xen's headers or archives are not such that
 * it can be built (the error names the log), or the disk is full.
 */
int xnb_lab_dom0_program(char path[PATH_MAX], const struct xnb_lab_cache *cache,
                         const struct xnb_lab_xen *xen, struct xnb_error *err);

#endif
