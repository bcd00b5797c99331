/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/box_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

bool xnb_relay_waits(const struct xnb_relay *relay)
{
	return relay->start < relay->end;
}

void xnb_relay_fill(struct xnb_running *run, struct xnb_relay *relay)
{
	relay->start = 0;
	relay->end =
	    xnb_box_read_source(run, relay->stream, relay->data, sizeof(relay->data));
	if (relay->dropped)
		relay->end = 0;
}

/* As much as poll() promised room for, should the descriptor block after all. */
static ssize_t write_some(const struct xnb_relay *relay)
{
	const char *data = relay->data + relay->start;
	size_t length = relay->end - relay->start;
	ssize_t n = send(relay->to, data, length, MSG_DONTWAIT);

	if (n >= 0 || errno != ENOTSOCK)
		return n;
	return write(relay->to, data,
	             relay->own || length < PIPE_BUF ? length : PIPE_BUF);
}

void xnb_relay_empty(struct xnb_running *run, struct xnb_relay *relay)
{
	ssize_t n = write_some(relay);

	if (n >= 0)
		relay->start += (size_t)n;
	else if (errno != EINTR && errno != EAGAIN) {
		XNB_BOX_FAIL(run, XNB_EXIT_FAILED, errno, "%s: cannot write: %s",
		             relay->name, strerror(errno));
		relay->end = relay->start;
		relay->dropped = true;
	}
}

/* Without it a reader who sleeps would keep the box from ending. */
void xnb_relays_drop(struct xnb_running *run)
{
	for (int i = 0; i < XNB_BOX_RELAYS; i++) {
		struct xnb_relay *relay = &run->relays[i];

		if (!xnb_relay_waits(relay))
			continue;
		run->result->unread = relay->name;
		relay->end = relay->start;
		relay->dropped = true;
	}
}

/* A descriptor of our own that never blocks, without changing the one that is shared with
 * others. Only pipes and terminals can block; a file opened anew would begin at 0. */
void xnb_relay_open(struct xnb_relay *relay, int stream, int to, const char *name)
{
	char path[64];
	struct stat st;
	int own = -1;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", to);
	if (fstat(to, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode)))
		own = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	relay->stream = stream;
	relay->name = name;
	relay->own = own >= 0;
	relay->to = own >= 0 ? own : to;
}

void xnb_relays_close(struct xnb_running *run)
{
	for (int i = 0; i < XNB_BOX_RELAYS; i++)
		if (run->relays[i].own)
			close(run->relays[i].to);
}
