/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_BASE_VERSION_H
#define XNB_BASE_VERSION_H

extern const char xnb_version[]; /* "0.1.0" */
/* As `git describe --always --dirty` names it; "unknown" outside of a checkout. */
extern const char xnb_commit[];

#endif
