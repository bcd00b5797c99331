/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/debug_key.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PRESSED "'u' pressed -> dumping numa info"
#define LISTED  "Memory location of each domain:"

static const char *last_of(const char *text, const char *wanted)
{
	const char *last = NULL;

	for (const char *at = text; (at = strstr(at, wanted)); at++)
		last = at;
	return last;
}

static const char *next_line(const char *line)
{
	line = strchr(line, '\n');
	return line ? line + 1 : NULL;
}

/* Behind the console's "(XEN) " and, where it stamps times, "[...] ". */
static const char *skip_prefix(const char *line)
{
	static const char prefix[] = "(XEN) ";
	const char *end;

	if (strncmp(line, prefix, sizeof(prefix) - 1))
		return line;
	line += sizeof(prefix) - 1;
	if (*line != '[')
		return line;
	end = strpbrk(line, "]\n");
	return end && *end == ']' && end[1] == ' ' ? end + 2 : line;
}

/* Whether all of the format was there, which ends in "%n". */
#define MATCHES(line, format, ...) \
	(end = 0, sscanf(line, format "%n", __VA_ARGS__, &end), end > 0)

static bool is_domain(const char *line, uint32_t *domid, uint64_t *total)
{
	int end;

	return MATCHES(line, "Domain %" SCNu32 " (total: %" SCNu64 "):", domid, total) ||
	       MATCHES(line, "d%" SCNu32 " (total: %" SCNu64 "):", domid, total);
}

/* A number counts only when its line is whole. */
static bool is_node(const char *line, uint32_t *node, uint64_t *pages)
{
	int end;

	return MATCHES(line, " Node %" SCNu32 ": %" SCNu64, node, pages) &&
	       line[end] == '\n';
}

static int cut_off(uint32_t domid, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EMSGSIZE,
	                "domain %u: what debug key u says of it is not whole in Xen's "
	                "console ring; boot Xen with a larger conring_size, such as 1M",
	                domid);
}

/* Adds up the lines of one domain, up to the next domain's. */
static void read_nodes(const char *line, struct xnb_debug_pages *out)
{
	uint32_t node, other;
	uint64_t pages, total;

	for (; line; line = next_line(line)) {
		const char *text = skip_prefix(line);

		if (is_domain(text, &other, &total))
			return;
		if (is_node(text, &node, &pages) && node < XNB_DEBUG_NODES)
			out->node[node] = pages;
	}
}

static const char *find_domain(const char *line, uint32_t domid, uint64_t *total)
{
	uint32_t found;

	for (; line; line = next_line(line))
		if (is_domain(skip_prefix(line), &found, total) && found == domid)
			return next_line(line);
	return NULL;
}

int xnb_debug_pages_parse(const char *text, uint32_t domid, struct xnb_debug_pages *out,
                          struct xnb_error *err)
{
	const char *pressed = last_of(text, PRESSED), *listed, *nodes;
	uint64_t sum = 0;

	*out = (struct xnb_debug_pages){0};
	listed = pressed ? strstr(pressed, LISTED) : NULL;
	nodes = listed ? find_domain(listed, domid, &out->total) : NULL;
	if (!nodes)
		return cut_off(domid, err);
	read_nodes(nodes, out);
	for (unsigned node = 0; node < XNB_DEBUG_NODES; node++)
		sum += out->node[node];
	return sum == out->total ? 0 : cut_off(domid, err);
}
