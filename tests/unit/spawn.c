/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/spawn.h"

#include "tests/unit/test.h"

#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void drain(int fd, struct xnb_buf *to)
{
	char chunk[4096];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		xnb_buf_append(to, chunk, (size_t)n);
	assert_int_equal(n, 0);
	close(fd);
}

int spawn(char *const argv[], struct xnb_buf *out, struct xnb_buf *err)
{
	posix_spawn_file_actions_t actions;
	int out_pipe[2], err_pipe[2], status, rc;
	pid_t pid;

	assert_int_equal(pipe2(out_pipe, O_CLOEXEC), 0);
	assert_int_equal(pipe2(err_pipe, O_CLOEXEC), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out_pipe[1], STDOUT_FILENO);
	if (err)
		posix_spawn_file_actions_adddup2(&actions, err_pipe[1], STDERR_FILENO);
	rc = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	if (rc != 0)
		fail_msg("%s: cannot run it: %s; is its package installed?", argv[0],
		         strerror(rc));
	posix_spawn_file_actions_destroy(&actions);
	close(out_pipe[1]);
	close(err_pipe[1]);
	drain(out_pipe[0], out);
	if (err)
		drain(err_pipe[0], err);
	else
		close(err_pipe[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}
