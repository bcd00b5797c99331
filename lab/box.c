/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/box.h"

#include "base/io.h"
#include "lab/console.h"
#include "lab/pin.h"
#include "lab/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Seconds. */
#define BOOT_SILENCE 90.0  /* nothing on the console before dom0 is ready: it hangs */
#define BOOT_LIMIT   300.0 /* 64 CPUs take a minute on two cores */
#define CRASH_LINES  1.0   /* the rest of a crash's report still comes */
#define KILL_AFTER   5.0   /* from asking the command to end to killing it */
#define STOP_AFTER   15.0  /* ... to ending QEMU */
#define DROP_AFTER   2.0   /* ... to giving up a reader that takes nothing */

/* What the console may be ahead of us; all that a process may ask for. */
#define CONSOLE_BYTES (1 << 20)

/* Where each stream of the box is in poll()'s array; behind them where two of them go. */
enum {
	CONSOLE,
	CONTROL,
	OUT,
	ERR,
	FILES,
	QEMU_SAID,
	STREAMS,
	SIGNALS = STREAMS,
	TO_OUT,
	TO_ERR,
	FDS
};

/* Output on its way to a reader who may be slow: no more is read before it is all gone.
 */
struct relay {
	int stream; /* where it comes from */
	int to;
	const char *name;
	bool own;     /* `to` is to be closed */
	bool dropped; /* the reader is given up */
	size_t start, end;
	char data[1 << 16];
};

enum { RELAYS = 2 };

