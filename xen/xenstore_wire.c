/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/xenstore_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS UINT64_C(1000000)

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 * NS_PER_MS + (uint64_t)now.tv_nsec;
}

/* Also bounds the time that connect() waits for a place in the queue. */
static int connect_within(int fd, const struct sockaddr_un *address, unsigned ms)
{
	const struct timeval limit = {.tv_sec = ms / 1000,
	                              .tv_usec = (suseconds_t)(ms % 1000) * 1000};
	int rc = setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));

	if (rc == 0)
		rc = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	if (rc != 0 && errno == EAGAIN)
		errno = ETIMEDOUT;
	return rc;
}

static int connect_socket(const char *path, unsigned ms)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd, cause;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect_within(fd, &address, ms) != 0) {
		cause = errno;
		close(fd);
		errno = cause;
		return -1;
	}
	return fd;
}

static int watch_fd(int poll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN};

	return fd < 0 ? -1 : epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

struct xs_handle *xnb_xs_connect(const char *path, unsigned ms)
{
	struct xs_handle *handle = malloc(sizeof(*handle));
	int cause;

	if (!handle)
		return NULL;
	*handle = (struct xs_handle){
	    .pending = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
	    .poll = epoll_create1(EPOLL_CLOEXEC),
	    .ms = ms,
	};
	handle->last_event = &handle->events;
	/* Last, so that errno is its own. */
	handle->socket = connect_socket(path, ms);
	if (handle->socket >= 0 && !watch_fd(handle->poll, handle->socket) &&
	    !watch_fd(handle->poll, handle->pending))
		return handle;
	cause = errno;
	xnb_xs_disconnect(handle);
	errno = cause;
	return NULL;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

void xnb_xs_disconnect(struct xs_handle *handle)
{
	struct xnb_xs_message *event;

	while ((event = handle->events)) {
		handle->events = event->next;
		free(event);
	}
	close_fd(handle->socket);
	close_fd(handle->pending);
	close_fd(handle->poll);
	free(handle);
}

/* What is under way has so long from now. */
static void begin(struct xs_handle *handle)
{
	handle->deadline_ns = now_ns() + handle->ms * NS_PER_MS;
}

/* Waits until the socket may be ready, or fails with ETIMEDOUT. */
static int wait_for(const struct xs_handle *handle, short events)
{
	struct pollfd look = {.fd = handle->socket, .events = events};
	uint64_t now = now_ns();
	int n;

	if (now >= handle->deadline_ns) {
		errno = ETIMEDOUT;
		return -1;
	}
	/* Rounded up: the look at the clock after it is what ends the waiting. */
	n = poll(&look, 1, (int)((handle->deadline_ns - now) / NS_PER_MS) + 1);
	return n >= 0 || errno == EINTR ? 0 : -1;
}

static int send_all(const struct xs_handle *handle, const void *data, size_t bytes)
{
	const char *at = data;

	while (bytes > 0) {
		ssize_t n = send(handle->socket, at, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN && wait_for(handle, POLLOUT) == 0)
			continue;
		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			at += n;
			bytes -= (size_t)n;
		}
	}
	return 0;
}

static int receive_all(const struct xs_handle *handle, void *data, size_t bytes)
{
	char *at = data;

	while (bytes > 0) {
		ssize_t n = recv(handle->socket, at, bytes, MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN && wait_for(handle, POLLIN) == 0)
			continue;
		if (n == 0)
			errno = ECONNRESET;
		if (n == 0 || (n < 0 && errno != EINTR))
			return -1;
		if (n > 0) {
			at += n;
			bytes -= (size_t)n;
		}
	}
	return 0;
}

static struct xnb_xs_message *receive_message(struct xs_handle *handle)
{
	struct xsd_sockmsg header;
	struct xnb_xs_message *message;

