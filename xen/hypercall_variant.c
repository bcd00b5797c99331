/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The catalogue and its variants: no call to Xen. */
#include "xen/hypercalls/state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* An extent of 1 GiB costs as much as 512 of those of 2 MiB. */
enum { LARGE_ORDER = 18, LARGE_DIVISOR = 100 };

const char *const xnb_path_names[XNB_N_PATHS] = {
    [XNB_PATH_WRAPPER] = "wrapper",
    [XNB_PATH_RAW] = "raw",
};

const char *const xnb_axis_names[XNB_N_AXES] = {
    [XNB_AXIS_VCPUS] = "vcpus",
    [XNB_AXIS_AFFINITY] = "affinity",
    [XNB_AXIS_ORDER] = "order",
    [XNB_AXIS_POLICY] = "policy",
};

static const char *const affinity_words[] = {
    [XNB_MAP_AUTOMATIC] = "automatic",
    [XNB_MAP_EXPLICIT] = "explicit",
    [XNB_MAP_ALL] = "all",
    [XNB_MAP_NONE] = "none",
};

static const char *const policy_words[] = {
    [XNB_POLICY_ANY] = "any",
    [XNB_POLICY_AFFINE] = "affine",
    [XNB_POLICY_PREFER] = "prefer",
    [XNB_POLICY_EXACT] = "exact",
};

/* NULL: its values are numbers. */
static const char *const *const axis_words[XNB_N_AXES] = {
    [XNB_AXIS_AFFINITY] = affinity_words,
    [XNB_AXIS_POLICY] = policy_words,
};

static const struct xnb_operation *const tables[] = {
    xnb_host_operations,    xnb_node_operations,   xnb_vcpu_operations,
    xnb_limit_operations,   xnb_memory_operations, xnb_context_operations,
    xnb_foreign_operations, xnb_life_operations,
};

const struct xnb_operation *xnb_operation_at(size_t i)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct xnb_operation *o = tables[t]; o->name; o++)
			if (i-- == 0)
				return o;
	return NULL;
}

const struct xnb_operation *xnb_operation_find(const char *name)
{
	const struct xnb_operation *o;

	for (size_t i = 0; (o = xnb_operation_at(i)); i++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

static size_t count_values(const int *values)
{
	size_t n = 0;

	while (values[n] != XNB_NO_VALUE)
		n++;
	return n;
}

bool xnb_operation_variant(const struct xnb_operation *operation, size_t i,
                           struct xnb_variant *variant)
{
	for (int axis = XNB_N_AXES - 1; axis >= 0; axis--) {
		const int *values = operation->axes[axis];
		size_t n = values ? count_values(values) : 1;

		variant->value[axis] = values ? values[i % n] : XNB_NO_VALUE;
		i /= n;
	}
	return i == 0;
}

const char *xnb_axis_text(enum xnb_axis axis, int value, char *text, size_t size)
{
	if (axis_words[axis])
		snprintf(text, size, "%s", axis_words[axis][value]);
	else
		snprintf(text, size, "%d", value);
	return text;
}

int xnb_operation_expects(const struct xnb_operation *operation,
                          const struct xnb_variant *variant)
{
	if (variant->value[XNB_AXIS_AFFINITY] == XNB_MAP_NONE)
		return EINVAL;
	return operation->expected_errno;
}

size_t xnb_operation_calls(const struct xnb_operation *operation,
                           const struct xnb_variant *variant, size_t n)
{
	size_t divisor = operation->divisor ? operation->divisor : 1;

	if (variant->value[XNB_AXIS_ORDER] >= LARGE_ORDER)
		divisor *= LARGE_DIVISOR;
	return n > divisor ? n / divisor : 1;
}
