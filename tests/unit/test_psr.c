/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory bandwidth monitoring without a processor that has it: the arithmetic, and the
 * way through bench/domains/traffic.c and xen/psr.c with a Xen made up below, of which
 * each call can be made to fail.
 */
#include "tests/unit/test.h"

#include "bench/domains/builder.h"
#include "bench/domains/traffic.h"
#include "xen/calls.h"

#include <errno.h>
#include <string.h>

static struct fake {
	int enabled;
	uint32_t events;
	unsigned calls, fail_call; /* the n-th call fails, from 1 */
	int attached;              /* attached less detached */
	uint64_t local[2], total[2];
	uint64_t now_ns;
} fake;

static int call_fails(void)
{
	errno = EIO;
	return ++fake.calls == fake.fail_call;
}

int xnb_call_psr_enabled(struct xnb_xen *xen)
{
	(void)xen;
	return call_fails() ? -1 : fake.enabled;
}

static int answer(uint32_t *out, uint32_t value)
{
	*out = value;
	return call_fails() ? -1 : 0;
}

int xnb_call_psr_event_mask(struct xnb_xen *xen, uint32_t *events)
{
	(void)xen;
	return answer(events, fake.events);
}

int xnb_call_psr_upscaling_factor(struct xnb_xen *xen, uint32_t *bytes)
{
	(void)xen;
	return answer(bytes, 65536);
}

int xnb_call_psr_total_rmid(struct xnb_xen *xen, uint32_t *total)
{
	(void)xen;
	return answer(total, 31);
}

int xnb_call_psr_attach(struct xnb_xen *xen, uint32_t domid)
{
	(void)xen, (void)domid;
	if (call_fails())
		return -1;
	fake.attached++;
	return 0;
}

int xnb_call_psr_detach(struct xnb_xen *xen, uint32_t domid)
{
	(void)xen, (void)domid;
	fake.attached--;
	return call_fails() ? -1 : 0;
}

int xnb_call_psr_domain_rmid(struct xnb_xen *xen, uint32_t domid, uint32_t *rmid)
{
	(void)xen, (void)domid;
	return answer(rmid, 7);
}

/* CPUs 0 and 1 are socket 0, CPU 2 is socket 1. */
static int counter(const uint64_t *counters, uint32_t rmid, uint32_t cpu, uint64_t *count)
{
	assert_int_equal(rmid, 7);
	*count = counters[cpu == 2];
	return call_fails() ? -1 : 0;
}

int xnb_call_psr_local(struct xnb_xen *xen, uint32_t rmid, uint32_t cpu, uint64_t *count)
{
	(void)xen;
	return counter(fake.local, rmid, cpu, count);
}

int xnb_call_psr_total(struct xnb_xen *xen, uint32_t rmid, uint32_t cpu, uint64_t *count)
{
	(void)xen;
	return counter(fake.total, rmid, cpu, count);
}

int xnb_xen_fail(struct xnb_xen *xen, struct xnb_error *err, const char *remedy,
                 const char *format, ...)
{
	(void)xen, (void)remedy, (void)format;
	return xnb_fail(err, XNB_EXIT_FAILED, errno, "made to fail");
}

uint64_t xnb_now_ns(void)
{
	return fake.now_ns;
}

static struct xnb_host_cpu cpus[] = {{.id = 0, .online = true, .socket = 0},
                                     {.id = 1, .online = true, .socket = 0},
                                     {.id = 2, .online = true, .socket = 1},
                                     {.id = 3, .online = false, .socket = XNB_ABSENT}};
static const struct xnb_host host = {.cpus = cpus, .n_cpus = 4};
static struct xnb_domain domain = {.domid = 3};
static struct xnb_traffic traffic;
static struct xnb_error err;

static int set_up(void **state)
{
	(void)state;
	fake = (struct fake){.enabled = 1, .events = 7, .now_ns = 1000000000};
	return 0;
}

