/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spend COMMAND...: runs it and prints on standard error, tab-separated, the seconds of
 * processor time that it took (with its children), those on the clock, and the KiB of
 * memory that it had resident at most. Ends as the command did.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(struct timeval time)
{
	return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int main(int argc, char **argv)
{
	double start = now();
	struct rusage usage;
	pid_t child;
	int status;

	if (argc < 2) {
		fputs("usage: spend COMMAND...\n", stderr);
		return 2;
	}
	errno = posix_spawnp(&child, argv[1], NULL, NULL, argv + 1, environ);
	if (errno) {
		fprintf(stderr, "spend: %s: cannot run: %s\n", argv[1], strerror(errno));
		return 3;
	}
	while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR)
		;
	fprintf(stderr, "%.2f\t%.2f\t%ld\n",
	        seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), now() - start,
	        usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
