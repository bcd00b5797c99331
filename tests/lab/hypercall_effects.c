/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/lab/hypercall_effects.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One look at what a call did. */
struct sight {
	xc_interface *xc;
	const struct xnb_operation_state *state;
	char *what;
	size_t size;
};

static int wrong(const struct sight *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int wrong(const struct sight *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->what, s->size, format, args);
	va_end(args);
	return -1;
}

/* What the call answered, along the path that it took. */
static const union xnb_operation_data *answer(const struct sight *s)
{
	return s->state->request.path == XNB_PATH_RAW ? &s->state->raw->data
	                                              : &s->state->data;
}

static int value(const struct sight *s, enum xnb_axis axis)
{
	return s->state->request.variant.value[axis];
}

static int nothing(const struct sight *s)
{
	(void)s;
	return 0;
}

/* ---- the host ---- */

static int numainfo(const struct sight *s)
{
	xc_meminfo_t nodes[XNB_OPERATION_NODES];
	uint32_t distances[XNB_OPERATION_NODES * XNB_OPERATION_NODES];
	unsigned n = XNB_OPERATION_NODES;

	if (xc_numainfo(s->xc, &n, nodes, distances) != 0 || n < 2)
		return wrong(s, "the test cannot read the nodes");
	for (unsigned i = 0; i < n; i++)
		if (answer(s)->numa.memory[i].memsize != nodes[i].memsize)
			return wrong(s, "node %u has another size", i);
	if (memcmp(answer(s)->numa.distances, distances, n * n * sizeof(distances[0])) !=
	    0)
		return wrong(s, "other distances");
	return 0;
}

/* ---- node affinity ---- */

static int affinity_is(const struct sight *s, uint32_t domid, uint64_t wanted)
{
	xc_nodemap_t map = xc_nodemap_alloc(s->xc);
	uint64_t found = 0;
	int rc = map ? xc_domain_node_getaffinity(s->xc, domid, map) : -1;

	if (rc == 0)
		memcpy(&found, map, sizeof(found));
	free(map);
	if (rc != 0)
		return wrong(s, "the test cannot read the affinity");
	return found == wanted ? 0 : wrong(s, "affinity %#lx", found);
}

/* In a box of 2 nodes a domain's automatic affinity is both. */
static int set_node_affinity(const struct sight *s)
{
	int map = value(s, XNB_AXIS_AFFINITY);

	/* A map that was refused changed nothing: the affinity is still automatic. */
	return affinity_is(s, s->state->domid,
	                   map == XNB_MAP_ALL || map == XNB_MAP_NONE ? 3 : 2);
}

/* ---- the table ---- */

static const struct {
	const char *operation;
	int (*look)(const struct sight *s);
} looks[] = {
    {"empty", nothing},
    {"version", nothing},
    {"numainfo", numainfo},
    {"set-node-affinity", set_node_affinity},
};

int effects_look(struct effects *effects, const struct xnb_operation_state *state,
                 char *what, size_t size)
{
	const struct sight s = {effects->xc, state, what, size};

	effects->seen++;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (strcmp(looks[i].operation, state->request.operation->name) == 0)
			return looks[i].look(&s);
	return wrong(&s, "nobody knows what this call should do");
}
