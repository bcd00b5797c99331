/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a box that failed said: its log, and its console. */
#ifndef XNB_CLI_CHECK_LOG_H
#define XNB_CLI_CHECK_LOG_H

#include "base/buf.h"

#include <stddef.h>

/* The file's last `lines` lines, each with its newline; nothing where it cannot be read.
 * No more than the last 64 KiB are looked at. */
void xnb_log_last(struct xnb_buf *text, const char *path, size_t lines);

/*
 * Why `lab run' ended: the last error in its log, without the program's name and without
 * the path of its console log, which lies in `dir`. "" when it said none.
 */
void xnb_log_error(struct xnb_buf *text, const char *path, const char *dir);

#endif