	if (receive_all(handle, &header, sizeof(header)))
		return NULL;
	if (header.len > XENSTORE_PAYLOAD_MAX) {
		errno = EPROTO;
		return NULL;
	}
	message = malloc(sizeof(*message) + header.len + 1);
	if (!message)
		return NULL;
	*message = (struct xnb_xs_message){.header = header};
	if (receive_all(handle, message->body, header.len)) {
		free(message);
		return NULL;
	}
	message->body[header.len] = '\0';
	return message;
}

static struct xnb_xs_message *receive(struct xs_handle *handle)
{
	struct xnb_xs_message *message = receive_message(handle);

	if (!message)
		handle->broken = errno;
	return message;
}

static void keep_event(struct xs_handle *handle, struct xnb_xs_message *event)
{
	*handle->last_event = event;
	handle->last_event = &event->next;
	eventfd_write(handle->pending, 1);
}

static struct xnb_xs_message *take_event(struct xs_handle *handle)
{
	struct xnb_xs_message *event = handle->events;
	eventfd_t count;

	handle->events = event->next;
	if (!handle->events) {
		handle->last_event = &handle->events;
		eventfd_read(handle->pending, &count);
	}
	return event;
}

/* What an error's reply says, as errno. */
static int error_of(const char *name)
{
	for (size_t i = 0; i < sizeof(xsd_errors) / sizeof(xsd_errors[0]); i++)
		if (strcmp(xsd_errors[i].errstring, name) == 0)
			return xsd_errors[i].errnum;
	return EPROTO;
}

static struct xnb_xs_message *check_reply(struct xs_handle *handle,
                                          struct xnb_xs_message *reply, uint32_t type)
{
	int cause = EPROTO;

	if (reply->header.type == type)
		return reply;
	if (reply->header.type == XS_ERROR)
		cause = error_of(reply->body);
	else
		handle->broken = cause;
	free(reply);
	errno = cause;
	return NULL;
}

static bool is_broken(const struct xs_handle *handle)
{
	if (handle->broken)
		errno = handle->broken;
	return handle->broken != 0;
}

static int send_request(struct xs_handle *handle, const struct xsd_sockmsg *header,
                        const struct xnb_xs_part *parts, size_t n)
{
	int rc = send_all(handle, header, sizeof(*header));

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = send_all(handle, parts[i].data, parts[i].bytes);
	if (rc != 0)
		handle->broken = errno;
	return rc;
}

struct xnb_xs_message *xnb_xs_request(struct xs_handle *handle,
                                      enum xsd_sockmsg_type type, xs_transaction_t t,
                                      const struct xnb_xs_part *parts, size_t n)
{
	struct xsd_sockmsg header = {.type = type, .tx_id = t};
	struct xnb_xs_message *reply;
	size_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += parts[i].bytes;
	if (bytes > XENSTORE_PAYLOAD_MAX) {
		errno = E2BIG;
		return NULL;
	}
	header.len = (uint32_t)bytes;
	if (is_broken(handle))
		return NULL;
	begin(handle);
	if (send_request(handle, &header, parts, n))
		return NULL;
	while ((reply = receive(handle)) && reply->header.type == XS_WATCH_EVENT)
		keep_event(handle, reply);
	return reply ? check_reply(handle, reply, type) : NULL;
}

static bool is_readable(int fd)
{
	struct pollfd look = {.fd = fd, .events = POLLIN};

	return poll(&look, 1, 0) > 0;
}

struct xnb_xs_message *xnb_xs_event(struct xs_handle *handle, bool wait)
{
	struct xnb_xs_message *event;

	if (handle->events)
		return take_event(handle);
	if (is_broken(handle))
		return NULL;
	if (!wait && !is_readable(handle->socket)) {
		errno = EAGAIN;
		return NULL;
	}
	begin(handle);
	/* No request is under way, so that nothing but an event can come. */
	event = receive(handle);
	return event ? check_reply(handle, event, XS_WATCH_EVENT) : NULL;
}
