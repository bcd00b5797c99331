/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/box.h"

#include "lab/box_parts.h"
#include "lab/pin.h"
#include "lab/qemu.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Seconds that QEMU had this machine. */
#define BOOT_SILENCE 90.0  /* nothing on the console before dom0 is ready: it hangs */
#define BOOT_LIMIT   300.0 /* 64 CPUs take a minute on two cores */

/* Seconds. */
#define CRASH_LINES 1.0 /* the rest of a crash's report still comes */
#define KILL_AFTER  5.0 /* from asking the command to end to killing it */
#define DROP_AFTER  2.0 /* ... to giving up a reader that takes nothing */

double xnb_box_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void xnb_box_note(const struct xnb_running *run, const char *what)
{
	struct pollfd reader = {.fd = STDERR_FILENO, .events = POLLOUT};

	if (run->box->verbose && poll(&reader, 1, 0) > 0)
		fprintf(stderr, "xen-numabench: lab: %6.2f s  %s\n",
		        xnb_box_now() - run->started, what);
}

void xnb_box_stop(struct xnb_running *run)
{
	kill(-run->qemu, SIGKILL);
	kill(run->qemu, SIGKILL);
}

static void take_own_signal(struct xnb_running *run)
{
	struct signalfd_siginfo info;

	if (read(run->box->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (run->result->interrupted || !run->ready) {
		XNB_BOX_FAIL(run, XNB_EXIT_FAILED, 0, "interrupted by signal %u%s%s%s",
		             info.ssi_signo, run->ready ? "" : " while ",
		             run->ready ? "" : xnb_console_turn_text(run->console.stage),
		             run->ready ? "" : " booted");
	} else if (run->asked <= 0) {
		xnb_box_send_signal(run, (int)info.ssi_signo);
		run->asked = xnb_box_now();
	}
	run->result->interrupted = (int)info.ssi_signo;
}

static void ask_to_end(struct xnb_running *run, double t)
{
	run->result->timed_out = !run->command_ended;
	xnb_box_note(run, "the time limit is reached: ending the command");
	xnb_box_send_signal(run, SIGTERM);
	run->asked = t;
}

static void check_boot(struct xnb_running *run, double t)
{
	double total = xnb_pace_had(&run->pace, t), silent = total - run->last_console;
	const struct xnb_console *console = &run->console;

	if (silent > BOOT_SILENCE)
		XNB_BOX_FAIL(run, XNB_EXIT_ENVIRONMENT, ETIMEDOUT,
		             "%s: nothing on the console for %.0f s%s%s",
		             xnb_console_hang_text(console->stage), silent,
		             console->stage ? " since: " : "",
		             xnb_console_last_line(console));
	else if (total > BOOT_LIMIT)
		XNB_BOX_FAIL(run, XNB_EXIT_ENVIRONMENT, ETIMEDOUT,
		             "%s was still booting after %.0f s; take fewer CPUs",
		             xnb_console_turn_text(console->stage), total);
}

static void check_end(struct xnb_running *run, double t)
{
	if (t - run->asked > XNB_BOX_STOP_AFTER) {
		XNB_BOX_FAIL(run, XNB_EXIT_FAILED, ETIMEDOUT,
		             "the command did not end within %.0f s of being told to",
		             XNB_BOX_STOP_AFTER);
	} else if (t - run->asked > KILL_AFTER && !run->killed_command) {
		xnb_box_send_signal(run, SIGKILL);
		run->killed_command = true;
	}
}

static void check_time(struct xnb_running *run, double t)
{
	if (run->ready && run->asked <= 0 &&
	    t - run->started - run->result->ready_s > run->box->timeout)
		ask_to_end(run, t);
	if (run->failed || (run->asked > 0 && t - run->asked > DROP_AFTER))
		xnb_relays_drop(run);
	if (run->ended > 0)
		xnb_box_check_complete(run, t);
	else if (run->crashed > 0 && t - run->crashed > CRASH_LINES)
		xnb_box_stop(run);
	else if (!run->ready)
		check_boot(run, t);
	else if (run->asked > 0)
		check_end(run, t);
}

/* What to wait for now; false when nothing can come any more. */
static bool arm(struct xnb_running *run)
{
	bool open = false;

	for (int i = 0; i < XNB_BOX_STREAMS; i++) {
		run->fds[i] = (struct pollfd){.fd = run->sources[i], .events = POLLIN};
		open |= run->sources[i] >= 0;
	}
	for (int i = 0; i < XNB_BOX_RELAYS; i++) {
		const struct xnb_relay *relay = &run->relays[i];

		run->fds[XNB_BOX_TO_OUT + i] =
		    (struct pollfd){.fd = -1, .events = POLLOUT};
		if (!xnb_relay_waits(relay))
			continue;
		run->fds[XNB_BOX_TO_OUT + i].fd = relay->to;
		run->fds[relay->stream].fd = -1;
		open = true;
	}
	return open;
}

static void serve(struct xnb_running *run)
{
	for (int i = 0; i < XNB_BOX_STREAMS; i++)
		if (i != XNB_BOX_OUT && i != XNB_BOX_ERR && run->fds[i].revents)
			xnb_box_read_stream(run, i);
	for (int i = 0; i < XNB_BOX_RELAYS; i++) {
		if (run->fds[run->relays[i].stream].revents)
			xnb_relay_fill(run, &run->relays[i]);
		if (run->fds[XNB_BOX_TO_OUT + i].revents)
			xnb_relay_empty(run, &run->relays[i]);
	}
	if (run->fds[XNB_BOX_SIGNALS].revents)
		take_own_signal(run);
}

static void attend(struct xnb_running *run)
{
	while (arm(run)) {
		int n = poll(run->fds, XNB_BOX_FDS, run->pinned < run->to_pin ? 20 : 200);

		if (n < 0 && errno != EINTR) {
			XNB_BOX_FAIL(run, XNB_EXIT_FAILED, errno, "poll: %s",
			             strerror(errno));
			return;
		}
		if (n > 0)
			serve(run);
		if (run->pinned < run->to_pin)
			run->pinned = xnb_pin_vcpus(run->qemu);
		check_time(run, xnb_box_now());
	}
}

static int wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* Fills the error with why the box ended before it was done. */
static void explain(struct xnb_running *run, int status)
{
	const struct xnb_console *console = &run->console;

	if (console->cause)
		xnb_fail(run->err, XNB_EXIT_ENVIRONMENT, 0, "%s: %s",
		         xnb_console_cause_text(console->cause), console->what);
	else if (WIFSIGNALED(status))
		xnb_fail(run->err, XNB_EXIT_ENVIRONMENT, 0,
		         XNB_QEMU " was ended by signal %d: %s", WTERMSIG(status),
		         run->said[0] ? run->said : "it said nothing");
	else if (WEXITSTATUS(status) == 0) /* -no-reboot */
		xnb_fail(run->err, XNB_EXIT_ENVIRONMENT, 0,
		         "the machine reset itself, as after a triple fault, when it was "
		         "%s's turn%s%s",
		         xnb_console_turn_text(console->stage),
		         console->stage ? "; last on the console: " : "",
		         xnb_console_last_line(console));
	else
		xnb_fail(run->err, XNB_EXIT_ENVIRONMENT, 0,
		         XNB_QEMU " ended early with status %d: %s", WEXITSTATUS(status),
		         run->said[0] ? run->said : "it said nothing");
}

static int check_files(const struct xnb_running *run)
{
	if (run->box->files < 0 ||
	    (run->expected[XNB_BOX_FILES] > 0 && run->tar_status == 0))
		return 0;
	return xnb_fail(run->err, XNB_EXIT_FAILED, 0,
	                "the files under /out did not come back whole: tar in dom0 ended "
	                "with status %#x; see the console log",
	                (unsigned)run->tar_status);
}

static int finish(struct xnb_running *run, int status)
{
	run->said[strcspn(run->said, "\n")] = '\0';
	if (run->complete && !run->failed) {
		if (run->box->own_command && run->result->status == XNB_EXIT_ENVIRONMENT)
			xnb_console_print_last(&run->console, stderr);
		return check_files(run);
	}
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
	struct xnb_running *run = calloc(1, sizeof(*run));
	int outcome = -1, status;

	if (!run)
		return xnb_fail_nomem(err);
	*result = (struct xnb_box_result){0};
	run->box = box;
	run->result = result;
	run->err = err;
	run->started = xnb_box_now();
	/* A counted box has one thread for all of its CPUs, which may run anywhere. */
	if (box->accel != XNB_ACCEL_COUNTED)
		run->to_pin = xnb_lab_host_cpus(box->host);
	xnb_relay_open(&run->relays[0], XNB_BOX_OUT, box->out, "standard output");
	xnb_relay_open(&run->relays[1], XNB_BOX_ERR, box->err, "standard error");
	if (xnb_box_start(run) == 0) {
		xnb_pace_begin(&run->pace, run->qemu, run->started);
		attend(run);
		xnb_box_stop(run);
		status = wait_for(run->qemu);
		result->end_s = xnb_box_now() - run->started;
		xnb_box_note(run, "QEMU has ended");
		outcome = finish(run, status);
	}
	for (int i = 0; i < XNB_BOX_STREAMS; i++)
		if (run->sources[i] >= 0)
			xnb_box_close_source(run, i);
	xnb_relays_close(run);
	free(run);
	return outcome;
}
