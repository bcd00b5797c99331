/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hypercalls timed from inside of a domain, on real Xen: run in dom0 of the box. Each
 * operation gives as many times as were asked for, more than one domain has room for
 * too, and leaves no domain. Prints a line per operation and failed check; 0 when there
 * was none.
 */
#include "bench/domains/guest_calls.h"
#include "bench/domains/jobs.h"
#include "bench/domains/quiet.h"
#include "bench/warnings.h"
#include "topology/from_xen.h"
#include "workloads/guest_calls.h"
#include "xen/hypercall.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEST_TAG 0x677565737463616cull
#define FEW      50u
#define MANY     ((size_t)XNB_RING_ENTRIES + 5)

static unsigned failures;
static uint64_t ticks[MANY];

static void fail(const char *what, const char *why)
{
	printf("FAIL %s: %s\n", what, why);
	failures++;
}

static void open_session(struct xnb_session *session, struct xnb_host *host)
{
	static struct xnb_warnings warnings;
	struct xnb_error err;

	*session = (struct xnb_session){.host = host,
	                                .run_tag = TEST_TAG,
	                                .warnings = &warnings,
	                                .amounts = {.watchdog_seconds = 60}};
	if (xnb_xen_open(&session->xen, NULL, &err) ||
	    xnb_host_from_xen(host, session->xen, &err) ||
	    xnb_wait_quiet(session->xen, &session->quiet, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit((int)err.exit);
	}
	session->cpu_khz = host->cpu_khz;
}

static void expect_no_domain(struct xnb_session *session)
{
	struct xnb_domain_entry *domains;
	struct xnb_error err;
	size_t n;

	if (xnb_xen_list_domains(session->xen, &domains, &n, &err)) {
		fail("the list of domains", err.text);
		return;
	}
	if (n != 0)
		fail("domains", "some are left");
	free(domains);
}

/* Once more, at most twice, where QEMU's emulation of SVM shut down the vCPU: then there
 * is no exception to tell of, and what the payload does wrong it does each time. */
static int time_calls(struct xnb_session *session,
                      const struct xnb_guest_operation *operation, size_t n,
                      struct xnb_error *err)
{
	int rc = xnb_guest_operation_time(session, operation, 0, n, ticks, err);

	for (int more = 2; rc && more > 0 && strstr(err->text, "without a word");
	     more--) {
		printf("note: %s: %s; once more\n", operation->name, err->text);
		rc = xnb_guest_operation_time(session, operation, 0, n, ticks, err);
	}
	return rc;
}

/* All of them from the first on, none left out: each is more than nothing. */
static void test_operation(struct xnb_session *session,
                           const struct xnb_guest_operation *operation, size_t n)
{
	struct xnb_error err;
	uint64_t most = 0;

	for (size_t i = 0; i < n; i++)
		ticks[i] = 0;
	if (time_calls(session, operation, n, &err)) {
		fail(operation->name, err.text);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (ticks[i] == 0)
			fail(operation->name, "a call took no time");
		most = ticks[i] > most ? ticks[i] : most;
	}
	printf("timed %s %d %zu: %" PRIu64 " ticks at most\n", operation->name,
	       operation->order, n, most);
	expect_no_domain(session);
}

static void test_refusal(struct xnb_session *session)
{
	const struct xnb_guest_operation none = {"none", "there is no such call",
	                                         XNB_N_GUEST_CALLS, XNB_NO_ORDER};
	struct xnb_error err;

	if (!xnb_guest_operation_time(session, &none, 0, FEW, ticks, &err))
		fail("none", "a call that there is not was timed");
	printf("refused: %s\n", err.text);
	expect_no_domain(session);
}

int main(void)
{
	struct xnb_session session;
	struct xnb_host host;

	setvbuf(stdout, NULL, _IOLBF, 0);
	open_session(&session, &host);
	for (const struct xnb_guest_operation *o = xnb_guest_operations; o->name; o++)
		test_operation(&session, o, FEW);
	test_operation(&session, &xnb_guest_operations[0], MANY);
	test_refusal(&session);
	printf("%u failures\n", failures);
	return failures != 0;
}
