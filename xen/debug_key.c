/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/debug_key.h"

#include "base/buf.h"
#include "xen/calls.h"

#include <stdlib.h>

/* A reading of the ring: more than a usual one holds, so that one call does. */
#define CHUNK (64u << 10)

/* Appends what the console has from *index on, which moves behind it. */
static int read_on(struct xnb_xen *xen, uint32_t *index, struct xnb_buf *text,
                   struct xnb_error *err)
{
	char *chunk = malloc(CHUNK);
	unsigned bytes = CHUNK;
	int result = -1;

	if (!chunk)
		return xnb_fail_nomem(err);
	while (bytes > 0) {
		bytes = CHUNK;
		if (xnb_call_read_console(xen, chunk, &bytes, index)) {
			xnb_xen_fail(xen, err, "see whether `xl dmesg' works",
			             "Xen's console: cannot be read");
			goto out;
		}
		if (text)
			xnb_buf_append(text, chunk, bytes);
	}
	result = text && text->failed ? xnb_fail_nomem(err) : 0;
out:
	free(chunk);
	return result;
}

int xnb_xen_debug_pages(struct xnb_xen *xen, uint32_t domid, struct xnb_debug_pages *out,
                        struct xnb_error *err)
{
	struct xnb_buf text = {0};
	uint32_t index = 0;
	int result = -1;

	if (read_on(xen, &index, NULL, err))
		return -1;
	if (xnb_call_send_debug_keys(xen, "u")) {
		xnb_xen_fail(xen, err, "see whether `xl debug-keys u' works",
		             "debug key u: cannot be sent");
		goto out;
	}
	if (!read_on(xen, &index, &text, err))
		result = xnb_debug_pages_parse(xnb_buf_text(&text), domid, out, err);
out:
	xnb_buf_free(&text);
	return result;
}
