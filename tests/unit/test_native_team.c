/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that work through a mailbox: as many as there are CPUs, with what goes wrong.
 */
#include "native/clock.h"
#include "native/cpus.h"
#include "native/team.h"
#include "tests/unit/refuse.h"
#include "tests/unit/test.h"
#include "workloads/kernels.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 4, BUFFER = 1 << 20, RING = 256 };

struct bench {
	struct xnb_native_cpus cpus;
	uint32_t ids[MOST], n;
	struct xnb_native_team *team;
	struct xnb_mailbox mailbox;
	struct xnb_runner runner;
	struct xnb_verdict verdicts[MOST];
	struct xnb_raw_sample ring[RING];
	char *buffer;
};

static void new_round(struct bench *b, uint32_t kind)
{
	xnb_mailbox_init(&b->mailbox, b->n, XNB_GPA_BUFFER + BUFFER);
	b->mailbox.max_samples = RING;
	b->mailbox.n_jobs = 1;
	b->mailbox.jobs[0] = (struct xnb_job){
	    .kind = kind, .vcpus = b->n, .bytes = BUFFER, .iterations = 2, .samples = 3};
	memset(&b->runner, 0, sizeof(b->runner));
	b->runner.mailbox = &b->mailbox;
	b->runner.buffer = b->buffer;
	b->runner.ring = b->ring;
	b->runner.ring_entries = RING;
	b->runner.max_vcpus = MOST;
	b->runner.verdicts = b->verdicts;
	b->runner.now_ns = xnb_native_now_ns;
}

static int set_up(void **state)
{
	struct bench *b = aligned_alloc(64, (sizeof(*b) + 63) / 64 * 64);
	size_t n;

	if (!b)
		return -1;
	memset(b, 0, sizeof(*b));
	*state = b;
	b->buffer = aligned_alloc(4096, BUFFER);
	if (!b->buffer || xnb_native_cpus_read(&b->cpus, "", NULL, 0, NULL) != 0)
		return -1;
	n = xnb_native_cpus_of_node(&b->cpus, XNB_NATIVE_ABSENT, b->ids, MOST);
	b->n = (uint32_t)(n < MOST ? n : MOST);
	return xnb_native_team_new(&b->team, b->ids, b->n, false, NULL);
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	xnb_native_team_free(b->team);
	xnb_native_cpus_free(&b->cpus);
	free(b->buffer);
	free(b);
	return 0;
}

static int count_threads(void)
{
	DIR *folder = opendir("/proc/self/task");
	int n = 0;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n - 2; /* . and .. */
}

/* Where each thread ran, as the kernel told it there. */
static uint32_t ran_on[MOST];

static void note_cpu(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
                     enum xnb_look look)
{
	(void)arg;
	(void)sample;
	(void)look;
	ran_on[vcpu] = (uint32_t)sched_getcpu();
}

static void one_team_runs_many_mailboxes(void **state)
{
	struct bench *b = *state;
	struct xnb_error err;
	int threads = count_threads();

	assert_int_equal(xnb_native_team_size(b->team), b->n);
	for (int round = 0; round < 3; round++) {
		new_round(b, XNB_JOB_KERNEL);
		b->runner.observe = note_cpu;
		memset(ran_on, 0xff, sizeof(ran_on));
		assert_int_equal(xnb_native_team_run(b->team, &b->runner, NULL, &err), 0);
		assert_int_equal(b->mailbox.jobs[0].status, XNB_STATUS_DONE);
		assert_int_equal(b->mailbox.jobs[0].n_samples, 3 * b->n);
		for (uint32_t i = 0; i < b->n; i++)
			assert_int_equal(ran_on[i], b->ids[i]);
	}
	new_round(b, XNB_JOB_KERNEL); /* with fewer threads than there are */
	b->mailbox.vcpus = b->mailbox.jobs[0].vcpus = 1;
	assert_int_equal(xnb_native_team_run(b->team, &b->runner, NULL, &err), 0);
	assert_int_equal(b->mailbox.alive, 1);
	assert_int_equal(count_threads(), threads);
}

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	stopped = number;
}

/* To this process after `ms`; the handler runs in whichever thread does not block it. */
static timer_t send_later(int number, long ms)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = number};
	struct itimerspec when = {.it_value = {.tv_nsec = ms * 1000000}};
	timer_t timer;

	assert_int_equal(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	assert_int_equal(timer_settime(timer, 0, &when, NULL), 0);
	return timer;
}

/* The job hangs: without the stop this test does not end. */
static void a_signal_stops_them(void **state)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	struct xnb_native_limits limits = {.stop = &stopped};
	struct sigaction action = {.sa_handler = on_signal}, before;
	struct bench *b = *state;
	struct xnb_error err;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		timer_t timer;

		stopped = 0;
		assert_int_equal(sigaction(signals[i], &action, &before), 0);
		new_round(b, XNB_JOB_HANG);
		timer = send_later(signals[i], 5);
		assert_int_equal(xnb_native_team_run(b->team, &b->runner, &limits, &err),
		                 -1);
		assert_int_equal(err.errnum, EINTR);
		assert_int_equal(stopped, signals[i]);
		assert_int_equal(b->mailbox.trap.vector, XNB_NATIVE_STOPPED);
		timer_delete(timer);
		sigaction(signals[i], &before, NULL);
	}
	new_round(b, XNB_JOB_HANG); /* it came before the round */
	assert_int_equal(xnb_native_team_run(b->team, &b->runner, &limits, &err), -1);
	assert_int_equal(err.errnum, EINTR);
	new_round(b, XNB_JOB_KERNEL); /* the team is as good as new */
	assert_int_equal(xnb_native_team_run(b->team, &b->runner, NULL, &err), 0);
}

