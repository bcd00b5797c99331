/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/hypercall_sweeps.h"

#include <stdlib.h>
#include <string.h>

/* More domains, or callers, than a host is asked for. */
enum { MOST_VALUES = 16 };

const char *const xnb_caller_names[] = {
    [XNB_CALLER_NEAR] = "near",
    [XNB_CALLER_FAR] = "far",
};

static const struct xnb_surroundings nothing = {XNB_NO_VALUE, XNB_NO_VALUE, XNB_NO_VALUE};

/* ---- the values of each sweep ---- */

static size_t domain_values(const struct xnb_hypercall_facts *facts,
                            struct xnb_surroundings *values)
{
	static const int domains[] = {0, 8, 64};
	const size_t n = sizeof(domains) / sizeof(domains[0]);

	(void)facts;
	for (size_t i = 0; i < n; i++) {
		values[i] = nothing;
		values[i].domains = domains[i];
	}
	return n;
}

/* 1, 2, 4, ... and all that there are. */
static size_t caller_values(const struct xnb_hypercall_facts *facts,
                            struct xnb_surroundings *values)
{
	size_t n = 0;

	if (facts->counted)
		return 0;
	for (unsigned callers = 1; callers < facts->callers && n < MOST_VALUES - 1;
	     callers *= 2) {
		values[n] = nothing;
		values[n++].callers = (int)callers;
	}
	values[n] = nothing;
	values[n++].callers = (int)facts->callers;
	return n;
}

static size_t place_values(const struct xnb_hypercall_facts *facts,
                           struct xnb_surroundings *values)
{
	(void)facts;
	for (int caller = XNB_CALLER_NEAR; caller <= XNB_CALLER_FAR; caller++) {
		values[caller] = nothing;
		values[caller].caller = caller;
	}
	return XNB_CALLER_FAR + 1;
}

/* ---- the sweeps ---- */

enum { ONE_VCPU = 1, MOST_SWEPT = 8 };

/* An operation in the one variant that a sweep takes. */
struct swept {
	const char *operation;
	struct xnb_variant variant;
};
#define VARIANT(vcpus, affinity)                          \
	{                                                 \
		.value = {                                \
			[XNB_AXIS_VCPUS] = (vcpus),       \
			[XNB_AXIS_AFFINITY] = (affinity), \
			[XNB_AXIS_ORDER] = XNB_NO_VALUE,  \
			[XNB_AXIS_POLICY] = XNB_NO_VALUE  \
		}                                         \
	}
#define NO_AXES VARIANT(XNB_NO_VALUE, XNB_NO_VALUE)

static const struct sweep {
	size_t (*values)(const struct xnb_hypercall_facts *facts,
	                 struct xnb_surroundings *values);
	struct swept swept[MOST_SWEPT]; /* ends with a NULL name */
} sweeps[] = {
    {
        .values = domain_values,
        .swept = {{"getinfolist", NO_AXES},
                  {"numainfo", NO_AXES},
                  {"set-node-affinity", VARIANT(ONE_VCPU, XNB_MAP_EXPLICIT)},
                  {"get-node-affinity", VARIANT(ONE_VCPU, XNB_MAP_EXPLICIT)}},
    },
    {
        /* The domctls share a lock that `version` does not take. */
        .values = caller_values,
        .swept = {{"version", NO_AXES},
                  {"set-node-affinity", VARIANT(ONE_VCPU, XNB_MAP_EXPLICIT)},
                  {"get-node-affinity", VARIANT(ONE_VCPU, XNB_MAP_EXPLICIT)}},
    },
    {
        .values = place_values,
        .swept = {{"version", NO_AXES},
                  {"set-node-affinity", VARIANT(ONE_VCPU, XNB_MAP_EXPLICIT)},
                  {"get-node-affinity", VARIANT(ONE_VCPU, XNB_MAP_EXPLICIT)}},
    },
};
static const size_t n_sweeps = sizeof(sweeps) / sizeof(sweeps[0]);

/* ---- the list ---- */

static void add(struct xnb_hypercall_list *list, struct xnb_hypercall_series series)
{
	if (list->series)
		list->series[list->n] = series;
	list->n++;
}

static void add_paths(struct xnb_hypercall_list *list, struct xnb_hypercall_series series)
{
	for (int path = 0; path < XNB_N_PATHS; path++) {
		series.path = (enum xnb_path)path;
		if (series.operation->call[path])
			add(list, series);
	}
}

static void add_catalogue(struct xnb_hypercall_list *list)
{
	struct xnb_hypercall_series series = {.around = nothing};

	for (size_t i = 0; (series.operation = xnb_operation_at(i)); i++)
		for (size_t v = 0;
		     xnb_operation_variant(series.operation, v, &series.variant); v++)
			add_paths(list, series);
}

static void add_each_once(struct xnb_hypercall_list *list)
{
	struct xnb_hypercall_series series = {.around = nothing};

	for (size_t i = 0; (series.operation = xnb_operation_at(i)); i++) {
		series.path = (enum xnb_path)(i % XNB_N_PATHS);
		if (!series.operation->call[series.path])
			series.path = XNB_PATH_WRAPPER;
		xnb_operation_variant(series.operation, 0, &series.variant);
		add(list, series);
	}
}

static void add_sweep(struct xnb_hypercall_list *list, const struct sweep *sweep,
                      const struct xnb_hypercall_facts *facts)
{
	struct xnb_surroundings values[MOST_VALUES];
	size_t n = sweep->values(facts, values);

	for (size_t i = 0; i < n; i++)
		for (const struct swept *s = sweep->swept; s->operation; s++)
			add_paths(list, (struct xnb_hypercall_series){
			                    .operation = xnb_operation_find(s->operation),
			                    .variant = s->variant,
			                    .around = values[i],
			                });
}

static void add_all(struct xnb_hypercall_list *list,
                    const struct xnb_hypercall_facts *facts)
{
	if (facts->each_once) {
		add_each_once(list);
		return;
	}
	add_catalogue(list);
	for (size_t i = 0; i < n_sweeps; i++)
		add_sweep(list, &sweeps[i], facts);
}

int xnb_hypercall_list_make(struct xnb_hypercall_list *list,
                            const struct xnb_hypercall_facts *facts,
                            struct xnb_error *err)
{
	*list = (struct xnb_hypercall_list){0};
	add_all(list, facts); /* counts them */
	list->series = calloc(list->n, sizeof(*list->series));
	if (!list->series)
		return xnb_fail_nomem(err);
	list->n = 0;
	add_all(list, facts);
	return 0;
}

void xnb_hypercall_list_free(struct xnb_hypercall_list *list)
{
	free(list->series);
	*list = (struct xnb_hypercall_list){0};
}
