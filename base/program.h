/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other programs: their argument vectors, and running one to its end. No shell anywhere.
 */
#ifndef XNB_BASE_PROGRAM_H
#define XNB_BASE_PROGRAM_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* An argument vector that grows; `failed` is checked once, at the end, as with xnb_buf.
 */
struct xnb_args {
	char **v; /* v[n] is NULL; NULL while nothing was added */
	size_t n;
	bool failed;
};

void xnb_args_add(struct xnb_args *args, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void xnb_args_free(struct xnb_args *args);

struct xnb_program {
	const char *const *argv; /* argv[0] is looked up in PATH */
	const char *dir;         /* where it runs; NULL: here */
	const char *package;     /* Debian's package that has it, for the remedy */
	int stdin_fd;            /* -1: /dev/null */
	unsigned seconds;        /* after these SIGALRM ends it; 0: no limit */
	/* What else it is to inherit, such as an affinity: called in the child before the
	 * program is. Not 0: it is not started, and seems to have exited with 126. */
	int (*prepare)(const void *arg);
	const void *arg;
	/* Looked at now and then: once it is true, `stop_signal` ends the program. */
	bool (*stopped)(void);
	int stop_signal; /* 0: SIGKILL */
	bool together;   /* its standard error goes to `out`, too */
};

struct xnb_program_end {
	int status;          /* what it exited with; -1 when ended by a signal */
	int signal;          /* 0 unless that */
	char last_line[512]; /* of its standard error */
};

/*
 * Runs it to its end; its standard output goes to `out`, or to /dev/null where that is
 * NULL. 0 when it exited with 0. Else an error with the last line of its standard error:
 * XNB_EXIT_ENVIRONMENT when there is no such program, XNB_EXIT_FAILED when it ended
 * otherwise.
 */
int xnb_program_run(const struct xnb_program *program, struct xnb_buf *out,
                    struct xnb_error *err);

/* The same, but a program that was started is not an error, however it ended. */
int xnb_program_end(const struct xnb_program *program, struct xnb_buf *out,
                    struct xnb_program_end *end, struct xnb_error *err);

/* Whether PATH has it, executable. */
bool xnb_program_exists(const char *name);

#endif
