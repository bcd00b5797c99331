/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program in a test. */
#ifndef XNB_TESTS_UNIT_SPAWN_H
#define XNB_TESTS_UNIT_SPAWN_H

#include "base/buf.h"

/*
 * Runs argv to its end, appends its standard output to `out` and its standard error to
 * `err` (NULL: leaves that alone), and returns its exit status. Fails the cmocka test
 * when it cannot be started, or ends by a signal. Not for more than 64 KiB on standard
 * error.
 */
int spawn(char *const argv[], struct xnb_buf *out, struct xnb_buf *err);

#endif
