/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building an xen-numabench-dom0: CMake and ninja, as programs. */
#ifndef XNB_LAB_DOM0_BUILD_H
#define XNB_LAB_DOM0_BUILD_H

#include "base/buf.h"
#include "base/error.h"
#include "lab/dom0_key.h"

#define XNB_DOM0_PROGRAM "xen-numabench-dom0"

/*
 * Builds it in the existing directory `work`: what comes out is `work`/build/cli/
 * XNB_DOM0_PROGRAM. What CMake, ninja and the compiler say is appended to `log`. Flags,
 * search paths and the like that this process has in its environment have no part in it,
 * nor have letters of the prefix's name. They inherit the descriptor `lock`, so that a
 * lock is held until the last of them has ended, whatever happens to this process.
 *
 * SIGINT, SIGTERM and SIGHUP end the build, and then do to this process what they always
 * do. XNB_EXIT_ENVIRONMENT: a program is missing (with its package), or one failed (with
 * the line of the log that says why).
 */
int xnb_dom0_build(const struct xnb_dom0_recipe *recipe, const char *work, int lock,
                   struct xnb_buf *log, struct xnb_error *err);

#endif
