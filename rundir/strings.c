/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/strings.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), by eight bytes where there are as
 * many; the table takes the low bits, to which a multiplication alone brings no high
 * ones.
 */
static uint64_t hash(const char *text, size_t length)
{
	uint64_t word, h = 0xcbf29ce484222325;

	for (; length >= sizeof(word); text += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		h = (h ^ word) * 0x100000001b3;
		h ^= h >> 32;
	}
	for (; length; text++, length--)
		h = (h ^ (unsigned char)*text) * 0x100000001b3;
	return h ^ h >> 32;
}

/* The slot that holds `text`, or the free one where it belongs. */
static char **find(char **slots, size_t n_slots, const char *text, size_t length)
{
	size_t i = (size_t)hash(text, length) & (n_slots - 1);

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
			*find(slots, n_slots, strings->slots[i],
			      strlen(strings->slots[i])) = strings->slots[i];
	free(strings->slots);
	strings->slots = slots;
	strings->n_slots = n_slots;
	return 0;
}

const char *xnb_strings_find(const struct xnb_strings *strings, const char *text,
                             size_t length)
{
	if (!strings->n_slots)
		return NULL;
	return *find(strings->slots, strings->n_slots, text, length);
}

const char *xnb_strings_intern(struct xnb_strings *strings, const char *text)
{
	char **slot, *copy;

	if (4 * (strings->n + 1) > 3 * strings->n_slots && grow(strings))
		return NULL;
	slot = find(strings->slots, strings->n_slots, text, strlen(text));
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