struct running {
	const struct xnb_box *box;
	struct xnb_box_result *result;
	struct xnb_error *err;
	int sources[STREAMS]; /* our ends of QEMU's streams; -1: closed */
	struct relay relays[RELAYS];
	struct pollfd fds[FDS];
	pid_t qemu;
	unsigned pinned, to_pin;                      /* QEMU's vCPU threads */
	double started, last_console, crashed, asked; /* 0: not yet */
	double ended; /* init has said all, or more of it has arrived since; 0: not yet */
	bool ready, command_ended, killed_command, complete;
	uint64_t expected[STREAMS], received[STREAMS]; /* bytes; expected as init says */
	int tar_status;
	bool failed; /* *err is filled */
	struct xnb_console console;
	char line[1024]; /* of the control port, so far */
	size_t line_used;
	char said[512]; /* QEMU's last words */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fill_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

void xnb_box_end_signals(void)
{
	sigset_t set;

	fill_signals(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int xnb_box_watch_signals(struct xnb_error *err)
{
	sigset_t set;
	int fd;

	fill_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "signalfd: %s",
		                strerror(errno));
	return fd;
}

static void note(const struct running *run, const char *what)
{
	struct pollfd reader = {.fd = STDERR_FILENO, .events = POLLOUT};

	if (run->box->verbose && poll(&reader, 1, 0) > 0)
		fprintf(stderr, "xen-numabench: lab: %6.2f s  %s\n", now() - run->started,
		        what);
}

static void stop_qemu(struct running *run)
{
	kill(-run->qemu, SIGKILL);
	kill(run->qemu, SIGKILL);
}

/* Keeps the first failure and ends the box. */
#define FAIL(run, ...)                                     \
	do {                                               \
		if (!(run)->failed)                        \
			xnb_fail((run)->err, __VA_ARGS__); \
		(run)->failed = true;                      \
		stop_qemu(run);                            \
	} while (0)

static void send_signal(struct running *run, int number)
{
	char line[32];
	int length = snprintf(line, sizeof(line), "signal %d\n", number);

	/* When the box is gone already there is nobody to tell. */
	send(run->sources[CONTROL], line, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void take_ready(struct running *run, const char *rest)
{
	(void)rest;
	run->ready = true;
	run->result->ready_s = now() - run->started;
	note(run, "dom0 is ready");
}

static void take_fail(struct running *run, const char *rest)
{
	FAIL(run, XNB_EXIT_ENVIRONMENT, 0, "dom0's init failed: %s", rest);
}

static void end_command(struct running *run, int status)
{
	run->command_ended = true;
	run->result->status = status;
	run->result->command_s = now() - run->started;
	note(run, "the command has ended");
}

static void take_exit(struct running *run, const char *rest)
{
	end_command(run, atoi(rest));
}

static void take_signal(struct running *run, const char *rest)
{
	end_command(run, 128 + atoi(rest));
}

static void take_files(struct running *run, const char *rest)
{
	char *end;

	run->expected[FILES] = strtoull(rest, &end, 10);
	run->tar_status = atoi(end);
}

static void take_end(struct running *run, const char *rest)
{
	char *end;

	run->expected[OUT] = strtoull(rest, &end, 10);
	run->expected[ERR] = strtoull(end, NULL, 10);
	run->ended = now();
}

static bool is_waiting(const struct relay *relay)
{
	return relay->start < relay->end;
}

static bool any_waits(const struct running *run)
{
	return is_waiting(&run->relays[0]) || is_waiting(&run->relays[1]);
}

/* Ends QEMU once everything that init sent is here. */
static void check_complete(struct running *run, double t)
{
	if (any_waits(run))
		run->ended = t; /* it is not dom0 that keeps us waiting */
	run->complete = true;
	for (int i = OUT; i <= FILES; i++)
		run->complete &= run->received[i] == run->expected[i];
	if (run->complete)
		stop_qemu(run);
	else if (t - run->ended > STOP_AFTER)
		FAIL(run, XNB_EXIT_FAILED, 0,
		     "the rest of what dom0 sent did not arrive");
}

static void obey(struct running *run, char *line)
{
	static const struct {
		const char *word;
		void (*take)(struct running *run, const char *rest);
	} words[] = {
	    {"ready", take_ready},   {"fail", take_fail},   {"exit", take_exit},
	    {"signal", take_signal}, {"files", take_files}, {"end", take_end},
	};
	char *rest = line + strcspn(line, " ");

	if (*rest)
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(line, words[i].word) == 0) {
			words[i].take(run, rest);
			return;
		}
	}
	FAIL(run, XNB_EXIT_FAILED, 0, "dom0's init said \"%.100s\", which means nothing",
	     line);
}

static void take_control(struct running *run, const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (data[i] != '\n') {
			if (run->line_used < sizeof(run->line) - 1)
				run->line[run->line_used++] = data[i];
			continue;
		}
		run->line[run->line_used] = '\0';
		run->line_used = 0;
		obey(run, run->line);
	}
}

static void pass_on(struct running *run, int fd, const char *name, const char *data,
                    size_t length)
{
	if (!run->failed && xnb_write_all(fd, data, length, name, run->err)) {
		run->failed = true;
		stop_qemu(run);
	}
}

static void take_console(struct running *run, const char *data, size_t length)
{
	run->last_console = now();
	pass_on(run, run->box->console_log, "the console log", data, length);
	xnb_console_feed(&run->console, data, length);
	if (run->console.cause && run->crashed <= 0)
		run->crashed = now();
}

static void keep_last_words(struct running *run, const char *data, size_t length)
{
	size_t keep = length < sizeof(run->said) - 1 ? length : sizeof(run->said) - 1;

	memcpy(run->said, data + length - keep, keep);
	run->said[keep] = '\0';
}

static void take_files_data(struct running *run, const char *data, size_t length)
{
	if (run->box->files >= 0)
		pass_on(run, run->box->files, "the files from dom0", data, length);
}

static void close_source(struct running *run, int stream)
{
	close(run->sources[stream]);
	run->sources[stream] = -1;
}

/* Reads what there is and counts it; the number of bytes, 0 also at the end. */
static size_t read_source(struct running *run, int stream, char *data, size_t size)
{
	ssize_t n = read(run->sources[stream], data, size);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n <= 0) {
		close_source(run, stream);
		return 0;
	}
	run->received[stream] += (uint64_t)n;
	if (run->ended > 0)
		run->ended = now(); /* on a busy machine the rest takes its time */
	return (size_t)n;
}

static void read_stream(struct running *run, int stream)
{
	static void (*const takers[STREAMS])(struct running * run, const char *data,
	                                     size_t length) = {
	    [CONSOLE] = take_console,
	    [CONTROL] = take_control,
	    [FILES] = take_files_data,
	    [QEMU_SAID] = keep_last_words,
	};
	static char chunk[1 << 18];
	size_t n = read_source(run, stream, chunk, sizeof(chunk));

	if (n)
		takers[stream](run, chunk, n);
}

static void fill_relay(struct running *run, struct relay *relay)
{
	relay->start = 0;
	relay->end = read_source(run, relay->stream, relay->data, sizeof(relay->data));
	if (relay->dropped)
		relay->end = 0;
}

/* As much as poll() promised room for, should the descriptor block after all. */
static ssize_t write_some(const struct relay *relay)
{
	const char *data = relay->data + relay->start;
	size_t length = relay->end - relay->start;
	ssize_t n = send(relay->to, data, length, MSG_DONTWAIT);

	if (n >= 0 || errno != ENOTSOCK)
		return n;
	return write(relay->to, data,
	             relay->own || length < PIPE_BUF ? length : PIPE_BUF);
}