static int begin(void)
{
	return xnb_traffic_begin(&traffic, NULL, &domain, &host, &err);
}

static void look_at(uint64_t ns)
{
	const struct xnb_look look = {.now_ns = ns};

	fake.now_ns = ns;
	xnb_traffic_look(&traffic, &look);
}

static void a_counter_that_wraps_goes_on(void **state)
{
	const uint64_t top24 = 1u << 24, top32 = (uint64_t)1 << 32;

	(void)state;
	assert_int_equal(xnb_psr_difference(5, 12), 7);
	assert_int_equal(xnb_psr_difference(5, 5), 0);
	assert_int_equal(xnb_psr_difference(top24 - 3, 4), 7);
	assert_int_equal(xnb_psr_difference(top32 - 3, 4), 7);
	/* No counter has less than 24 bits. */
	assert_int_equal(xnb_psr_difference(10, 4), top24 - 6);
}

static void a_rate_is_bytes_by_seconds(void **state)
{
	(void)state;
	assert_true(xnb_psr_rate(1000, 65536, 500000000) == 131072000.0);
	assert_true(xnb_psr_rate(1000, 65536, 0) == 0);
}

/* 2 s: socket 0 counts 100 and 150 of all, socket 1 wraps and counts 20 and 30. */
static void all_sockets_are_added_up(void **state)
{
	const uint64_t top = 1u << 24;

	(void)state;
	fake.local[0] = fake.total[0] = 1000;
	fake.local[1] = fake.total[1] = top - 10;
	assert_int_equal(begin(), 0);
	assert_int_equal(traffic.n_sockets, 2);
	fake.local[0] += 40, fake.total[0] += 50;
	fake.local[1] = 5, fake.total[1] = 8;
	look_at(1500000000); /* too soon */
	look_at(2000000000);
	fake.local[0] += 60, fake.total[0] += 100;
	fake.local[1] = 10, fake.total[1] = 20;
	fake.now_ns = 3000000000;
	assert_int_equal(xnb_traffic_end(&traffic, &domain, &err), 0);
	assert_false(traffic.failed);
	assert_true(xnb_traffic_local(&traffic) == (100.0 + 20) * 65536 / 2);
	assert_true(xnb_traffic_total(&traffic) == (150.0 + 30) * 65536 / 2);
	assert_int_equal(fake.attached, 0);
}

static void what_is_not_offered_is_said(void **state)
{
	(void)state;
	fake.enabled = 0;
	assert_int_equal(begin(), 0);
	assert_false(traffic.attached);
	assert_non_null(strstr(traffic.psr.why, "psr=cmt"));
	set_up(NULL);
	fake.events = 1; /* occupancy of the cache alone */
	assert_int_equal(begin(), 0);
	assert_false(traffic.attached);
	assert_non_null(strstr(traffic.psr.why, "cache"));
	look_at(9000000000);
	assert_int_equal(xnb_traffic_end(&traffic, &domain, &err), 0);
	assert_int_equal(fake.attached, 0);
}

/* Whatever fails, the domain is let go, and a sum that lacks something is not told. */
static void each_call_may_fail(void **state)
{
	unsigned n = 0;

	(void)state;
	do {
		int result;

		set_up(NULL);
		fake.fail_call = ++n;
		result = begin();
		if (!result) {
			look_at(2000000000);
			look_at(3000000000);
		}
		fake.now_ns = 4000000000;
		if (xnb_traffic_end(&traffic, &domain, &err) == 0 && n <= fake.calls)
			assert_true(result || traffic.failed);
		assert_int_equal(fake.attached, 0);
	} while (n <= fake.calls);
	assert_true(n > 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_counter_that_wraps_goes_on),
	    cmocka_unit_test(a_rate_is_bytes_by_seconds),
	    cmocka_unit_test_setup(all_sockets_are_added_up, set_up),
	    cmocka_unit_test_setup(what_is_not_offered_is_said, set_up),
	    cmocka_unit_test(each_call_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
