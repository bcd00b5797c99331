/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a failure travels from where it is noticed to the one place that prints it.
 *
 * A function that can fail returns 0 or -1 and takes a `struct xnb_error *` last. On -1
 * xnb_fail() was called once, by the one who noticed, and those on the way up may put a
 * prefix before its text (xnb_fail_prefix()); the error holds
 *   - the exit code that the command should end with (enum xnb_exit),
 *   - errno as it was when the thing failed (0 where no system call was involved),
 *   - one line without a newline: the object, what failed, and the remedy, in that order.
 * The error is printed once, by cli/, on standard error.
 */
#ifndef XNB_BASE_ERROR_H
#define XNB_BASE_ERROR_H

/* Exit codes of every command; see docs/design.md. Where several hold: 5, 3, 1, 4, 0. */
enum xnb_exit {
	XNB_EXIT_OK = 0,         /* done, passed, or skipped with a reason */
	XNB_EXIT_REGRESSION = 1, /* a regression was found */
	XNB_EXIT_USAGE = 2,      /* wrong use of the command line */
	XNB_EXIT_ENVIRONMENT =
	    3, /* no Xen, no permission, a program or package is missing */
	XNB_EXIT_INCONCLUSIVE = 4, /* inconclusive or suspect */
	XNB_EXIT_FAILED = 5,       /* a measurement or internal error */
};

struct xnb_error {
	enum xnb_exit exit;
	int errnum;
	char text[1024];
};

/* Fills `err` (which may be NULL) and returns -1; sets errno to `errnum` when that is not
 * 0. */
int xnb_fail(struct xnb_error *err, enum xnb_exit exit, int errnum, const char *format,
             ...) __attribute__((format(printf, 4, 5)));

/* Puts "<prefix>: " before the text of an error on its way up; returns -1, keeps errno.
 */
int xnb_fail_prefix(struct xnb_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The common case of an allocation that failed: returns -1. */
int xnb_fail_nomem(struct xnb_error *err);

#endif
