/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/box_parts.h"

#include "lab/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the console may be ahead of us; all that a process may ask for. */
#define CONSOLE_BYTES (1 << 20)

/* Three digits for each of the files that QEMU reads. */
enum { LEAST_FILE = 100 };

static _Noreturn void become_qemu(char *const *argv, int said, pid_t parent)
{
	sigset_t none;
	int null = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, 0);
	dup2(null, 1);
	dup2(said, 2);
	execvp(argv[0], argv);
	dprintf(2, "%s\n", strerror(errno));
	_exit(127);
}

/* A connected pair: ours closes on exec, QEMU's does not. */
static int connect_pair(int *ours, int *theirs)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		return -1;
	fcntl(pair[0], F_SETFD, FD_CLOEXEC);
	*ours = pair[0];
	*theirs = pair[1];
	return 0;
}

/*
 * The console comes byte by byte, and each is a buffer of its own in a socket: after some
 * 270 that nobody has read yet QEMU would have to wait, and the box would see how busy
 * this machine is. A pipe takes as many bytes as it is large.
 */
static int connect_console(int *ours, int *theirs)
{
	int ends[2];

	if (pipe(ends))
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETPIPE_SZ, CONSOLE_BYTES);
	*ours = ends[0];
	*theirs = ends[1];
	return 0;
}

/*
 * The files' names are words on the command lines that Xen gets (lab/qemu.h): they are of
 * one length whatever else is open here.
 */
static int move_files(struct xnb_qemu_files *files)
{
	int *const fds[] = {&files->xen, &files->kernel, &files->initrd};
	int failed = 0;

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		*fds[i] = fcntl(*fds[i], F_DUPFD, LEAST_FILE);
		if (*fds[i] < 0)
			failed = -1;
	}
	return failed;
}

static int connect_all(struct xnb_running *run, struct xnb_qemu_files *files, int *said)
{
	if (move_files(files) ||
	    connect_console(&run->sources[XNB_BOX_CONSOLE], &files->console) ||
	    connect_pair(&run->sources[XNB_BOX_SAID], said))
		return -1;
	for (int port = XNB_PORT_CONTROL; port <= XNB_PORTS; port++)
		if (connect_pair(&run->sources[XNB_BOX_CONTROL + port - 1],
		                 &files->ports[port]))
			return -1;
	return 0;
}

static void close_theirs(const struct xnb_qemu_files *files, int said)
{
	const int fds[] = {files->xen,      files->kernel,   files->initrd,
	                   files->console,  files->ports[1], files->ports[2],
	                   files->ports[3], files->ports[4], said};

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

int xnb_box_start(struct xnb_running *run)
{
	const struct xnb_box *box = run->box;
	struct xnb_qemu_files files = {.xen = box->xen,
	                               .kernel = box->kernel,
	                               .initrd = box->initrd,
	                               .plugin = box->plugin,
	                               .console = -1,
	                               .ports = {-1, -1, -1, -1, -1}};
	struct xnb_args argv;
	int said = -1;

	for (int i = 0; i < XNB_BOX_STREAMS; i++)
		run->sources[i] = -1;
	run->fds[XNB_BOX_SIGNALS] = (struct pollfd){.fd = box->signals, .events = POLLIN};
	if (connect_all(run, &files, &said))
		xnb_fail(run->err, XNB_EXIT_FAILED, errno, "descriptors for QEMU: %s",
		         strerror(errno));
	else if (xnb_qemu_argv(&argv, box->host, box->accel, &files, run->err) == 0) {
		pid_t self = getpid();

		run->qemu = fork();
		if (run->qemu == 0)
			become_qemu(argv.v, said, self);
		if (run->qemu < 0)
			xnb_fail(run->err, XNB_EXIT_FAILED, errno, "fork: %s",
			         strerror(errno));
		xnb_args_free(&argv);
	}
	close_theirs(&files, said);
	return run->qemu > 0 ? 0 : -1;
}
