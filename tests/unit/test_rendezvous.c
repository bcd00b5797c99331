/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which domains of a group are let go, when, and at which time: mailboxes written by hand
 * stand for the domains. */
#include "tests/unit/test.h"

#include "bench/domains/rendezvous.h"

#include <time.h>

enum { N = 3 };

static struct xnb_mailbox boxes[N];
static struct xnb_jobs_request requests[N];
static struct xnb_follower followers[N];
static struct xnb_rendezvous rendezvous;

/* Xen's system time is this much ahead of dom0's, or behind it. */
static int64_t ahead;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int three_domains(void **state)
{
	(void)state;
	rendezvous = (struct xnb_rendezvous){0};
	for (unsigned i = 0; i < N; i++) {
		boxes[i] = (struct xnb_mailbox){0};
		requests[i] = (struct xnb_jobs_request){0};
		followers[i] =
		    (struct xnb_follower){.mailbox = &boxes[i], .request = &requests[i]};
	}
	return 0;
}

static void come(unsigned domain, uint32_t number)
{
	boxes[domain].ready_ns = now_ns() + (uint64_t)ahead;
	boxes[domain].ready = number;
}

static void look(void)
{
	struct xnb_error err;

	assert_int_equal(xnb_rendezvous_look(&rendezvous, followers, N, &err), 0);
}

static void assert_go(uint32_t a, uint32_t b, uint32_t c)
{
	assert_int_equal(boxes[0].go, a);
	assert_int_equal(boxes[1].go, b);
	assert_int_equal(boxes[2].go, c);
}

static void nobody_goes_before_all_have_come(void **state)
{
	(void)state;
	come(0, 1);
	look();
	come(2, 1);
	look();
	assert_go(0, 0, 0);
	come(1, 1);
	look();
	assert_go(1, 1, 1);
	/* They are at work now, whatever `ready` still says. */
	come(0, 2);
	look();
	assert_go(1, 1, 1);
}

static void all_start_at_one_time_ahead_of_all_clocks(void **state)
{
	(void)state;
	for (int sign = -1; sign <= 1; sign += 2) {
		uint64_t latest;

		three_domains(NULL);
		ahead = sign * 3600000000000ll;
		come(0, 7);
		come(1, 7);
		/* A clock that is 5 ms ahead of the others counts. */
		ahead += 5000000;
		come(2, 7);
		latest = boxes[2].ready_ns;
		look();
		assert_go(7, 7, 7);
		assert_true(boxes[0].start_ns > latest);
		assert_true(boxes[0].start_ns < latest + 2000000000u);
		assert_true(boxes[1].start_ns == boxes[0].start_ns);
		assert_true(boxes[2].start_ns == boxes[0].start_ns);
	}
	ahead = 0;
}

static void who_was_refused_a_job_waits_at_the_next(void **state)
{
	(void)state;
	come(0, 1);
	come(1, 2);
	come(2, 1);
	look();
	assert_go(1, 0, 1);
	come(0, 2);
	come(2, 2);
	look();
	assert_go(2, 2, 2);
}

static void who_is_done_is_not_waited_for(void **state)
{
	(void)state;
	come(0, 1);
	come(1, 1);
	followers[2].done = true;
	look();
	assert_go(1, 1, 0);
}

static int note(void *arg, struct xnb_domain *domain, uint32_t number,
                struct xnb_error *err)
{
	unsigned *calls = arg;

	(void)domain;
	*calls = *calls * 10 + number;
	assert_int_equal(boxes[1].go, 0);
	return number == 3 ? xnb_fail(err, XNB_EXIT_FAILED, 0, "planted") : 0;
}

static void what_comes_before_is_done_before(void **state)
{
	unsigned calls = 0;
	struct xnb_error err;

	(void)state;
	requests[1].before_go = note;
	requests[1].before_go_arg = &calls;
	for (unsigned i = 0; i < N; i++)
		come(i, 2);
	look();
	assert_int_equal(calls, 2);
	assert_go(2, 2, 2);
	three_domains(NULL);
	requests[1].before_go = note;
	requests[1].before_go_arg = &calls;
	for (unsigned i = 0; i < N; i++)
		come(i, 3);
	assert_int_equal(xnb_rendezvous_look(&rendezvous, followers, N, &err), -1);
	assert_go(0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(nobody_goes_before_all_have_come, three_domains),
	    cmocka_unit_test_setup(all_start_at_one_time_ahead_of_all_clocks,
	                           three_domains),
	    cmocka_unit_test_setup(who_was_refused_a_job_waits_at_the_next,
	                           three_domains),
	    cmocka_unit_test_setup(who_is_done_is_not_waited_for, three_domains),
	    cmocka_unit_test_setup(what_comes_before_is_done_before, three_domains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
