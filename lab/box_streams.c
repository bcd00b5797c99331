/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/box_parts.h"

#include "base/io.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void pass_on(struct xnb_running *run, int fd, const char *name, const char *data,
                    size_t length)
{
	if (!run->failed && xnb_write_all(fd, data, length, name, run->err)) {
		run->failed = true;
		xnb_box_stop(run);
	}
}

static void take_console(struct xnb_running *run, const char *data, size_t length)
{
	run->last_console = run->pace.had;
	pass_on(run, run->box->console_log, "the console log", data, length);
	xnb_console_feed(&run->console, data, length);
	if (run->console.cause && run->crashed <= 0)
		run->crashed = xnb_box_now();
}

static void keep_last_words(struct xnb_running *run, const char *data, size_t length)
{
	size_t keep = length < sizeof(run->said) - 1 ? length : sizeof(run->said) - 1;

	memcpy(run->said, data + length - keep, keep);
	run->said[keep] = '\0';
}

static void take_files_data(struct xnb_running *run, const char *data, size_t length)
{
	if (run->box->files >= 0)
		pass_on(run, run->box->files, "the files from dom0", data, length);
}

void xnb_box_close_source(struct xnb_running *run, int stream)
{
	close(run->sources[stream]);
	run->sources[stream] = -1;
}

/* Reads what there is and counts it; the number of bytes, 0 also at the end. */
size_t xnb_box_read_source(struct xnb_running *run, int stream, char *data, size_t size)
{
	ssize_t n = read(run->sources[stream], data, size);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n <= 0) {
		xnb_box_close_source(run, stream);
		return 0;
	}
	run->received[stream] += (uint64_t)n;
	if (run->ended > 0)
		run->ended =
		    xnb_box_now(); /* on a busy machine the rest takes its time */
	return (size_t)n;
}

void xnb_box_read_stream(struct xnb_running *run, int stream)
{
	static void (*const takers[XNB_BOX_STREAMS])(struct xnb_running * run,
	                                             const char *data, size_t length) = {
	    [XNB_BOX_CONSOLE] = take_console,
	    [XNB_BOX_CONTROL] = xnb_box_take_control,
	    [XNB_BOX_FILES] = take_files_data,
	    [XNB_BOX_SAID] = keep_last_words,
	};
	static char chunk[1 << 18];
	size_t n = xnb_box_read_source(run, stream, chunk, sizeof(chunk));

	if (n)
		takers[stream](run, chunk, n);
}
