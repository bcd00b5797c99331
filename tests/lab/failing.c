/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every call through xen/ fails once, on real Xen: run in dom0 of the box. A fixed plan
 * is run with the n-th call failing, for n = 1, 2, 3, ... until a run succeeds; after
 * each no domain is left and all memory is back. Prints a line per plan; 0 when all
 * passed.
 */
#include "tests/lab/safety.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum { MOST_CALLS = 5000 };

/* What may come of a run of which one call failed: a measurement error, or, while it
 * still asks for access to Xen, a lack in the environment. */
static bool is_failure(int code)
{
	return code == XNB_EXIT_FAILED || code == XNB_EXIT_ENVIRONMENT;
}

static void fail_every_call(const char *experiment, uint64_t memory_bytes)
{
	struct xnb_run_request request = fixed_plan(&experiment);
	struct account before;
	time_t start = time(NULL);
	char what[64];
	int code;

	request.memory_bytes = memory_bytes;
	/* The first run makes Xen allocate what it then keeps. */
	code = end_of(start_run(&request));
	if (code != 0) {
		fail("%s without a failure: exit code %d", experiment, code);
		print_log();
		return;
	}
	before = take_account();
	for (request.fail_call = 1; request.fail_call < MOST_CALLS; request.fail_call++) {
		snprintf(what, sizeof(what), "%s, call %" PRIu64, experiment,
		         request.fail_call);
		code = end_of(start_run(&request));
		expect_clean(&before, what);
		if (code == 0)
			break;
		if (!is_failure(code)) {
			fail("%s: exit code %d", what, code);
			print_log();
		}
	}
	if (request.fail_call == MOST_CALLS)
		fail("%s: no run succeeded", experiment);
	printf("%s: %" PRIu64 " calls made to fail, in %ld s\n", experiment,
	       request.fail_call - 1, (long)(time(NULL) - start));
}

int main(void)
{
	begin_tests();
	fail_every_call("placement", 16u << 20);
	fail_every_call("hypercall", 16u << 20);
	/* The payload's part of the way; a small domain, for it runs a few hundred times.
	 */
	fail_every_call("latency", 4u << 20);
	return end_tests();
}
