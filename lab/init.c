/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dom0's init in the lab: the first and only resident program. It prepares the machine,
 * runs one command, passes on what it writes as it writes it, and sends back the files
 * under /out and the exit status. See lab/protocol.h. Statically linked; it runs as
 * process 1, where exiting would be a kernel panic, so every path ends in
 * wait_for_the_end().
 */
#include "lab/protocol.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int ports[XNB_PORTS + 1]; /* by enum xnb_port; 0 while closed */
static uint64_t sent[XNB_PORTS + 1];

static void put_all(int fd, const char *data, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, data, length);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			data += n;
			length -= (size_t)n;
		}
	}
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	char line[512];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (length > (int)sizeof(line) - 2)
		length = (int)sizeof(line) - 2;
	line[length++] = '\n';
	put_all(ports[XNB_PORT_CONTROL] ? ports[XNB_PORT_CONTROL] : 2, line,
	        (size_t)length);
}

static void put_port(enum xnb_port port, const char *data, size_t length)
{
	put_all(ports[port], data, length);
	sent[port] += length;
}

/* The lab has all when it says so, and ends QEMU. */
static _Noreturn void wait_for_the_end(void)
{
	for (;;)
		pause();
}

__attribute__((format(printf, 1, 2))) static _Noreturn void fail(const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	say("fail %s", text);
	if (!ports[XNB_PORT_CONTROL] && iopl(3) == 0)
		outb(0, XNB_EXIT_IOPORT);
	wait_for_the_end();
}

static void mount_all(void)
{
	static const struct {
		const char *type, *at, *data;
	} mounts[] = {
	    {"devtmpfs", "/dev", NULL},
	    {"devpts", "/dev/pts", NULL},
	    {"proc", "/proc", NULL},
	    {"sysfs", "/sys", NULL},
	    {"tmpfs", "/run", NULL},
	    {"tmpfs", "/tmp", NULL},
	    {"tmpfs", "/out", "mode=0755,size=60%"},
	};

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].at, 0755);
		if (mount(mounts[i].type, mounts[i].at, mounts[i].type, 0,
		          mounts[i].data))
			fail("%s: cannot mount: %s", mounts[i].at, strerror(errno));
	}
}

static void load_module(const char *name)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "/" XNB_DOM0_MODULES "/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		fail("%s: cannot load: %s", path, strerror(errno));
	close(fd);
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void load_modules(void)
{
	struct dirent **names;
	int n = scandir("/" XNB_DOM0_MODULES, &names, not_hidden, alphasort);

	for (int i = 0; i < n; i++) {
		load_module(names[i]->d_name);
		free(names[i]);
	}
	if (n > 0)
		free(names);
}

static void nap(void)
{
	const struct timespec moment = {.tv_nsec = 2000000};

	nanosleep(&moment, NULL);
}

/* The kernel makes the port's file a little after the driver was loaded. */
static int open_port(enum xnb_port port)
{
	char path[32];
	int fd = -1;

	snprintf(path, sizeof(path), "/dev/vport0p%d", (int)port);
	for (int tries = 0; tries < 5000; tries++) {
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd >= 0)
			return fd;
		nap();
	}
	fail("%s: cannot open: %s", path, strerror(errno));
}

static void open_ports(void)
{
	for (int port = XNB_PORT_CONTROL; port <= XNB_PORTS; port++)
		ports[port] = open_port((enum xnb_port)port);
}

