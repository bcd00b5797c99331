/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/gnuplot.h"

#include "analysis/plot/latex.h"
#include "analysis/stop.h"
#include "analysis/text/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_OUTPUT = 65536 };

extern char **environ;

struct program {
	char *const *argv;
	const char *dir; /* to run in; NULL: where we are */
	int captured;    /* STDOUT_FILENO or STDERR_FILENO */
};

static int set_up_files(posix_spawn_file_actions_t *files, const struct program *program,
                        int out)
{
	int other = program->captured == STDOUT_FILENO ? STDERR_FILENO : STDOUT_FILENO;
	int rc;

	rc = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY,
	                                      0);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(files, other, "/dev/null", O_WRONLY,
		                                      0);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(files, out, program->captured);
	if (!rc && program->dir)
		rc = posix_spawn_file_actions_addchdir_np(files, program->dir);
	return rc;
}

/* The signals that we hold back are its own business. */
static int set_up_signals(posix_spawnattr_t *attributes)
{
	sigset_t none;
	int rc = posix_spawnattr_init(attributes);

	if (rc)
		return rc;
	sigemptyset(&none);
	rc = posix_spawnattr_setsigmask(attributes, &none);
	return rc ? rc : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK);
}

/* 0 or an error number, as posix_spawn itself. */
static int spawn(pid_t *pid, const struct program *program, int out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int rc = posix_spawn_file_actions_init(&files);

	if (rc)
		return rc;
	rc = set_up_signals(&attributes);
	if (!rc)
		rc = set_up_files(&files, program, out);
	if (!rc)
		rc = posix_spawnp(pid, program->argv[0], &files, &attributes,
		                  program->argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* Reads to the end, so that the program never waits for us; keeps the beginning. False
 * when a signal says to stop before that. */
static bool drain(int fd, int stop, struct xnb_buf *output)
{
	struct pollfd fds[] = {{.fd = fd, .events = POLLIN},
	                       {.fd = stop, .events = POLLIN}};
	char chunk[4096];

	for (;;) {
		ssize_t n;

		if (poll(fds, 2, -1) < 0 && errno == EINTR)
			continue;
		if (fds[1].revents)
			return false;
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return true;
		if (output->length < MOST_OUTPUT)
			xnb_buf_append(output, chunk, (size_t)n);
	}
}

static int wait_for(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return 0;
}

/* 0 or an error number; *status as from waitpid. */
static int run(const struct program *program, struct xnb_buf *output, int *status)
{
	int ends[2], rc, stop = xnb_stop_fd();
	pid_t pid;

	if (stop < 0)
		return errno;
	if (pipe2(ends, O_CLOEXEC)) {
		rc = errno;
		close(stop);
		return rc;
	}
	rc = spawn(&pid, program, ends[1]);
	close(ends[1]);
	if (!rc) {
		if (!drain(ends[0], stop, output))
			kill(pid, SIGKILL);
		rc = wait_for(pid, status);
	}
	close(ends[0]);
	close(stop);
	return rc;
}

/*
 * The first line that says what is wrong. gnuplot prints the offending line and a caret
 * first; the message proper is the line with "line N:" in it.
 */
static void first_error(const char *output, char *line, size_t size)
{
	const char *at = strstr(output, "line ");
	size_t length;

	while (at && at > output && at[-1] != '\n')
		at--;
	if (!at)
		at = output;
	at += strspn(at, " \n\t");
	length = strcspn(at, "\n");
	snprintf(line, size, "%.*s", (int)(length < size ? length : size - 1), at);
}

static int judge(const char *name, int status, const char *output, struct xnb_error *err)
{
	char line[512];

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFSIGNALED(status))
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "figure %s: gnuplot was ended by signal %d; run `gnuplot "
		                "%s.gp' by hand to see why",
		                name, WTERMSIG(status), name);
	first_error(output, line, sizeof(line));
	return xnb_fail(err, XNB_EXIT_FAILED, 0, "figure %s: gnuplot failed: %s", name,
	                line[0] ? line : "it did not say why");
}

int xnb_gnuplot_run(const char *dir, const char *name, struct xnb_error *err)
{
	char script[128], program_name[] = "gnuplot", defaults[] = "-d";
	char *argv[] = {program_name, defaults, script, NULL};
	const struct program program = {argv, dir, STDERR_FILENO};
	struct xnb_buf output = {0};
	int status = 0, rc;

	snprintf(script, sizeof(script), "%s.gp", name);
	rc = run(&program, &output, &status);
	/* Before its end is judged: a terminal's Ctrl-C reaches gnuplot too. */
	if (xnb_stop_check(err))
		rc = -1;
	else if (rc == ENOENT)
		rc = xnb_fail(err, XNB_EXIT_ENVIRONMENT, rc,
		              "gnuplot: not found; install the package gnuplot-nox");
	else if (rc)
		rc = xnb_fail(err, XNB_EXIT_ENVIRONMENT, rc, "gnuplot: cannot run: %s",
		              strerror(rc));
	else
		rc = judge(name, status, xnb_buf_text(&output), err);
	xnb_buf_free(&output);
	return rc;
}

int xnb_gnuplot_font(struct xnb_buf *family, struct xnb_error *err)
{
	char name[] = "fc-match", option[] = "--format=%{family[0]}", font[] = XNB_FONT;
	char *argv[] = {name, option, font, NULL};
	const struct program program = {argv, NULL, STDOUT_FILENO};
	int status = 0;
	int rc = run(&program, family, &status);

	if (rc && rc != ENOENT)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, rc, "fc-match: cannot run: %s",
		                strerror(rc));
	if (rc || !WIFEXITED(status) || WEXITSTATUS(status))
		xnb_buf_clear(family);
	return 0;
}

static void put_letters(struct xnb_buf *data, const char *text, size_t most)
{
	for (; *text && most; most--) {
		uint32_t letter;
		size_t length = xnb_utf8_next(text, &letter);

		if (letter == '\\')
			xnb_buf_puts(data, "\\\\");
		else if (letter == '"')
			xnb_buf_puts(data, "\u201d");
		else if (letter == XNB_UTF8_REPLACEMENT)
			xnb_buf_puts(data, "\ufffd");
		else
			xnb_buf_append(data, text, length);
		text += length;
	}
}

/* Through the same cleaning, so that gnuplot hands on what LaTeX is to get. */
static void put_latex(struct xnb_buf *data, const char *text, size_t most, bool cut)
{
	struct xnb_buf latex = {0};

	xnb_latex_text(&latex, text, most);
	if (cut)
		xnb_latex_text(&latex, "\u2026", 1);
	put_letters(data, xnb_buf_text(&latex), SIZE_MAX);
	data->failed = data->failed || latex.failed;
	xnb_buf_free(&latex);
}

void xnb_gnuplot_text(struct xnb_buf *data, const char *text)
{
	xnb_gnuplot_cut(data, text, SIZE_MAX);
}

void xnb_gnuplot_label(struct xnb_buf *data, const char *text)
{
	xnb_gnuplot_cut(data, text, XNB_MOST_LABEL);
}

void xnb_gnuplot_cut(struct xnb_buf *data, const char *text, size_t most)
{
	bool cut = xnb_utf8_length(text) > most;

	if (cut)
		most--;
	put_letters(data, text, most);
	if (cut)
		xnb_buf_puts(data, "\u2026");
	xnb_buf_puts(data, "\t");
	put_latex(data, text, most, cut);
}
