/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "tests/native/program.h"

#include "base/io.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAID "said"

enum { MOST_WORDS = 64, PATIENCE_MS = 60000 };

static void split(char *text, char **argv)
{
	size_t n = 0;
	char *word;

	while ((word = strsep(&text, " ")) && n < MOST_WORDS - 1)
		if (*word)
			argv[n++] = word;
	argv[n] = NULL;
}

static _Noreturn void become(const char *words)
{
	char line[4096], *argv[MOST_WORDS];
	int fd = open(SAID, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	snprintf(line, sizeof(line), XNB_PROGRAM " run --target native --shared-host %s",
	         words);
	split(line, argv);
	if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0 && dup2(fd, STDERR_FILENO) >= 0)
		execv(argv[0], argv);
	_exit(127);
}

pid_t program_start_after(const char *words, int (*before)(void))
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0 && before && before())
		_exit(127);
	if (pid == 0)
		become(words);
	return pid;
}

pid_t program_start(const char *words)
{
	return program_start_after(words, NULL);
}

int program_end(pid_t pid, struct xnb_buf *said, struct rusage *usage)
{
	int status;

	/* Of a process that waits for its children wait4() gives their largest, too. */
	assert_int_equal(wait4(pid, &status, 0, usage), pid);
	if (said) {
		*said = (struct xnb_buf){0};
		assert_int_equal(xnb_read_file(SAID, said, 1 << 20, NULL), 0);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int program_run(const char *words, struct xnb_buf *said)
{
	return program_end(program_start(words), said, NULL);
}

static void sleep_ms(unsigned ms)
{
	const struct timespec some = {.tv_sec = ms / 1000,
	                              .tv_nsec = (long)(ms % 1000) * 1000000};

	nanosleep(&some, NULL);
}

pid_t program_worker(pid_t pid)
{
	char path[64], line[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	for (unsigned ms = 0; ms < PATIENCE_MS; ms += 10) {
		if (xnb_read_line(path, line, sizeof(line)) && atoi(line) > 0)
			return atoi(line);
		sleep_ms(10);
	}
	fail_msg("%s: no child", path);
	return -1;
}

static size_t count_rows(const char *path)
{
	struct xnb_buf text = {0};
	size_t rows = 0;

	if (xnb_read_file(path, &text, 1 << 24, NULL) == 0)
		for (char *line = text.text; line && *line;) {
			char *end = strchr(line, '\n');

			if (!end)
				break;
			*end = '\0';
			rows += !strstr(line, "warmup");
			line = end + 1;
		}
	xnb_buf_free(&text);
	return rows;
}

void program_wait_for_rows(const char *dir, size_t rows)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/samples.csv", dir);
	for (unsigned ms = 0; ms < PATIENCE_MS; ms += 10) {
		if (count_rows(path) > rows) /* one is the header */
			return;
		sleep_ms(10);
	}
	fail_msg("%s: still fewer than %zu rows", path, rows);
}

struct xnb_run *program_load(const char *dir)
{
	struct xnb_error err;
	struct xnb_run *run;

	if (xnb_run_load(&run, dir, XNB_READ_LENIENT, &err))
		fail_msg("%s", err.text);
	return run;
}
