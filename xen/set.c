/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/domain.h"

void xnb_set_add(struct xnb_set *set, unsigned i)
{
	if (i >= XNB_SET_BITS)
		set->misfit = (uint64_t)i + 1;
	else
		set->words[i / 64] |= UINT64_C(1) << (i % 64);
}

bool xnb_set_has(const struct xnb_set *set, unsigned i)
{
	return i < XNB_SET_BITS && (set->words[i / 64] >> (i % 64) & 1);
}

unsigned xnb_set_count(const struct xnb_set *set)
{
	unsigned n = 0;

	for (unsigned i = 0; i < XNB_SET_BITS / 64; i++)
		n += (unsigned)__builtin_popcountll(set->words[i]);
	return n;
}
