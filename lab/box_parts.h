/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of a running box share: box.c attends to it and ends it, box_start.c
 * starts QEMU, box_streams.c reads what comes out of it, box_control.c is told by dom0's
 * init how far it is, box_relay.c passes output on to a reader who may be slow.
 */
#ifndef XNB_LAB_BOX_PARTS_H
#define XNB_LAB_BOX_PARTS_H

#include "base/error.h"
#include "lab/box.h"
#include "lab/console.h"
#include "lab/pace.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Seconds from asking the command to end to ending QEMU. */
#define XNB_BOX_STOP_AFTER 15.0

/* Where each stream of the box is in poll()'s array; behind them where two of them go. */
enum {
	XNB_BOX_CONSOLE,
	XNB_BOX_CONTROL,
	XNB_BOX_OUT,
	XNB_BOX_ERR,
	XNB_BOX_FILES,
	XNB_BOX_SAID,
	XNB_BOX_STREAMS,
	XNB_BOX_SIGNALS = XNB_BOX_STREAMS,
	XNB_BOX_TO_OUT,
	XNB_BOX_TO_ERR,
	XNB_BOX_FDS
};

/* Output on its way to a reader who may be slow: no more is read before it is all gone.
 */
struct xnb_relay {
	int stream; /* where it comes from */
	int to;
	const char *name;
	bool own;     /* `to` is to be closed */
	bool dropped; /* the reader is given up */
	size_t start, end;
	char data[1 << 16];
};

enum { XNB_BOX_RELAYS = 2 };

struct xnb_running {
	const struct xnb_box *box;
	struct xnb_box_result *result;
	struct xnb_error *err;
	int sources[XNB_BOX_STREAMS]; /* our ends of QEMU's streams; -1: closed */
	struct xnb_relay relays[XNB_BOX_RELAYS];
	struct pollfd fds[XNB_BOX_FDS];
	pid_t qemu;
	unsigned pinned, to_pin;        /* QEMU's vCPU threads */
	double started, crashed, asked; /* 0: not yet */
	struct xnb_pace pace;           /* QEMU's, until dom0 is ready */
	double last_console;            /* what it had then */
	double ended; /* init has said all, or more of it has arrived since; 0: not yet */
	bool ready, command_ended, killed_command, complete;
	uint64_t expected[XNB_BOX_STREAMS],
	    received[XNB_BOX_STREAMS]; /* bytes; expected as init says */
	int tar_status;
	bool failed; /* *err is filled */
	struct xnb_console console;
	char line[1024]; /* of the control port, so far */
	size_t line_used;
	char said[512]; /* QEMU's last words */
};

/* Seconds of a clock that only goes on. */
double xnb_box_now(void);

/* With --verbose: how far it is. */
void xnb_box_note(const struct xnb_running *run, const char *what);

/* Ends QEMU at once. */
void xnb_box_stop(struct xnb_running *run);

/* Keeps the first failure and ends the box. */
#define XNB_BOX_FAIL(run, ...)                             \
	do {                                               \
		if (!(run)->failed)                        \
			xnb_fail((run)->err, __VA_ARGS__); \
		(run)->failed = true;                      \
		xnb_box_stop(run);                         \
	} while (0)

/* Starts QEMU with all streams connected; -1: the error is filled, and there is none. */
int xnb_box_start(struct xnb_running *run);

/* Asks init to send the command this signal. */
void xnb_box_send_signal(struct xnb_running *run, int number);

/* What came from the control port. */
void xnb_box_take_control(struct xnb_running *run, const char *data, size_t length);

/* Ends QEMU once everything that init sent is here. */
void xnb_box_check_complete(struct xnb_running *run, double t);

/* Reads what there is and counts it; the number of bytes, 0 also at the end. */
size_t xnb_box_read_source(struct xnb_running *run, int stream, char *data, size_t size);

/* Reads a stream that is not relayed, and gives it to whom it concerns. */
void xnb_box_read_stream(struct xnb_running *run, int stream);

void xnb_box_close_source(struct xnb_running *run, int stream);

/* A relay from `stream` to the descriptor `to`; `name` is for messages. */
void xnb_relay_open(struct xnb_relay *relay, int stream, int to, const char *name);
void xnb_relay_fill(struct xnb_running *run, struct xnb_relay *relay);
void xnb_relay_empty(struct xnb_running *run, struct xnb_relay *relay);

/* Whether there is something that the reader has not taken yet. */
bool xnb_relay_waits(const struct xnb_relay *relay);

/* Gives up readers that take nothing: they would keep the box from ending. */
void xnb_relays_drop(struct xnb_running *run);
void xnb_relays_close(struct xnb_running *run);

#endif
