/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Those functions of libxenstore that libxl or we need, as <xenstore.h> describes them.
 */
#include "xen/xenstore_wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The kernel's own way to xenstored (/dev/xen/xenbus) is not tried: where xenstored has
 * died, a request there never ends.
 */
#define SOCKET "/run/xenstored/socket"

/* Far more than a busy xenstored takes. */
#define MOST_MS 10000

#define MOST_PERMISSIONS 8
#define PERMISSION_TEXT  16

static struct xnb_xs_part text(const char *string)
{
	return (struct xnb_xs_part){string, strlen(string) + 1};
}

/* A request whose reply says no more than that it went well. */
static bool ask(struct xs_handle *h, enum xsd_sockmsg_type type, xs_transaction_t t,
                const struct xnb_xs_part *parts, size_t n)
{
	struct xnb_xs_message *reply = xnb_xs_request(h, type, t, parts, n);

	free(reply);
	return reply != NULL;
}

static bool ask_text(struct xs_handle *h, enum xsd_sockmsg_type type, xs_transaction_t t,
                     const char *string)
{
	const struct xnb_xs_part part = text(string);

	return ask(h, type, t, &part, 1);
}

static bool ask_numbers(struct xs_handle *h, enum xsd_sockmsg_type type,
                        const unsigned long *numbers, size_t n)
{
	struct xnb_xs_part parts[3];
	char texts[3][24];

	for (size_t i = 0; i < n; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%lu", numbers[i]);
		parts[i] = text(texts[i]);
	}
	return ask(h, type, XBT_NULL, parts, n);
}

/* The body of a reply alone, as callers free it. */
static char *body_of(struct xnb_xs_message *reply, unsigned *length)
{
	char *body;

	if (!reply)
		return NULL;
	if (length)
		*length = reply->header.len;
	body = malloc(reply->header.len + 1);
	if (body)
		memcpy(body, reply->body, reply->header.len + 1);
	free(reply);
	return body;
}

/* The strings of a message, with the array of pointers to them in one piece of memory. */
static char **strings_of(struct xnb_xs_message *message, unsigned *count)
{
	size_t bytes, n = 0;
	char **list, *at;

	if (!message)
		return NULL;
	bytes = message->header.len;
	for (size_t i = 0; i < bytes; i++)
		n += message->body[i] == '\0';
	list = malloc((n + 1) * sizeof(*list) + bytes + 1);
	if (!list) {
		free(message);
		return NULL;
	}
	at = memcpy(&list[n + 1], message->body, bytes + 1);
	for (size_t i = 0; i < n; at += strlen(at) + 1)
		list[i++] = at;
	list[n] = NULL;
	*count = (unsigned)n;
	free(message);
	return list;
}

struct xs_handle *xs_open(unsigned long flags)
{
	(void)flags;
	return xnb_xs_connect(SOCKET, MOST_MS);
}

void xs_close(struct xs_handle *h)
{
	if (h)
		xnb_xs_disconnect(h);
}

/* Closing says nothing to xenstored, so that a child may as well. */
void xs_daemon_destroy_postfork(struct xs_handle *h)
{
	xs_close(h);
}

char **xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path,
                    unsigned *count)
{
	const struct xnb_xs_part part = text(path);

	return strings_of(xnb_xs_request(h, XS_DIRECTORY, t, &part, 1), count);
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path, unsigned *length)
{
	const struct xnb_xs_part part = text(path);

	return body_of(xnb_xs_request(h, XS_READ, t, &part, 1), length);
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path, const void *data,
              unsigned length)
{
	const struct xnb_xs_part parts[] = {text(path), {data, length}};

	return ask(h, XS_WRITE, t, parts, 2);
}

bool xs_mkdir(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	return ask_text(h, XS_MKDIR, t, path);
}

bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	return ask_text(h, XS_RM, t, path);
}