static void empty_relay(struct running *run, struct relay *relay)
{
	ssize_t n = write_some(relay);

	if (n >= 0)
		relay->start += (size_t)n;
	else if (errno != EINTR && errno != EAGAIN) {
		FAIL(run, XNB_EXIT_FAILED, errno, "%s: cannot write: %s", relay->name,
		     strerror(errno));
		relay->end = relay->start;
		relay->dropped = true;
	}
}

/* Without it a reader who sleeps would keep the box from ending. */
static void drop_relays(struct running *run)
{
	for (int i = 0; i < RELAYS; i++) {
		struct relay *relay = &run->relays[i];

		if (!is_waiting(relay))
			continue;
		run->result->unread = relay->name;
		relay->end = relay->start;
		relay->dropped = true;
	}
}

static void take_own_signal(struct running *run)
{
	struct signalfd_siginfo info;

	if (read(run->box->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (run->result->interrupted || !run->ready) {
		FAIL(run, XNB_EXIT_FAILED, 0, "interrupted by signal %u%s",
		     info.ssi_signo, run->ready ? "" : " while it booted");
	} else if (run->asked <= 0) {
		send_signal(run, (int)info.ssi_signo);
		run->asked = now();
	}
	run->result->interrupted = (int)info.ssi_signo;
}

static void ask_to_end(struct running *run, double t)
{
	run->result->timed_out = !run->command_ended;
	note(run, "the time limit is reached: ending the command");
	send_signal(run, SIGTERM);
	run->asked = t;
}

static void check_boot(struct running *run, double t)
{
	double silent = t - run->last_console, total = t - run->started;

	if (silent > BOOT_SILENCE)
		FAIL(run, XNB_EXIT_ENVIRONMENT, ETIMEDOUT,
		     "booting made no progress for %.0f s", silent);
	else if (total > BOOT_LIMIT)
		FAIL(run, XNB_EXIT_ENVIRONMENT, ETIMEDOUT,
		     "dom0 was not ready after %.0f s; take fewer CPUs or a quieter "
		     "machine",
		     total);
}

static void check_end(struct running *run, double t)
{
	if (t - run->asked > STOP_AFTER) {
		FAIL(run, XNB_EXIT_FAILED, ETIMEDOUT,
		     "the command did not end within %.0f s of being told to",
		     STOP_AFTER);
	} else if (t - run->asked > KILL_AFTER && !run->killed_command) {
		send_signal(run, SIGKILL);
		run->killed_command = true;
	}
}

static void check_time(struct running *run, double t)
{
	if (run->ready && run->asked <= 0 &&
	    t - run->started - run->result->ready_s > run->box->timeout)
		ask_to_end(run, t);
	if (run->failed || (run->asked > 0 && t - run->asked > DROP_AFTER))
		drop_relays(run);
	if (run->ended > 0)
		check_complete(run, t);
	else if (run->crashed > 0 && t - run->crashed > CRASH_LINES)
		stop_qemu(run);
	else if (!run->ready)
		check_boot(run, t);
	else if (run->asked > 0)
		check_end(run, t);
}

/* What to wait for now; false when nothing can come any more. */
static bool arm(struct running *run)
{
	bool open = false;

	for (int i = 0; i < STREAMS; i++) {
		run->fds[i] = (struct pollfd){.fd = run->sources[i], .events = POLLIN};
		open |= run->sources[i] >= 0;
	}
	for (int i = 0; i < RELAYS; i++) {
		const struct relay *relay = &run->relays[i];

		run->fds[TO_OUT + i] = (struct pollfd){.fd = -1, .events = POLLOUT};
		if (!is_waiting(relay))
			continue;
		run->fds[TO_OUT + i].fd = relay->to;
		run->fds[relay->stream].fd = -1;
		open = true;
	}
	return open;
}

static void serve(struct running *run)
{
	for (int i = 0; i < STREAMS; i++)
		if (i != OUT && i != ERR && run->fds[i].revents)
			read_stream(run, i);
	for (int i = 0; i < RELAYS; i++) {
		if (run->fds[run->relays[i].stream].revents)
			fill_relay(run, &run->relays[i]);
		if (run->fds[TO_OUT + i].revents)
			empty_relay(run, &run->relays[i]);
	}
	if (run->fds[SIGNALS].revents)
		take_own_signal(run);
}

static void attend(struct running *run)
{
	while (arm(run)) {
		int n = poll(run->fds, FDS, run->pinned < run->to_pin ? 20 : 200);

		if (n < 0 && errno != EINTR) {
			FAIL(run, XNB_EXIT_FAILED, errno, "poll: %s", strerror(errno));
			return;
		}
		if (n > 0)
			serve(run);
		if (run->pinned < run->to_pin)
			run->pinned = xnb_pin_vcpus(run->qemu);
		check_time(run, now());
	}
}

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

static int connect_all(struct running *run, struct xnb_qemu_files *files, int *said)
{
	if (connect_console(&run->sources[CONSOLE], &files->console) ||
	    connect_pair(&run->sources[QEMU_SAID], said))
		return -1;
	for (int port = XNB_PORT_CONTROL; port <= XNB_PORTS; port++)
		if (connect_pair(&run->sources[CONTROL + port - 1], &files->ports[port]))
			return -1;
	return 0;
}

static void close_theirs(const struct xnb_qemu_files *files, int said)
{
	const int fds[] = {files->console,  files->ports[1], files->ports[2],
	                   files->ports[3], files->ports[4], said};

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* A descriptor of our own that never blocks, without changing the one that is shared with
 * others. Only pipes and terminals can block; a file opened anew would begin at 0. */
static void open_relay(struct relay *relay, int stream, int to, const char *name)
{
	char path[64];
	struct stat st;
	int own = -1;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", to);
	if (fstat(to, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode)))
		own = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	relay->stream = stream;
	relay->name = name;
	relay->own = own >= 0;
	relay->to = own >= 0 ? own : to;
}

static void close_relays(struct running *run)
{
	for (int i = 0; i < RELAYS; i++)
		if (run->relays[i].own)
			close(run->relays[i].to);
}

static int start(struct running *run)
{
	const struct xnb_box *box = run->box;
	struct xnb_qemu_files files = {.xen = box->xen,
	                               .kernel = box->kernel,
	                               .initrd = box->initrd,
	                               .console = -1,
	                               .ports = {-1, -1, -1, -1, -1}};
	struct xnb_args argv;
	int said = -1;

	for (int i = 0; i < STREAMS; i++)
		run->sources[i] = -1;
	run->fds[SIGNALS] = (struct pollfd){.fd = box->signals, .events = POLLIN};
	if (connect_all(run, &files, &said))
		xnb_fail(run->err, XNB_EXIT_FAILED, errno, "socketpair: %s",
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

static int wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* Fills the error with why the box ended before it was done. */
static void explain(struct running *run, int status)
{
	const struct xnb_console *console = &run->console;

	if (console->cause)
		xnb_fail(run->err, XNB_EXIT_ENVIRONMENT, 0, "%s: %s",
		         xnb_console_cause_text(console->cause), console->what);
	else if (WIFSIGNALED(status))
		xnb_fail(run->err, XNB_EXIT_ENVIRONMENT, 0,
		         XNB_QEMU " was ended by signal %d: %s", WTERMSIG(status),
		         run->said[0] ? run->said : "it said nothing");
	else
		xnb_fail(run->err, XNB_EXIT_ENVIRONMENT, 0,
		         XNB_QEMU " ended early with status %d: %s", WEXITSTATUS(status),
		         run->said[0] ? run->said : "it said nothing");
}

static int check_files(const struct running *run)
{
	if (run->box->files < 0 || (run->expected[FILES] > 0 && run->tar_status == 0))
		return 0;
	return xnb_fail(run->err, XNB_EXIT_FAILED, 0,
	                "the files under /out did not come back whole: tar in dom0 ended "
	                "with status %#x; see the console log",
	                (unsigned)run->tar_status);
}

static int finish(struct running *run, int status)
{
	run->said[strcspn(run->said, "\n")] = '\0';
	if (run->complete && !run->failed)
		return check_files(run);
	if (!run->failed)
		explain(run, status);
	xnb_box_end_signals();
	if (!run->result->interrupted)
		xnb_console_print_last(&run->console, stderr);
	return -1;
}

int xnb_box_run(const struct xnb_box *box, struct xnb_box_result *result,
                struct xnb_error *err)
{
	struct running *run = calloc(1, sizeof(*run));
	int outcome = -1, status;

	if (!run)
		return xnb_fail_nomem(err);
	*result = (struct xnb_box_result){0};
	run->box = box;
	run->result = result;
	run->err = err;
	run->started = run->last_console = now();
	/* A counted box has one thread for all of its CPUs, which may run anywhere. */
	if (box->accel != XNB_ACCEL_COUNTED)
		run->to_pin = xnb_lab_host_cpus(box->host);
	open_relay(&run->relays[0], OUT, box->out, "standard output");
	open_relay(&run->relays[1], ERR, box->err, "standard error");
	if (start(run) == 0) {
		attend(run);
		stop_qemu(run);
		status = wait_for(run->qemu);
		result->end_s = now() - run->started;
		note(run, "QEMU has ended");
		outcome = finish(run, status);
	}
	for (int i = 0; i < STREAMS; i++)
		if (run->sources[i] >= 0)
			close_source(run, i);
	close_relays(run);
	free(run);
	return outcome;
}
