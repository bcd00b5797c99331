/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long a process had this machine: by numbers, and by children that wait and work. */
#include "tests/unit/test.h"

#include "lab/pace.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Looks at a made-up process, ten seconds after the last time. */
static double after_ten(struct xnb_pace *pace, bool told, bool ready, double processor)
{
	const struct xnb_pace_look look = {
	    .told = told, .ready = ready, .processor = processor};

	xnb_pace_add(pace, &look, pace->looked + 10);
	return pace->had;
}

static void waiting_for_others_does_not_count(void **state)
{
	struct xnb_pace pace;

	(void)state;
	xnb_pace_begin(&pace, 1, 1000);
	/* It got one second of ten, then all, then those of two processors. */
	assert_float_equal(after_ten(&pace, true, true, 1), 1, 1e-9);
	assert_float_equal(after_ten(&pace, true, true, 11), 11, 1e-9);
	assert_float_equal(after_ten(&pace, true, true, 31), 21, 1e-9);
	/* All of it sleeps. */
	assert_float_equal(after_ten(&pace, true, false, 31.5), 31, 1e-9);
	/* Nothing is known of it for a while. */
	assert_float_equal(after_ten(&pace, false, false, 0), 41, 1e-9);
	assert_float_equal(after_ten(&pace, true, true, 33.5), 43, 1e-9);
	assert_float_equal(pace.looked, 1060, 1e-9);
}

/* A child that does this again and again until it is killed. */
static pid_t start(void (*what)(void))
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			what();
	}
	return child;
}

static void end(pid_t child)
{
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void sleep_on(void)
{
	pause();
}

static void work(void)
{
	for (volatile unsigned i = 0; i < 1000000; i++)
		;
}

static void who_sleeps_is_not_ready(void **state)
{
	pid_t child = start(sleep_on);
	struct xnb_pace_look look;

	(void)state;
	/* It may not have got there yet. */
	for (int i = 0; i == 0 || (look.ready && i < 20000); i++) {
		usleep(100);
		xnb_pace_look(&look, child);
	}
	assert_true(look.told);
	assert_false(look.ready);
	end(child);
}

static void who_works_is_ready_and_uses_a_processor(void **state)
{
	pid_t child = start(work);
	struct xnb_pace_look before, look;

	(void)state;
	xnb_pace_look(&before, child);
	look = before;
	for (int i = 0; look.processor < before.processor + 0.05 && i < 200000; i++) {
		usleep(100);
		xnb_pace_look(&look, child);
	}
	assert_true(look.processor >= before.processor + 0.05);
	assert_true(look.told);
	assert_true(look.ready);
	end(child);
	xnb_pace_look(&look, child);
	assert_false(look.told);
}

static double processor_time(void)
{
	struct rusage used;

	assert_int_equal(getrusage(RUSAGE_SELF, &used), 0);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* As getrusage() has it, but for a tick of each kind of time. */
static void processor_time_is_that_of_all_modes(void **state)
{
	struct xnb_pace_look look;
	double before;

	(void)state;
	do
		work();
	while (processor_time() < 0.1);
	before = processor_time();
	xnb_pace_look(&look, getpid());
	assert_true(look.processor >= before - 0.02);
	assert_true(look.processor <= processor_time() + 1e-6);
}

/* Two looks in one second are one. */
static void it_is_looked_at_now_and_then(void **state)
{
	struct xnb_pace pace;

	(void)state;
	xnb_pace_begin(&pace, 0, 50); /* no process */
	assert_float_equal(xnb_pace_had(&pace, 50.9), 0, 1e-9);
	assert_float_equal(xnb_pace_had(&pace, 51.5), 1.5, 1e-9);
	assert_float_equal(xnb_pace_had(&pace, 52.4), 1.5, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(waiting_for_others_does_not_count),
	    cmocka_unit_test(who_sleeps_is_not_ready),
	    cmocka_unit_test(who_works_is_ready_and_uses_a_processor),
	    cmocka_unit_test(processor_time_is_that_of_all_modes),
	    cmocka_unit_test(it_is_looked_at_now_and_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
