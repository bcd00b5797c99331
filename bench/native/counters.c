/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/counters.h"

#include "base/clock.h"
#include "bench/native/counters_parts.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROBE_MS = 30000, ANSWER_MS = 10000 };
enum { LOOK_MS = 250 }; /* between two looks whether to stop */
enum { END_MS = 500 };  /* that it has to end in */

const char *const xnb_counted_names[XNB_N_COUNTED] = {"counted-bytes", "counted-local",
                                                      "counted-remote"};
const char *const xnb_counter_group_names[XNB_N_COUNTER_GROUPS] = {"MEM", "NUMA"};

struct xnb_counters {
	pid_t child; /* 0: it has ended */
	int socket;
	uint32_t groups;
	enum xnb_counter_group group; /* that is being counted */
	bool (*stopped)(void);
	char why[XNB_N_COUNTER_GROUPS][256];
};

static int wait_for(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* Whether it ended by itself while it was waited for. */
static bool has_ended(pid_t child)
{
	const struct timespec some = {.tv_nsec = 5 * 1000000};

	for (int ms = 0; ms < END_MS; ms += 5) {
		if (waitpid(child, NULL, WNOHANG) != 0)
			return true;
		nanosleep(&some, NULL);
	}
	return false;
}

/* It is told to end, so that it can give the counters back, then made to:
 * liblikwid may hang. */
static void end_child(struct xnb_counters *counters)
{
	if (counters->socket >= 0)
		close(counters->socket);
	counters->socket = -1;
	if (counters->child && !has_ended(counters->child)) {
		kill(counters->child, SIGKILL);
		wait_for(counters->child);
	}
	counters->child = 0;
	counters->groups = 0;
}

/* Of a child that closed its end of the socket: how it ended, by itself. */
static int died(struct xnb_counters *counters, const char *while_what,
                struct xnb_error *err)
{
	const int status = wait_for(counters->child);

	counters->child = 0;
	end_child(counters);
	if (WIFSIGNALED(status))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "liblikwid: it died of signal %d %s", WTERMSIG(status),
		                while_what);
	return xnb_fail(
	    err, XNB_EXIT_ENVIRONMENT, 0,
	    "liblikwid: it ended its process with code %d %s, as it does "
	    "where it may not read the counters; be root, and load the module "
	    "msr (no virtual machine without a PMU has any)",
	    WEXITSTATUS(status), while_what);
}

static bool is_stopped(const struct xnb_counters *counters)
{
	return counters->stopped && counters->stopped();
}

static int slow(struct xnb_counters *counters, const char *while_what, int limit_ms,
                struct xnb_error *err)
{
	end_child(counters);
	if (is_stopped(counters))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EINTR,
		                "liblikwid: the run was stopped %s", while_what);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ETIMEDOUT,
	                "liblikwid: no answer %s within %.1f s", while_what,
	                limit_ms / 1e3);
}

static bool wait_readable(const struct xnb_counters *counters, int limit_ms)
{
	const uint64_t end = xnb_now_ns() + (uint64_t)limit_ms * 1000000;
	struct pollfd pollfd = {.fd = counters->socket, .events = POLLIN};
	int rc;

	do {
		rc = poll(&pollfd, 1, limit_ms < LOOK_MS ? limit_ms : LOOK_MS);
		if (rc > 0 || (rc < 0 && errno != EINTR))
			return rc > 0;
	} while (xnb_now_ns() < end && !is_stopped(counters));
	return false;
}

static int receive(struct xnb_counters *counters, const char *while_what, int limit_ms,
                   struct xnb_counters_answer *answer, struct xnb_error *err)
{
	ssize_t n;

	if (!wait_readable(counters, limit_ms))
		return slow(counters, while_what, limit_ms, err);
	do
		n = recv(counters->socket, answer, sizeof(*answer), 0);
	while (n < 0 && errno == EINTR);
	if (n != sizeof(*answer))
		return died(counters, while_what, err);
	for (size_t i = 0; i < XNB_N_COUNTER_GROUPS; i++)
		answer->why[i][sizeof(answer->why[i]) - 1] = '\0';
	return 0;
}

/* In the child. What liblikwid prints is nobody's; what of ours it has open stays ours,
 * and its exit() must not write our buffers. */
static void leave_quietly(int status, void *arg)
{
	(void)arg;
	_exit(status);
}

static void become(int socket, pid_t parent, const struct xnb_counters_config *config)
    __attribute__((noreturn));