/* "r5": domain 5 may read. The first one names the owner and what all others may. */
static bool permission_text(const struct xs_permissions *permission,
                            char out[PERMISSION_TEXT])
{
	static const char letters[] = {'n', 'r', 'w', 'b'};

	if (permission->perms > (XS_PERM_READ | XS_PERM_WRITE))
		return false;
	snprintf(out, PERMISSION_TEXT, "%c%u", letters[permission->perms],
	         permission->id);
	return true;
}

bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t, const char *path,
                        struct xs_permissions *permissions, unsigned n)
{
	struct xnb_xs_part parts[MOST_PERMISSIONS + 1] = {text(path)};
	char texts[MOST_PERMISSIONS][PERMISSION_TEXT];

	if (n > MOST_PERMISSIONS) {
		errno = E2BIG;
		return false;
	}
	for (unsigned i = 0; i < n; i++) {
		if (!permission_text(&permissions[i], texts[i])) {
			errno = EINVAL;
			return false;
		}
		parts[i + 1] = text(texts[i]);
	}
	return ask(h, XS_SET_PERMS, t, parts, n + 1);
}

bool xs_watch(struct xs_handle *h, const char *path, const char *token)
{
	const struct xnb_xs_part parts[] = {text(path), text(token)};

	return ask(h, XS_WATCH, XBT_NULL, parts, 2);
}

bool xs_unwatch(struct xs_handle *h, const char *path, const char *token)
{
	const struct xnb_xs_part parts[] = {text(path), text(token)};

	return ask(h, XS_UNWATCH, XBT_NULL, parts, 2);
}

int xs_fileno(struct xs_handle *h)
{
	return h->poll;
}

/* A path and a token; callers look at both without counting. */
static char **event_of(struct xnb_xs_message *event, unsigned *count)
{
	char **list = strings_of(event, count);

	if (!list || *count >= 2)
		return list;
	free(list);
	errno = EPROTO;
	return NULL;
}

char **xs_check_watch(struct xs_handle *h)
{
	unsigned count;

	return event_of(xnb_xs_event(h, false), &count);
}

char **xs_read_watch(struct xs_handle *h, unsigned *count)
{
	return event_of(xnb_xs_event(h, true), count);
}

xs_transaction_t xs_transaction_start(struct xs_handle *h)
{
	const struct xnb_xs_part part = text("");
	char *id =
	    body_of(xnb_xs_request(h, XS_TRANSACTION_START, XBT_NULL, &part, 1), NULL);
	xs_transaction_t t = id ? (xs_transaction_t)strtoul(id, NULL, 10) : XBT_NULL;

	free(id);
	return t;
}

bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool abandon)
{
	return ask_text(h, XS_TRANSACTION_END, t, abandon ? "F" : "T");
}

bool xs_introduce_domain(struct xs_handle *h, unsigned domid, unsigned long mfn,
                         unsigned port)
{
	return ask_numbers(h, XS_INTRODUCE, (const unsigned long[]){domid, mfn, port}, 3);
}

bool xs_release_domain(struct xs_handle *h, unsigned domid)
{
	return ask_numbers(h, XS_RELEASE, (const unsigned long[]){domid}, 1);
}

bool xs_resume_domain(struct xs_handle *h, unsigned domid)
{
	return ask_numbers(h, XS_RESUME, (const unsigned long[]){domid}, 1);
}

bool xs_set_target(struct xs_handle *h, unsigned domid, unsigned target)
{
	return ask_numbers(h, XS_SET_TARGET, (const unsigned long[]){domid, target}, 2);
}

char *xs_get_domain_path(struct xs_handle *h, unsigned domid)
{
	char number[16];
	struct xnb_xs_part part;

	snprintf(number, sizeof(number), "%u", domid);
	part = text(number);
	return body_of(xnb_xs_request(h, XS_GET_DOMAIN_PATH, XBT_NULL, &part, 1), NULL);
}

bool xs_path_is_subpath(const char *parent, const char *child)
{
	size_t length = strlen(parent);

	return strncmp(parent, child, length) == 0 &&
	       (child[length] == '/' || child[length] == '\0');
}

/* Only for suspending a domain, which this tool never does. */
int xs_suspend_evtchn_port(int domid)
{
	(void)domid;
	return -1;
}