static void a_limit_stops_them(void **state)
{
	struct xnb_native_limits limits = {.limit_ns = 5000000};
	struct bench *b = *state;
	struct xnb_error err;

	new_round(b, XNB_JOB_HANG);
	assert_int_equal(xnb_native_team_run(b->team, &b->runner, &limits, &err), -1);
	assert_int_equal(err.errnum, ETIMEDOUT);
}

/* What the kernel does to the threads of a CPU that goes offline or leaves the cpuset. */
static void unpin(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
                  enum xnb_look look)
{
	const struct bench *b = arg;
	cpu_set_t all;

	(void)sample;
	CPU_ZERO(&all);
	for (uint32_t i = 0; i < b->n; i++)
		CPU_SET(b->ids[i], &all);
	if (vcpu == 0 && look == XNB_LOOK_BEHIND)
		sched_setaffinity(0, sizeof(all), &all);
}

static void a_cpu_that_is_lost_is_noticed(void **state)
{
	struct bench *b = *state;
	struct xnb_error err;

	if (b->n < 2)
		skip();
	new_round(b, XNB_JOB_KERNEL);
	b->runner.observe = unpin;
	b->runner.observe_arg = b;
	assert_int_equal(xnb_native_team_run(b->team, &b->runner, NULL, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(err.errnum, ENODEV);
	assert_non_null(strstr(err.text, "offline"));
	new_round(b, XNB_JOB_KERNEL); /* it can be pinned again */
	assert_int_equal(xnb_native_team_run(b->team, &b->runner, NULL, &err), 0);
}

static void refused_orders_are_an_error(void **state)
{
	struct bench *b = *state;
	struct xnb_error err;

	new_round(b, XNB_JOB_KERNEL);
	b->mailbox.version++;
	assert_int_equal(xnb_native_team_run(b->team, &b->runner, NULL, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
	new_round(b, XNB_JOB_KERNEL);
	b->mailbox.vcpus = b->n + 1;
	assert_int_equal(xnb_native_team_run(b->team, &b->runner, NULL, &err), -1);
	assert_int_equal(b->mailbox.alive, 0);
}

static void threads_share_a_cpu_only_when_asked(void **state)
{
	struct bench *b = *state;
	const uint32_t twice[] = {b->ids[0], b->ids[0]};
	const int threads = count_threads();
	struct xnb_native_team *team;
	struct xnb_error err;

	assert_int_equal(xnb_native_team_new(&team, twice, 2, false, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_int_equal(xnb_native_team_new(&team, twice, 0, false, &err), -1);
	assert_int_equal(xnb_native_team_new(&team, twice, 2, true, &err), 0);
	new_round(b, XNB_JOB_KERNEL);
	b->mailbox.vcpus = b->mailbox.jobs[0].vcpus = 2;
	assert_int_equal(xnb_native_team_run(team, &b->runner, NULL, &err), 0);
	assert_int_equal(b->mailbox.jobs[0].status, XNB_STATUS_DONE);
	xnb_native_team_free(team);
	assert_int_equal(count_threads(), threads);
}

static void cpus_that_are_not_there_are_refused(void **state)
{
	struct bench *b = *state;
	const uint32_t cpus[] = {b->ids[0], XNB_NATIVE_MOST_CPUS - 1};
	int threads = count_threads();
	struct xnb_native_team *team;
	struct xnb_error err;

	assert_int_equal(xnb_native_team_new(&team, cpus, 2, false, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "CPU 8191"));
	assert_int_equal(count_threads(), threads);
}

static int make_team_without_threads(void)
{
	static const int calls[] = {SYS_clone, SYS_clone3};
	const uint32_t cpu = 0;
	struct xnb_native_team *team;
	struct xnb_error err;

	if (refuse_calls(calls, 2, EAGAIN) != 0)
		return 77;
	if (xnb_native_team_new(&team, &cpu, 1, false, &err) == 0)
		return 1;
	return err.exit == XNB_EXIT_ENVIRONMENT && strstr(err.text, "ulimit -u") ? 0 : 2;
}

static void threads_that_cannot_be_made_are_told(void **state)
{
	int code = in_a_child(make_team_without_threads);

	(void)state;
	if (code == 77)
		skip();
	assert_int_equal(code, 0);
}

#define with_a_team(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    with_a_team(one_team_runs_many_mailboxes),
	    with_a_team(a_signal_stops_them),
	    with_a_team(a_limit_stops_them),
	    with_a_team(a_cpu_that_is_lost_is_noticed),
	    with_a_team(refused_orders_are_an_error),
	    with_a_team(threads_share_a_cpu_only_when_asked),
	    with_a_team(cpus_that_are_not_there_are_refused),
	    cmocka_unit_test(threads_that_cannot_be_made_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