/* Starts a program with its output where `out` and `err` say; the child's pid. */
static pid_t start(char *const *argv, int out, int err)
{
	pid_t pid = fork();
	sigset_t none;
	int null;

	if (pid < 0)
		fail("%s: cannot fork: %s", argv[0], strerror(errno));
	if (pid > 0)
		return pid;
	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	null = open("/dev/null", O_RDONLY);
	dup2(null, 0);
	dup2(out, 1);
	dup2(err, 2);
	execvp(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static int wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* Each daemon returns when it serves; without the toolstack's image there is none. */
static void start_toolstack(void)
{
	static char *const programs[][3] = {
	    {(char *)"xenstored", (char *)"--pid-file=/run/xen/xenstored.pid", NULL},
	    {(char *)"xenconsoled", (char *)"--pid-file=/run/xen/xenconsoled.pid", NULL},
	    {(char *)"xen-init-dom0", NULL, NULL},
	};

	if (access("/usr/sbin/xenstored", X_OK))
		return;
	mkdir("/run/xen", 0755);
	mkdir("/run/xenstored", 0755);
	mkdir("/run/lock", 0755);
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		int status = wait_for(start(programs[i], 2, 2));

		if (status)
			fail("%s: did not start (status %#x); see the console log",
			     programs[i][0], (unsigned)status);
	}
}

struct job {
	char text[sizeof("no-files") + XNB_JOB_BYTES + 1];
	bool files;
	char *argv[XNB_JOB_WORDS + 1];
};

static void read_job(struct job *job)
{
	int fd = open("/" XNB_DOM0_JOB, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, job->text, sizeof(job->text));
	size_t n = 0;
	char *at = job->text;

	if (length <= 0 || length == (ssize_t)sizeof(job->text) ||
	    job->text[length - 1] != '\0')
		fail("/" XNB_DOM0_JOB ": unreadable or too long");
	close(fd);
	job->files = strcmp(at, "files") == 0;
	while ((at += strlen(at) + 1) < job->text + length) {
		if (n == XNB_JOB_WORDS)
			fail("/" XNB_DOM0_JOB ": more than %d words", XNB_JOB_WORDS);
		job->argv[n++] = at;
	}
	if (n == 0)
		fail("/" XNB_DOM0_JOB ": has no command");
}

/* Passes on what there is; false at the end of the stream. */
static bool pass_on(int from, enum xnb_port port)
{
	static char chunk[65536];
	ssize_t n = read(from, chunk, sizeof(chunk));

	if (n > 0)
		put_port(port, chunk, (size_t)n);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Lines "signal N" from the lab. */
static void obey(pid_t command)
{
	char text[128];
	ssize_t n = read(ports[XNB_PORT_CONTROL], text, sizeof(text) - 1);
	int number;

	if (n <= 0)
		return;
	text[n] = '\0';
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (sscanf(line, "signal %d", &number) == 1)
			kill(-command, number);
}

/* Process 1 inherits orphans: reaps all; true once the command itself has ended. */
static bool reap(int signals, pid_t command, int *status)
{
	struct signalfd_siginfo info;
	bool ended = false;
	int one;
	pid_t pid;

	if (read(signals, &info, sizeof(info)) < 0)
		return false;
	while ((pid = waitpid(-1, &one, WNOHANG)) > 0) {
		if (pid == command) {
			*status = one;
			ended = true;
		}
	}
	return ended;
}

static int watch_children(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/*
 * A daemon that the command leaves behind keeps its pipes open, so the command's end is
 * what counts; then what is still in the pipes is passed on.
 */
static int attend(pid_t command, int signals, int out, int err)
{
	struct pollfd fds[] = {{.fd = signals, .events = POLLIN},
	                       {.fd = ports[XNB_PORT_CONTROL], .events = POLLIN},
	                       {.fd = out, .events = POLLIN},
	                       {.fd = err, .events = POLLIN}};
	bool ended = false;
	int status = 0;

	for (;;) {
		int n = poll(fds, 4, ended ? 0 : -1);

		if (ended && n == 0)
			return status;
		if (fds[0].revents & POLLIN)
			ended |= reap(signals, command, &status);
		if (fds[1].revents & POLLIN)
			obey(command);
		if (fds[2].revents && !pass_on(out, XNB_PORT_OUT))
			fds[2].fd = -1;
		if (fds[3].revents && !pass_on(err, XNB_PORT_ERR))
			fds[3].fd = -1;
	}
}

static void open_pipe(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC))
		fail("cannot make a pipe: %s", strerror(errno));
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
}

static void run_command(char *const *argv)
{
	int out[2], err[2], status;
	int signals = watch_children();
	pid_t command;

	open_pipe(out);
	open_pipe(err);
	if (chdir("/" XNB_DOM0_PUT))
		fail("/" XNB_DOM0_PUT ": %s", strerror(errno));
	command = start(argv, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	status = attend(command, signals, out[0], err[0]);
	if (WIFSIGNALED(status))
		say("signal %d", WTERMSIG(status));
	else
		say("exit %d", WEXITSTATUS(status));
}

static void send_files(void)
{
	static char *const tar[] = {(char *)"tar", (char *)"-C", (char *)"/" XNB_DOM0_OUT,
	                            (char *)"-cf", (char *)"-",  (char *)".",
	                            NULL};
	static char chunk[65536];
	int fds[2];
	ssize_t n;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		fail("cannot make a pipe: %s", strerror(errno));
	pid = start(tar, fds[1], 2);
	close(fds[1]);
	while ((n = read(fds[0], chunk, sizeof(chunk))) > 0)
		put_port(XNB_PORT_FILES, chunk, (size_t)n);
	say("files %llu %d", (unsigned long long)sent[XNB_PORT_FILES], wait_for(pid));
}

static void say_ready(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	say("ready %lld.%03ld", (long long)now.tv_sec, now.tv_nsec / 1000000);
}

static void set_environment(void)
{
	setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin:/" XNB_DOM0_PUT, 1);
	setenv("HOME", "/", 1);
	setenv("TERM", "dumb", 1);
	sethostname("lab", 3);
}

int main(void)
{
	static struct job job;

	mount_all();
	load_modules();
	open_ports();
	if (mount("xenfs", "/proc/xen", "xenfs", 0, NULL))
		fail("/proc/xen: cannot mount xenfs: %s", strerror(errno));
	set_environment();
	read_job(&job);
	start_toolstack();
	say_ready();
	run_command(job.argv);
	if (job.files)
		send_files();
	say("end %llu %llu", (unsigned long long)sent[XNB_PORT_OUT],
	    (unsigned long long)sent[XNB_PORT_ERR]);
	wait_for_the_end();
}
