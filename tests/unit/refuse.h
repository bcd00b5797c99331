/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a container does to a program: calls that the kernel would carry out are refused.
 */
#ifndef XNB_TESTS_UNIT_REFUSE_H
#define XNB_TESTS_UNIT_REFUSE_H

#include <stddef.h>

/*
 * From now on these system calls of this process fail with `errnum`, by a seccomp filter;
 * for a child that ends soon. Returns 0, or -1 where no filter can be set.
 */
int refuse_calls(const int *calls, size_t n, int errnum);

/* Runs it in a child; its exit status, or 128 and the signal that ended it. */
int in_a_child(int (*what)(void));

#endif
