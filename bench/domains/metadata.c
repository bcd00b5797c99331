/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/metadata.h"

#include "bench/domains/guest_calls.h"
#include "bench/semantics/check.h"
#include "xen/hypercall.h"

#include <stdbool.h>
#include <string.h>

static bool has_guest_path(const char *name)
{
	const struct xnb_guest_operation *g = xnb_guest_operations;

	while (g->name && strcmp(g->name, name) != 0)
		g++;
	return g->name != NULL;
}

static json_t *paths_of(const struct xnb_operation *operation)
{
	json_t *paths = json_array();

	for (int p = 0; paths && p < XNB_N_PATHS; p++)
		if (operation->call[p])
			json_array_append_new(paths, json_string(xnb_path_names[p]));
	if (paths && has_guest_path(operation->name))
		json_array_append_new(paths, json_string("guest"));
	return paths;
}

static json_t *values_of(enum xnb_axis axis, const int *values)
{
	json_t *list = json_array();
	char text[32];

	for (; list && *values != XNB_NO_VALUE; values++)
		json_array_append_new(
		    list, json_string(xnb_axis_text(axis, *values, text, sizeof(text))));
	return list;
}

static json_t *axes_of(const struct xnb_operation *operation)
{
	json_t *axes = json_object();

	for (int a = 0; axes && a < XNB_N_AXES; a++)
		if (operation->axes[a])
			json_object_set_new(
			    axes, xnb_axis_names[a],
			    values_of((enum xnb_axis)a, operation->axes[a]));
	return axes;
}

static json_t *operation_json(const struct xnb_operation *o)
{
	json_t *one = json_pack("{s:s, s:s, s:o, s:o}", "name", o->name, "summary",
	                        o->summary, "paths", paths_of(o), "params", axes_of(o));

	if (one && o->no_raw)
		json_object_set_new(one, "no_raw", json_string(o->no_raw));
	return one;
}

/* Those that only a domain itself can make. */
static int add_guests(json_t *list)
{
	for (const struct xnb_guest_operation *g = xnb_guest_operations; g->name; g++)
		if (!xnb_operation_find(g->name) &&
		    json_array_append_new(list,
		                          json_pack("{s:s, s:s, s:[s], s:{}}", "name",
		                                    g->name, "summary", g->summary,
		                                    "paths", "guest", "params")))
			return -1;
	return 0;
}

json_t *xnb_hypercalls_json(void)
{
	json_t *list = json_array();
	const struct xnb_operation *o;
	int failed = 0;

	for (size_t i = 0; !failed && (o = xnb_operation_at(i)); i++)
		failed = json_array_append_new(list, operation_json(o));
	if (!failed && add_guests(list) == 0)
		return list;
	json_decref(list);
	return NULL;
}

json_t *xnb_checks_json(void)
{
	json_t *list = json_array();

	for (const struct xnb_check *c = xnb_checks; list && c->name; c++) {
		json_t *one = json_pack("{s:s, s:s, s:s}", "name", c->name, "claim",
		                        c->claim, "source", c->source);

		if (json_array_append_new(list, one)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}
