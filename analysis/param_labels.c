/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/param_labels.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cuts one "key=value" off `*params`; false at the end. */
static bool next(const char **params, char key[24], char value[48])
{
	size_t length = strcspn(*params, ";"), own;

	if (length == 0)
		return false;
	own = strcspn(*params, "=;");
	snprintf(key, 24, "%.*s", (int)own, *params);
	snprintf(value, 48, "%.*s", own < length ? (int)(length - own - 1) : 0,
	         *params + own + 1);
	*params += length + ((*params)[length] == ';');
	return true;
}

static bool is_one_of(const char *key, const char *const *words)
{
	for (; words && *words; words++)
		if (strcmp(key, *words) == 0)
			return true;
	return false;
}

static void take_one(struct xnb_param_labels *labels, const char *key, const char *value)
{
	size_t i = 0;

	while (i < labels->n_keys && strcmp(labels->keys[i].key, key) != 0)
		i++;
	if (i == XNB_MOST_LABEL_KEYS)
		return;
	if (i == labels->n_keys) {
		strcpy(labels->keys[i].key, key);
		strcpy(labels->keys[i].value, value);
		labels->n_keys++;
	}
	labels->keys[i].n++;
	if (strcmp(labels->keys[i].value, value) != 0)
		labels->keys[i].differs = true;
}

void xnb_param_labels_take(struct xnb_param_labels *labels, const char *params,
                           const char *const *without)
{
	char key[24], value[48];

	labels->n_texts++;
	while (next(&params, key, value))
		if (!is_one_of(key, without))
			take_one(labels, key, value);
}

static bool differs(const struct xnb_param_labels *labels, const char *key)
{
	for (size_t i = 0; i < labels->n_keys; i++)
		if (strcmp(labels->keys[i].key, key) == 0)
			return labels->keys[i].differs ||
			       labels->keys[i].n < labels->n_texts;
	return false;
}

static void put_size(struct xnb_buf *label, uint64_t bytes)
{
	static const struct {
		uint64_t size;
		const char *name;
	} units[] = {{UINT64_C(1) << 40, "TiB"},
	             {UINT64_C(1) << 30, "GiB"},
	             {UINT64_C(1) << 20, "MiB"},
	             {UINT64_C(1) << 10, "KiB"},
	             {1, "B"}};
	size_t i = 0;

	while (bytes % units[i].size || (bytes == 0 && units[i].size > 1))
		i++;
	xnb_buf_printf(label, "%" PRIu64 " %s", bytes / units[i].size, units[i].name);
}

static bool is_size(const char *key)
{
	static const char *const keys[] = {"memory", "bytes", "page", "window", NULL};

	return is_one_of(key, keys);
}

void xnb_param_label(struct xnb_buf *label, const char *key, const char *value)
{
	bool number = value[0] && strspn(value, "0123456789") == strlen(value);

	if (!number) {
		xnb_buf_puts(label, value);
		return;
	}
	if (strcmp(key, "bytes") != 0) /* the unit says that */
		xnb_buf_printf(label, "%s ", key);
	if (is_size(key))
		put_size(label, strtoull(value, NULL, 10));
	else
		xnb_buf_puts(label, value);
}

void xnb_param_labels_put(struct xnb_buf *label, const struct xnb_param_labels *labels,
                          const char *params, const char *before)
{
	char key[24], value[48];

	while (next(&params, key, value)) {
		if (!differs(labels, key))
			continue;
		xnb_buf_puts(label, before);
		xnb_param_label(label, key, value);
		before = ", ";
	}
}
