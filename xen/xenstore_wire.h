/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A connection to xenstored: one request at a time, one thread. xenstore.c puts the
 * functions of libxenstore upon it, under their own names, for libxl and for us.
 *
 * Why not libxenstore: its static archive is built without threads, and then a watch's
 * event that arrives between a request and its reply is taken for the reply, and polling
 * xs_fileno() never sees one. libxl waits for watches while it makes requests. What is
 * lost against the shared library is its thread that reads, and so a switch of threads in
 * each request.
 *
 * A xenstored that does not answer is not waited for for ever: a request, and the rest of
 * a message that has begun, may take as long as the connection allows. After that, or
 * whatever else breaks a message off, nobody knows where the next one begins; all that is
 * asked later fails at once with the same errno.
 */
#ifndef XNB_XEN_XENSTORE_WIRE_H
#define XNB_XEN_XENSTORE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xenstore.h>

struct xnb_xs_message {
	struct xnb_xs_message *next;
	struct xsd_sockmsg header;
	char body[]; /* header.len bytes and a NUL */
};

/* libxenstore declares this name and leaves it to us what it is. */
struct xs_handle {
	int socket;
	int pending; /* an eventfd that is readable while there are events below */
	int poll;    /* an epoll of both: readable when an event is there or may be */
	unsigned ms; /* that a request may take */
	uint64_t deadline_ns; /* of the one under way, CLOCK_MONOTONIC */
	int broken;           /* the errno that did it; 0: not */
	struct xnb_xs_message *events, **last_event;
};

/* To the socket at `path`. NULL with errno; ETIMEDOUT: nobody took the connection. */
struct xs_handle *xnb_xs_connect(const char *path, unsigned ms);
void xnb_xs_disconnect(struct xs_handle *handle);

struct xnb_xs_part {
	const void *data;
	size_t bytes;
};
/*
 * Sends one request of `n` parts and returns its reply, to be freed; events of watches
 * that arrive before it are kept. NULL with errno, also when xenstored refuses.
 * ETIMEDOUT: it did not answer. EPROTO: what it sent is no reply.
 */
struct xnb_xs_message *xnb_xs_request(struct xs_handle *handle,
                                      enum xsd_sockmsg_type type, xs_transaction_t t,
                                      const struct xnb_xs_part *parts, size_t n);

/* The next event, to be freed. NULL with errno; EAGAIN: there is none, and it was not to
 * be waited for. ETIMEDOUT: none came in the time of a request. */
struct xnb_xs_message *xnb_xs_event(struct xs_handle *handle, bool wait);

#endif
