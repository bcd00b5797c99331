/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our own connection to xenstored, with a socket where the test plays xenstored: what it
 * is to answer is written before it is asked. */
#include "tests/unit/test.h"
#include "xen/xenstore_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Long enough for a busy machine where an answer comes, and short where none does. */
enum { AMPLE_MS = 60000, SHORT_MS = 20 };

struct store {
	char path[64];
	int listening, peer;
	struct xs_handle *xs;
};

static void open_store(struct store *store, unsigned ms)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(store->path, sizeof(store->path), "/tmp/xnb-xenstore-%ld",
	         (long)getpid());
	strcpy(address.sun_path, store->path);
	store->listening = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(
	    bind(store->listening, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(store->listening, 1), 0);
	store->xs = xnb_xs_connect(store->path, ms);
	assert_non_null(store->xs);
	store->peer = accept(store->listening, NULL, NULL);
	assert_true(store->peer >= 0);
}

static void close_store(struct store *store)
{
	xs_close(store->xs);
	close(store->peer);
	close(store->listening);
	unlink(store->path);
}

static void say(const struct store *store, uint32_t type, const char *body, uint32_t n)
{
	const struct xsd_sockmsg header = {.type = type, .len = n};

	assert_int_equal(write(store->peer, &header, sizeof(header)), sizeof(header));
	assert_int_equal(write(store->peer, body, n), n);
}
#define SAY(store, type, body) say(store, type, body, sizeof(body))

static bool has_event(const struct store *store)
{
	struct pollfd look = {.fd = xs_fileno(store->xs), .events = POLLIN};

	return poll(&look, 1, 0) == 1;
}

static void a_request_gets_its_reply(void **state)
{
	struct store store;
	struct xsd_sockmsg header;
	char body[8], *value;
	unsigned n;

	(void)state;
	open_store(&store, AMPLE_MS);
	say(&store, XS_READ, "value", 5);
	value = xs_read(store.xs, 7, "/a/b", &n);
	assert_string_equal(value, "value");
	assert_int_equal(n, 5);
	free(value);
	assert_int_equal(read(store.peer, &header, sizeof(header)), sizeof(header));
	assert_int_equal(header.type, XS_READ);
	assert_int_equal(header.tx_id, 7);
	assert_int_equal(header.len, 5);
	assert_int_equal(read(store.peer, body, sizeof(body)), 5);
	assert_string_equal(body, "/a/b");
	close_store(&store);
}

static void a_refusal_is_an_errno(void **state)
{
	struct store store;

	(void)state;
	open_store(&store, AMPLE_MS);
	SAY(&store, XS_ERROR, "EACCES");
	SAY(&store, XS_RM, "OK");
	assert_false(xs_rm(store.xs, XBT_NULL, "/a"));
	assert_int_equal(errno, EACCES);
	assert_true(xs_rm(store.xs, XBT_NULL, "/a"));
	close_store(&store);
}

/* What libxenstore's static archive gets wrong. */
static void events_before_a_reply_are_kept(void **state)
{
	struct store store;
	char **event;

	(void)state;
	open_store(&store, AMPLE_MS);
	assert_false(has_event(&store));
	assert_null(xs_check_watch(store.xs));
	assert_int_equal(errno, EAGAIN);
	SAY(&store, XS_WATCH_EVENT, "/first\0one");
	SAY(&store, XS_WATCH_EVENT, "/second\0two");
	SAY(&store, XS_RM, "OK");
	assert_true(xs_rm(store.xs, XBT_NULL, "/a"));
	assert_true(has_event(&store));
	event = xs_check_watch(store.xs);
	assert_string_equal(event[XS_WATCH_PATH], "/first");
	assert_string_equal(event[XS_WATCH_TOKEN], "one");
	free(event);
	assert_true(has_event(&store));
	event = xs_check_watch(store.xs);
	assert_string_equal(event[XS_WATCH_TOKEN], "two");
	free(event);
	assert_false(has_event(&store));
	SAY(&store, XS_WATCH_EVENT, "/third\0three");
	assert_true(has_event(&store));
	event = xs_check_watch(store.xs);
	assert_string_equal(event[XS_WATCH_TOKEN], "three");
	free(event);
	close_store(&store);
}

