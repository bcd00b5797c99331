/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/flags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counts {
	struct xnb_flag_count *flags;
	size_t n;
};

static int count(struct counts *counts, const char *word, size_t length,
                 struct xnb_error *err)
{
	struct xnb_flag_count *grown, new = {.n = 1};

	snprintf(new.flag, sizeof(new.flag), "%.*s", (int)length, word);
	for (size_t i = 0; i < counts->n; i++) {
		if (!strcmp(counts->flags[i].flag, new.flag)) {
			counts->flags[i].n++;
			return 0;
		}
	}
	grown = realloc(counts->flags, (counts->n + 1) * sizeof(*grown));
	if (!grown)
		return xnb_fail_nomem(err);
	counts->flags = grown;
	counts->flags[counts->n++] = new;
	return 0;
}

static int count_all(struct counts *counts, const char *flags, struct xnb_error *err)
{
	for (size_t n; (n = strcspn(flags, ";")) > 0; flags += n + (flags[n] == ';'))
		if (count(counts, flags, n, err))
			return -1;
	return 0;
}

static int compare_flags(const void *p, const void *q)
{
	const struct xnb_flag_count *a = p, *b = q;

	return strcmp(a->flag, b->flag);
}

int xnb_count_flags(struct xnb_flag_count **out, size_t *n, const struct xnb_run *run,
                    struct xnb_error *err)
{
	struct counts counts = {0};

	for (size_t i = 0; i < run->n_samples; i++) {
		if (count_all(&counts, run->samples[i].flags, err)) {
			free(counts.flags);
			return -1;
		}
	}
	if (counts.n)
		qsort(counts.flags, counts.n, sizeof(*counts.flags), compare_flags);
	*out = counts.flags;
	*n = counts.n;
	return 0;
}