static void become(int socket, pid_t parent, const struct xnb_counters_config *config)
{
	static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	on_exit(leave_quietly, NULL);
	if (!freopen("/dev/null", "r", stdin) || !freopen("/dev/null", "w", stdout) ||
	    !freopen("/dev/null", "w", stderr) || dup2(socket, 3) < 0)
		_exit(126);
	close_range(4, ~0u, 0);
	xnb_counters_child(3, config);
}

static int start_child(struct xnb_counters *counters,
                       const struct xnb_counters_config *config, struct xnb_error *err)
{
	const pid_t parent = getpid();
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "socketpair: %s",
		                strerror(errno));
	fflush(NULL);
	counters->child = fork();
	if (counters->child == 0)
		become(ends[1], parent, config);
	close(ends[1]);
	counters->socket = ends[0];
	if (counters->child > 0)
		return 0;
	counters->child = 0;
	return xnb_fail(err, XNB_EXIT_FAILED, errno, "fork: %s", strerror(errno));
}

static int probe(struct xnb_counters *counters, const struct xnb_counters_config *config,
                 struct xnb_error *err)
{
	const unsigned limit_ms = config->limit_ms ? config->limit_ms : PROBE_MS;
	struct xnb_counters_answer answer;

	if (receive(counters, "when it was probed", (int)limit_ms, &answer, err))
		return -1;
	counters->groups = answer.groups;
	memcpy(counters->why, answer.why, sizeof(counters->why));
	return counters->groups ? 0
	                        : xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "liblikwid: %s",
	                                   counters->why[XNB_COUNTERS_MEM]);
}

int xnb_counters_open(struct xnb_counters **out, const struct xnb_counters_config *config,
                      struct xnb_error *err)
{
	struct xnb_counters *counters = calloc(1, sizeof(*counters));

	*out = NULL;
	if (!counters)
		return xnb_fail_nomem(err);
	counters->socket = -1;
	counters->stopped = config->stopped;
	if (start_child(counters, config, err) || probe(counters, config, err)) {
		xnb_counters_close(counters);
		return -1;
	}
	*out = counters;
	return 0;
}

void xnb_counters_close(struct xnb_counters *counters)
{
	if (!counters)
		return;
	end_child(counters);
	free(counters);
}

bool xnb_counters_have(const struct xnb_counters *counters, enum xnb_counter_group group,
                       const char **why)
{
	const bool have = counters->groups >> group & 1;

	if (why)
		*why = have ? "" : counters->why[group];
	return have;
}

/* What went wrong is the reason from now on, of all groups. */
static int lose(struct xnb_counters *counters, const struct xnb_error *err)
{
	end_child(counters);
	for (size_t i = 0; i < XNB_N_COUNTER_GROUPS; i++)
		snprintf(counters->why[i], sizeof(counters->why[i]), "%.*s",
		         (int)sizeof(counters->why[i]) - 1, err->text);
	return -1;
}

static int ask(struct xnb_counters *counters,
               const struct xnb_counters_question *question,
               struct xnb_counters_answer *answer, struct xnb_error *err)
{
	if (!counters->child)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "%s", counters->why[0]);
	if (send(counters->socket, question, sizeof(*question), MSG_NOSIGNAL) < 0) {
		died(counters, "when it counted", err);
		return lose(counters, err);
	}
	if (receive(counters, "when it counted", ANSWER_MS, answer, err))
		return lose(counters, err);
	if (!answer->failed)
		return 0;
	xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "liblikwid: %s", answer->why[0]);
	return lose(counters, err);
}

int xnb_counters_start(struct xnb_counters *counters, enum xnb_counter_group group,
                       struct xnb_error *err)
{
	const struct xnb_counters_question question = {XNB_COUNTERS_START, group};
	struct xnb_counters_answer answer;

	counters->group = group;
	return ask(counters, &question, &answer, err);
}

int xnb_counters_stop(struct xnb_counters *counters, double bytes[XNB_N_COUNTED],
                      struct xnb_error *err)
{
	const struct xnb_counters_question question = {XNB_COUNTERS_STOP,
	                                               counters->group};
	struct xnb_counters_answer answer;

	for (size_t i = 0; i < XNB_N_COUNTED; i++)
		bytes[i] = (double)NAN;
	if (ask(counters, &question, &answer, err))
		return -1;
	memcpy(bytes, answer.bytes, sizeof(answer.bytes));
	return 0;
}

bool xnb_counted_disagrees(double counted, double claimed, uint64_t working_set,
                           uint64_t caches)
{
	if (!caches || working_set / 4 < caches || isnan(counted))
		return false;
	return fabs(counted - claimed) > 0.10 * claimed;
}
