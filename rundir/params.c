/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/params.h"

#include "base/buf.h"
#include "base/nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct xnb_param_key xnb_param_keys[] = {
    {"a", "node A of the unit, the one of the vCPUs"},
    {"affinity",
     "node affinity of the domain before the call: automatic, explicit; or what a call "
     "sets on an explicit one: all (a reset), none (no online node: refused)"},
    {"b", "node B of the unit"},
    {"bytes", "working set of one kernel or chase, all streams together, in bytes"},
    {"caller", "node of the CPU that makes the call, seen from the domain: near, far"},
    {"callers", "threads that make the call at the same time"},
    {"delay",
     "pause of an injector between two blocks, in steps of some 4 cycles; idle: it does "
     "not inject"},
    {"domains", "domains that ran at once, or that were there beside the measured one"},
    {"from", "CPU, or vCPU, that a line is transferred from"},
    {"interval", "how long one value of a course over time covers, in ms"},
    {"isa", "instructions of the kernel: portable, sse2, avx2, avx512"},
    {"kernel", "kernel of the injectors"},
    {"layout", "nodes that domains built together name: same, spread"},
    {"load", "what the vCPUs do: idle, busy"},
    {"memory", "memory of the domain, in bytes"},
    {"node", "node whose pages are counted"},
    {"nodes", "nodes in the affinity that a call sets"},
    {"order", "order of the extents: 2^order pages of 4 KiB each"},
    {"page",
     "page size that maps the working set, in bytes; thp: transparent huge pages"},
    {"path", "how a hypercall was made: wrapper, raw, guest"},
    {"policy", "how populate names a node: any, affine, prefer, exact"},
    {"reference", "kernel of likwid-bench that was measured, or that is compared with"},
    {"scheduler", "Xen's scheduler"},
    {"since", "time since the memory was freed, as planned, in ms"},
    {"stride", "distance of two elements of a chase, in bytes"},
    {"threads", "threads of a native kernel"},
    {"to", "CPU, or vCPU, that a line is transferred to"},
    {"tool", "whose kernel was measured: ours, likwid-bench"},
    {"type", "type of the domain: pvh, pv"},
    {"vcpus", "vCPUs of the domain, or of all domains that run at once"},
    {"way", "who builds the domain: bare, libxl"},
    {"window", "part of a chase that is visited before the next one, in bytes"},
    {NULL, NULL},
};

static const char *key_name(const void *table, size_t i)
{
	return ((const struct xnb_param_key *)table)[i].key;
}

static bool is_known(const char *key)
{
	for (size_t i = 0; xnb_param_keys[i].key; i++)
		if (!strcmp(xnb_param_keys[i].key, key))
			return true;
	return false;
}

static int check_key(const char *key, struct xnb_error *err)
{
	const char *near;

	if (is_known(key))
		return 0;
	near = xnb_nearest(key, key_name, xnb_param_keys);
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "parameter %s: not in the list of rundir/params.c%s%s; add it "
	                "there",
	                key, near ? ", did you mean " : "", near ? near : "");
}

static int check_value(const char *key, const char *value, struct xnb_error *err)
{
	if (*value == '\0')
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "parameter %s: has no value; leave it out instead", key);
	for (const char *c = value; *c; c++)
		if (*c == ';' || *c == '=' || (unsigned char)*c < ' ')
			return xnb_fail(err, XNB_EXIT_FAILED, 0,
			                "parameter %s: the value has a ';', '=' or "
			                "control character; choose another word",
			                key);
	return 0;
}

/* Compares the key of the item at `item` ("key=...") with `key`. */
static int compare_key(const char *item, size_t length, const char *key)
{
	size_t own = strcspn(item, "=;");
	int order;

	if (own > length)
		own = length;
	order = strncmp(item, key, own);
	return order ? order : -(int)(strlen(key) > own);
}

static void put_item(struct xnb_buf *text, const char *item, size_t length)
{
	if (text->length)
		xnb_buf_puts(text, ";");
	xnb_buf_append(text, item, length);
}

static void insert(struct xnb_buf *text, const char *old, const char *key,
                   const char *value)
{
	struct xnb_buf item = {0};
	bool done = false;

	xnb_buf_printf(&item, "%s=%s", key, value);
	for (size_t n; (n = strcspn(old, ";")) > 0; old += n + (old[n] == ';')) {
		int order = compare_key(old, n, key);

		if (order >= 0 && !done) {
			put_item(text, xnb_buf_text(&item), item.length);
			done = true;
		}
		if (order != 0)
			put_item(text, old, n);
	}
	if (!done)
		put_item(text, xnb_buf_text(&item), item.length);
	text->failed |= item.failed;
	xnb_buf_free(&item);
}

int xnb_params_set(struct xnb_params *params, const char *key, const char *value,
                   struct xnb_error *err)
{
	struct xnb_buf text = {0};
	int result = 0;

	if (check_key(key, err) || check_value(key, value, err))
		return -1;
	insert(&text, params->text, key, value);
	if (text.failed)
		result = xnb_fail_nomem(err);
	else if (text.length >= sizeof(params->text))
		result = xnb_fail(err, XNB_EXIT_FAILED, 0,
		                  "parameter %s: all parameters together exceed %zu "
		                  "characters; shorten the value",
		                  key, sizeof(params->text) - 1);
	else
		memcpy(params->text, xnb_buf_text(&text), text.length + 1);
	xnb_buf_free(&text);
	return result;
}

int xnb_params_set_u64(struct xnb_params *params, const char *key, uint64_t value,
                       struct xnb_error *err)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	return xnb_params_set(params, key, text, err);
}

bool xnb_params_get(const char *text, const char *key, char *value, size_t size)
{
	size_t n, own = strlen(key);

	for (; (n = strcspn(text, ";")) > 0; text += n + (text[n] == ';')) {
		if (strncmp(text, key, own) || text[own] != '=')
			continue;
		snprintf(value, size, "%.*s", (int)(n - own - 1), text + own + 1);
		return true;
	}
	return false;
}

static bool is_one_of(const char *const *keys, const char *item)
{
	size_t own = strcspn(item, "=;");

	for (; *keys; keys++)
		if (strlen(*keys) == own && strncmp(*keys, item, own) == 0)
			return true;
	return false;
}

static void filter(struct xnb_params *out, const char *text, const char *const *keys,
                   bool wanted)
{
	size_t used = 0, size = sizeof(out->text);

	out->text[0] = '\0';
	for (size_t n; (n = strcspn(text, ";")) > 0; text += n + (text[n] == ';'))
		if (is_one_of(keys, text) == wanted && used + n + 2 <= size)
			used += (size_t)snprintf(out->text + used, size - used, "%s%.*s",
			                         used ? ";" : "", (int)n, text);
}

void xnb_params_only(struct xnb_params *out, const char *text, const char *const *keys)
{
	filter(out, text, keys, true);
}

void xnb_params_without(struct xnb_params *out, const char *text, const char *const *keys)
{
	filter(out, text, keys, false);
}
