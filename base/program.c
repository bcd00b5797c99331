/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 250 }; /* between two looks whether to stop */

static void grow(struct xnb_args *args, char *text)
{
	char **v = reallocarray(args->v, args->n + 2, sizeof(*v));

	if (!v) {
		free(text);
		args->failed = true;
		return;
	}
	v[args->n++] = text;
	v[args->n] = NULL;
	args->v = v;
}

void xnb_args_add(struct xnb_args *args, const char *format, ...)
{
	va_list list;
	char *text;
	int length;

	va_start(list, format);
	length = vasprintf(&text, format, list);
	va_end(list);
	if (length < 0)
		args->failed = true;
	else
		grow(args, text);
}

void xnb_args_free(struct xnb_args *args)
{
	for (size_t i = 0; i < args->n; i++)
		free(args->v[i]);
	free(args->v);
	*args = (struct xnb_args){0};
}

bool xnb_program_exists(const char *name)
{
	const char *path = getenv("PATH");
	char file[4096];

	for (const char *at = path ? path : "/usr/bin:/bin"; *at;) {
		size_t length = strcspn(at, ":");

		snprintf(file, sizeof(file), "%.*s/%s", (int)length, at, name);
		if (access(file, X_OK) == 0)
			return true;
		at += length + (at[length] == ':');
	}
	return false;
}

/* In the child, between fork and exec. */
static void become(const struct xnb_program *program, int out, int said)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(program->seconds);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (program->dir && chdir(program->dir))
		_exit(126);
	if (program->prepare && program->prepare(program->arg))
		_exit(126);
	dup2(program->stdin_fd >= 0 ? program->stdin_fd : null, 0);
	dup2(out >= 0 ? out : null, 1);
	dup2(program->together && out >= 0 ? out : said, 2);
	setenv("LC_ALL", "C", 1);
	execvp(program->argv[0], (char *const *)(uintptr_t)program->argv);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Empties one pipe into its buffer; false at its end. */
static bool drain(int fd, struct xnb_buf *buf)
{
	char chunk[65536];
	ssize_t n = read(fd, chunk, sizeof(chunk));

	if (n < 0 && errno == EINTR)
		return true;
	if (n > 0 && buf)
		xnb_buf_append(buf, chunk, (size_t)n);
	return n > 0;
}

static void collect(const struct xnb_program *program, pid_t pid, int out_fd,
                    struct xnb_buf *out, int said_fd, struct xnb_buf *said)
{
	struct pollfd fds[2] = {{.fd = said_fd, .events = POLLIN},
	                        {.fd = out_fd, .events = POLLIN}};

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, program->stopped ? LOOK_MS : -1) < 0 && errno != EINTR)
			return;
		if (program->stopped && program->stopped())
			kill(pid, program->stop_signal ? program->stop_signal : SIGKILL);
		if (fds[0].revents && !drain(said_fd, said))
			fds[0].fd = -1;
		if (fds[1].revents && !drain(out_fd, out))
			fds[1].fd = -1;
	}
}

static int wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void describe_end(struct xnb_program_end *end, int status, struct xnb_buf *said)
{
	const char *line = "it said nothing";

	while (said->length && said->text[said->length - 1] == '\n')
		said->text[--said->length] = '\0';
	if (said->length) {
		const char *newline = strrchr(said->text, '\n');

		line = newline ? newline + 1 : said->text;
	}
	snprintf(end->last_line, sizeof(end->last_line), "%s", line);
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	end->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int start(const struct xnb_program *program, int out_fds[2], int said_fds[2],
                 struct xnb_error *err)
{
	pid_t pid = -1;

	if ((out_fds && pipe2(out_fds, O_CLOEXEC)) || pipe2(said_fds, O_CLOEXEC) ||
	    (pid = fork()) < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot start: %s",
		                program->argv[0], strerror(errno));
	if (pid == 0)
		become(program, out_fds ? out_fds[1] : -1, said_fds[1]);
	return pid;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int xnb_program_end(const struct xnb_program *program, struct xnb_buf *out,
                    struct xnb_program_end *end, struct xnb_error *err)
{
	int out_fds[2] = {-1, -1}, said_fds[2] = {-1, -1};
	struct xnb_buf said = {0};
	pid_t pid = start(program, out ? out_fds : NULL, said_fds, err);

	close_end(&out_fds[1]);
	close_end(&said_fds[1]);
	if (pid >= 0) {
		collect(program, pid, out_fds[0], out, said_fds[0], &said);
		describe_end(end, wait_for(pid), &said);
	}
	close_end(&out_fds[0]);
	close_end(&said_fds[0]);
	xnb_buf_free(&said);
	if (pid < 0)
		return -1;
	if (end->status == 127)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
		                "%s: not found; install it with: apt-get install %s",
		                program->argv[0], program->package);
	return out && out->failed ? xnb_fail_nomem(err) : 0;
}

int xnb_program_run(const struct xnb_program *program, struct xnb_buf *out,
                    struct xnb_error *err)
{
	struct xnb_program_end end;

	if (xnb_program_end(program, out, &end, err))
		return -1;
	if (end.signal)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "%s: ended by signal %d: %s",
		                program->argv[0], end.signal, end.last_line);
	if (end.status)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "%s: failed with status %d: %s",
		                program->argv[0], end.status, end.last_line);
	return 0;
}