/* The answer that comes too late must not be the next request's. */
static void who_does_not_answer_is_asked_no_more(void **state)
{
	struct store store;

	(void)state;
	open_store(&store, SHORT_MS);
	assert_false(xs_rm(store.xs, XBT_NULL, "/a"));
	assert_int_equal(errno, ETIMEDOUT);
	SAY(&store, XS_RM, "OK");
	assert_false(xs_rm(store.xs, XBT_NULL, "/b"));
	assert_int_equal(errno, ETIMEDOUT);
	assert_null(xs_check_watch(store.xs));
	assert_int_equal(errno, ETIMEDOUT);
	close_store(&store);
}

static void half_a_message_is_not_waited_for(void **state)
{
	struct store store;

	(void)state;
	open_store(&store, SHORT_MS);
	assert_int_equal(write(store.peer, "half", 4), 4);
	assert_null(xs_check_watch(store.xs));
	assert_int_equal(errno, ETIMEDOUT);
	close_store(&store);
}

static void a_connection_that_is_not_taken_ends(void **state)
{
	struct store store;
	struct xs_handle *more[8];
	size_t n = 0;

	(void)state;
	open_store(&store, SHORT_MS);
	/* The queue has so many places. */
	while (n < 8 && (more[n] = xnb_xs_connect(store.path, SHORT_MS)))
		n++;
	assert_true(n < 8);
	assert_int_equal(errno, ETIMEDOUT);
	while (n > 0)
		xs_close(more[--n]);
	close_store(&store);
	assert_null(xnb_xs_connect(store.path, SHORT_MS));
	assert_int_equal(errno, ENOENT);
}

static void who_dies_is_an_error(void **state)
{
	struct store store;

	(void)state;
	open_store(&store, AMPLE_MS);
	shutdown(store.peer, SHUT_RDWR);
	assert_null(xs_check_watch(store.xs));
	assert_int_equal(errno, ECONNRESET);
	assert_false(xs_rm(store.xs, XBT_NULL, "/a"));
	assert_int_equal(errno, ECONNRESET);
	close_store(&store);
}

static void nonsense_is_an_error(void **state)
{
	const struct xsd_sockmsg large = {.type = XS_RM, .len = XENSTORE_PAYLOAD_MAX + 1};
	struct store store;

	(void)state;
	open_store(&store, AMPLE_MS);
	assert_int_equal(write(store.peer, &large, sizeof(large)), sizeof(large));
	assert_false(xs_rm(store.xs, XBT_NULL, "/a"));
	assert_int_equal(errno, EPROTO);
	close_store(&store);
	/* The reply to something else. */
	open_store(&store, AMPLE_MS);
	SAY(&store, XS_WRITE, "OK");
	SAY(&store, XS_RM, "OK");
	assert_false(xs_rm(store.xs, XBT_NULL, "/a"));
	assert_int_equal(errno, EPROTO);
	assert_false(xs_rm(store.xs, XBT_NULL, "/a"));
	close_store(&store);
	/* An event without its token. */
	open_store(&store, AMPLE_MS);
	SAY(&store, XS_WATCH_EVENT, "/path");
	assert_null(xs_check_watch(store.xs));
	assert_int_equal(errno, EPROTO);
	close_store(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_gets_its_reply),
	    cmocka_unit_test(a_refusal_is_an_errno),
	    cmocka_unit_test(events_before_a_reply_are_kept),
	    cmocka_unit_test(who_does_not_answer_is_asked_no_more),
	    cmocka_unit_test(half_a_message_is_not_waited_for),
	    cmocka_unit_test(a_connection_that_is_not_taken_ends),
	    cmocka_unit_test(who_dies_is_an_error),
	    cmocka_unit_test(nonsense_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
