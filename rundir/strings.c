/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/strings.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3;
	return h;
}

/* The slot that holds `text`, or the free one where it belongs. */
static char **find(char **slots, size_t n_slots, const char *text)
{
	size_t i = (size_t)hash(text) & (n_slots - 1);

	while (slots[i] && strcmp(slots[i], text))
		i = (i + 1) & (n_slots - 1);
	return &slots[i];
}

static int grow(struct xnb_strings *strings)
{
	size_t n_slots = strings->n_slots ? 2 * strings->n_slots : 64;
	char **slots = calloc(n_slots, sizeof(*slots));

	if (!slots)
		return -1;
	for (size_t i = 0; i < strings->n_slots; i++)
		if (strings->slots[i])
			*find(slots, n_slots, strings->slots[i]) = strings->slots[i];
	free(strings->slots);
	strings->slots = slots;
	strings->n_slots = n_slots;
	return 0;
}

const char *xnb_strings_intern(struct xnb_strings *strings, const char *text)
{
	char **slot, *copy;

	if (4 * (strings->n + 1) > 3 * strings->n_slots && grow(strings))
		return NULL;
	slot = find(strings->slots, strings->n_slots, text);
	if (*slot)
		return *slot;
	copy = strdup(text);
	if (!copy)
		return NULL;
	strings->n++;
	*slot = copy;
	return copy;
}

void xnb_strings_free(struct xnb_strings *strings)
{
	for (size_t i = 0; i < strings->n_slots; i++)
		free(strings->slots[i]);
	free(strings->slots);
	*strings = (struct xnb_strings){0};
}
