/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/strings.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = sizeof(uint64_t) };

/* FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), by eight bytes where there are as
 * many; the table takes the low bits, to which a multiplication alone brings no high
 * ones.
 */
static uint64_t hash(const char *text, size_t length)
{
	uint64_t word, h = 0xcbf29ce484222325;

	for (; length >= WORD; text += WORD, length -= WORD) {
		memcpy(&word, text, WORD);
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

/* Room for whole words, so that xnb_strings_is() stays in it. */
static char *copy_of(const char *text, size_t length)
{
	char *copy = calloc(length / WORD + 1, WORD);

	if (copy)
		memcpy(copy, text, length);
	return copy;
}

bool xnb_strings_is(const char *interned, const char *text, size_t length)
{
	uint64_t a, b;

	for (; length >= WORD; interned += WORD, text += WORD, length -= WORD) {
		memcpy(&a, interned, WORD);
		memcpy(&b, text, WORD);
		if (a != b)
			return false;
	}
	memcpy(&a, interned, WORD);
	memcpy(&b, text, WORD);
	/* The rest, and the NUL. */
	return (le64toh(a) ^ le64toh(b)) << (8 * (WORD - 1 - length)) == 0;
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
	const size_t length = strlen(text);
	char **slot, *copy;

	if (4 * (strings->n + 1) > 3 * strings->n_slots && grow(strings))
		return NULL;
	slot = find(strings->slots, strings->n_slots, text, length);
	if (*slot)
		return *slot;
	copy = copy_of(text, length);
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
