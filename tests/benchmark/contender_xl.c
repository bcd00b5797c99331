/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"
#include "base/io.h"
#include "tests/benchmark/contender.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define CONFIG_FILE "/tmp/lifecycle.cfg"
#define DOMAIN_NAME "lifecycle-xl"

struct xl {
	const char *program;
};

static int open_xl(void **state, const struct xnb_contender_options *options,
                   struct xnb_error *err)
{
	struct xl *xl = calloc(1, sizeof(*xl));
	struct xnb_buf text = {0};
	int rc;

	if (!xl)
		return xnb_fail_nomem(err);
	xl->program = options->xl;
	xnb_buf_printf(&text,
	               "name=\"" DOMAIN_NAME "\"\ntype=\"pvh\"\nkernel=\"%s\"\n"
	               "memory=%d\nvcpus=1\n",
	               options->kernel, XNB_CYCLE_MIB);
	rc = text.failed ? xnb_fail_nomem(err)
	                 : xnb_replace_file(CONFIG_FILE, text.text, text.length, err);
	xnb_buf_free(&text);
	if (rc != 0)
		free(xl);
	else
		*state = xl;
	return rc;
}

static int run(const struct xl *xl, const char *command, const char *option,
               const char *what, struct xnb_error *err)
{
	char *argv[] = {(char *)xl->program, (char *)command, (char *)option,
	                (char *)what, NULL};
	int status, rc;
	pid_t pid;

	rc = posix_spawnp(&pid, xl->program, NULL, NULL, argv, environ);
	if (rc != 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, rc, "%s: %s", xl->program,
		                strerror(rc));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: %s",
			                xl->program, strerror(errno));
	if (status != 0)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "%s %s: failed (status %d)",
		                xl->program, command, status);
	return 0;
}

static int cycle(void *state, double *ms, struct xnb_error *err)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	if (run(state, "create", "-qp", CONFIG_FILE, err) != 0)
		return -1;
	ms[0] = xnb_lap(&at);
	if (run(state, "destroy", DOMAIN_NAME, NULL, err) != 0)
		return -1;
	ms[1] = xnb_lap(&at);
	return 0;
}

static void close_xl(void *state)
{
	unlink(CONFIG_FILE);
	free(state);
}

const struct xnb_contender xnb_contender_xl = {
    .name = "xl",
    .steps = {"create", "destroy", NULL},
    .open = open_xl,
    .cycle = cycle,
    .close = close_xl,
};
