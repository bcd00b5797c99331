/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/id_list.h"

#include "base/io.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Enough for any list of XNB_NATIVE_MOST_CPUS numbers. */
enum { MOST_TEXT = 65536 };

struct list {
	const char *name;
	uint32_t bound;
	uint32_t *ids; /* [bound] */
	size_t n;
	bool *seen; /* [bound] */
};

static int no_list(const struct list *list, const char *at, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	                "%s: \"%.40s\" is no list of numbers below %" PRIu32
	                " such as 0-3,8",
	                list->name, at, list->bound);
}

static int take(struct list *list, uint32_t id, struct xnb_error *err)
{
	if (list->seen[id])
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "%s: %" PRIu32 " is named twice; name each once",
		                list->name, id);
	list->seen[id] = true;
	list->ids[list->n++] = id;
	return 0;
}

/* No sign, no space: strtoul() would take both. */
static bool read_number(const char **at, uint32_t bound, uint32_t *number)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)**at))
		return false;
	errno = 0;
	value = strtoul(*at, &end, 10);
	*at = end;
	*number = (uint32_t)value;
	return errno == 0 && value < bound;
}

static int take_range(struct list *list, const char **at, struct xnb_error *err)
{
	const char *from = *at;
	uint32_t first, last;

	if (!read_number(at, list->bound, &first))
		return no_list(list, from, err);
	last = first;
	if (**at == '-') {
		++*at;
		if (!read_number(at, list->bound, &last) || last < first)
			return no_list(list, from, err);
	}
	for (uint32_t id = first; id <= last; id++)
		if (take(list, id, err) < 0)
			return -1;
	return 0;
}

static int take_all(struct list *list, const char *at, struct xnb_error *err)
{
	at += strspn(at, " \t\n");
	while (*at) {
		if (take_range(list, &at, err) < 0)
			return -1;
		if (*at != ',')
			break;
		if (!*++at)
			return no_list(list, ",", err);
	}
	if (at[strspn(at, " \t\n")])
		return no_list(list, at, err);
	return 0;
}

int xnb_id_list_parse(const char *text, uint32_t bound, const char *name, uint32_t **ids,
                      size_t *n, struct xnb_error *err)
{
	struct list list = {.name = name, .bound = bound};
	int rc = -1;

	list.ids = calloc((size_t)bound + 1, sizeof(*list.ids));
	list.seen = calloc((size_t)bound + 1, sizeof(*list.seen));
	if (!list.ids || !list.seen)
		xnb_fail_nomem(err);
	else
		rc = take_all(&list, text, err);
	free(list.seen);
	if (rc < 0) {
		free(list.ids);
		return -1;
	}
	*ids = list.ids;
	*n = list.n;
	return 0;
}

static int compare_ids(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int xnb_id_list_read(const char *root, const char *path, uint32_t bound, uint32_t **ids,
                     size_t *n, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	char file[512];
	int rc = -1;

	snprintf(file, sizeof(file), "%s%s", root, path);
	if (xnb_read_file(file, &text, MOST_TEXT, err) == 0 &&
	    (rc = xnb_id_list_parse(xnb_buf_text(&text), bound, file, ids, n, err)) < 0 &&
	    err)
		err->exit = XNB_EXIT_ENVIRONMENT; /* no user wrote it */
	xnb_buf_free(&text);
	if (rc == 0)
		qsort(*ids, *n, sizeof(**ids), compare_ids);
	return rc;
}

void xnb_id_list_print(const uint32_t *ids, size_t n, struct xnb_buf *out)
{
	if (n == 0)
		xnb_buf_puts(out, "none");
	for (size_t i = 0, last; i < n; i = last + 1) {
		for (last = i; last + 1 < n && ids[last + 1] == ids[last] + 1; last++)
			continue;
		xnb_buf_printf(out, "%s%" PRIu32, i ? "," : "", ids[i]);
		if (last > i)
			xnb_buf_printf(out, "-%" PRIu32, ids[last]);
	}
}
