/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/xenstore_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * The kernel's own way to xenstored (/dev/xen/xenbus) is not tried: where xenstored has
 * died, a request there never ends.
 */
#define SOCKET "/run/xenstored/socket"

static int connect_socket(void)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SOCKET};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	return fd;
}

static int watch_fd(int poll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN};

	return fd < 0 ? -1 : epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

struct xs_handle *xnb_xs_connect(void)
{
	struct xs_handle *handle = malloc(sizeof(*handle));
	int cause;

	if (!handle)
		return NULL;
	*handle = (struct xs_handle){
	    .socket = connect_socket(),
	    .pending = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
	    .poll = epoll_create1(EPOLL_CLOEXEC),
	};
	handle->last_event = &handle->events;
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

static int send_all(int fd, const void *data, size_t bytes)
{
	const char *at = data;

	while (bytes > 0) {
		ssize_t n = send(fd, at, bytes, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			at += n;
			bytes -= (size_t)n;
		}
	}
	return 0;
}

static int receive_all(int fd, void *data, size_t bytes)
{
	char *at = data;

	while (bytes > 0) {
		ssize_t n = recv(fd, at, bytes, 0);

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

static struct xnb_xs_message *receive(struct xs_handle *handle)
{
	struct xsd_sockmsg header;
	struct xnb_xs_message *message;

	if (receive_all(handle->socket, &header, sizeof(header)))
		return NULL;
	if (header.len > XENSTORE_PAYLOAD_MAX) {
		errno = EPROTO;
		return NULL;
	}
	message = malloc(sizeof(*message) + header.len + 1);
	if (!message)
		return NULL;
	*message = (struct xnb_xs_message){.header = header};
	if (receive_all(handle->socket, message->body, header.len)) {
		free(message);
		return NULL;
	}
	message->body[header.len] = '\0';
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

static struct xnb_xs_message *check_reply(struct xnb_xs_message *reply, uint32_t type)
{
	int cause;

	if (reply->header.type == type)
		return reply;
	cause = reply->header.type == XS_ERROR ? error_of(reply->body) : EPROTO;
	free(reply);
	errno = cause;
	return NULL;
}

static int send_request(struct xs_handle *handle, const struct xsd_sockmsg *header,
                        const struct xnb_xs_part *parts, size_t n)
{
	if (send_all(handle->socket, header, sizeof(*header)))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (send_all(handle->socket, parts[i].data, parts[i].bytes))
			return -1;
	return 0;
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
	if (send_request(handle, &header, parts, n))
		return NULL;
	while ((reply = receive(handle)) && reply->header.type == XS_WATCH_EVENT)
		keep_event(handle, reply);
	return reply ? check_reply(reply, type) : NULL;
}

static bool is_readable(int fd)
{
	struct pollfd look = {.fd = fd, .events = POLLIN};

	return poll(&look, 1, 0) > 0;
}

struct xnb_xs_message *xnb_xs_event(struct xs_handle *handle, bool wait)
{
	if (handle->events)
		return take_event(handle);
	if (!wait && !is_readable(handle->socket)) {
		errno = EAGAIN;
		return NULL;
	}
	/* No request is under way, so that nothing but an event can come. */
	return receive(handle);
}
