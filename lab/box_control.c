/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/box_parts.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

void xnb_box_send_signal(struct xnb_running *run, int number)
{
	char line[32];
	int length = snprintf(line, sizeof(line), "signal %d\n", number);

	/* When the box is gone already there is nobody to tell. */
	send(run->sources[XNB_BOX_CONTROL], line, (size_t)length,
	     MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void take_ready(struct xnb_running *run, const char *rest)
{
	(void)rest;
	run->ready = true;
	run->result->ready_s = xnb_box_now() - run->started;
	xnb_box_note(run, "dom0 is ready");
}

static void take_fail(struct xnb_running *run, const char *rest)
{
	char shown[300];

	xnb_utf8_show(shown, sizeof(shown), rest);
	XNB_BOX_FAIL(run, XNB_EXIT_ENVIRONMENT, 0, "dom0's init failed: %s", shown);
}

static void end_command(struct xnb_running *run, int status)
{
	run->command_ended = true;
	run->result->status = status;
	run->result->command_s = xnb_box_now() - run->started;
	xnb_box_note(run, "the command has ended");
}

static void take_exit(struct xnb_running *run, const char *rest)
{
	end_command(run, atoi(rest));
}

static void take_signal(struct xnb_running *run, const char *rest)
{
	end_command(run, 128 + atoi(rest));
}

static void take_files(struct xnb_running *run, const char *rest)
{
	char *end;

	run->expected[XNB_BOX_FILES] = strtoull(rest, &end, 10);
	run->tar_status = atoi(end);
}

static void take_end(struct xnb_running *run, const char *rest)
{
	char *end;

	run->expected[XNB_BOX_OUT] = strtoull(rest, &end, 10);
	run->expected[XNB_BOX_ERR] = strtoull(end, NULL, 10);
	run->ended = xnb_box_now();
}

static bool any_waits(const struct xnb_running *run)
{
	return xnb_relay_waits(&run->relays[0]) || xnb_relay_waits(&run->relays[1]);
}

/* Ends QEMU once everything that init sent is here. */
void xnb_box_check_complete(struct xnb_running *run, double t)
{
	if (any_waits(run))
		run->ended = t; /* it is not dom0 that keeps us waiting */
	run->complete = true;
	for (int i = XNB_BOX_OUT; i <= XNB_BOX_FILES; i++)
		run->complete &= run->received[i] == run->expected[i];
	if (run->complete)
		xnb_box_stop(run);
	else if (t - run->ended > XNB_BOX_STOP_AFTER)
		XNB_BOX_FAIL(run, XNB_EXIT_FAILED, 0,
		             "the rest of what dom0 sent did not arrive");
}

static void obey(struct xnb_running *run, char *line)
{
	static const struct {
		const char *word;
		void (*take)(struct xnb_running *run, const char *rest);
	} words[] = {
	    {"ready", take_ready},   {"fail", take_fail},   {"exit", take_exit},
	    {"signal", take_signal}, {"files", take_files}, {"end", take_end},
	};
	char *rest = line + strcspn(line, " "), shown[100];

	if (*rest)
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(line, words[i].word) == 0) {
			words[i].take(run, rest);
			return;
		}
	}
	xnb_utf8_show(shown, sizeof(shown), line);
	XNB_BOX_FAIL(run, XNB_EXIT_FAILED, 0,
	             "dom0's init said \"%s\", which means nothing", shown);
}

void xnb_box_take_control(struct xnb_running *run, const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (data[i] != '\n') {
			if (run->line_used < sizeof(run->line) - 1)
				run->line[run->line_used++] = data[i];
			continue;
		}
		run->line[run->line_used] = '\0';
		run->line_used = 0;
		obey(run, run->line);
	}
}
