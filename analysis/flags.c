/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/flags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count(struct xnb_flag_count **counts, size_t *n, const char *word,
                 size_t length, struct xnb_error *err)
{
	struct xnb_flag_count *grown, new = {.n = 1};

	snprintf(new.flag, sizeof(new.flag), "%.*s", (int)length, word);
	for (size_t i = 0; i < *n; i++) {
		if (!strcmp((*counts)[i].flag, new.flag)) {
			(*counts)[i].n++;
			return 0;
		}
	}
	grown = realloc(*counts, (*n + 1) * sizeof(*grown));
	if (!grown)
		return xnb_fail_nomem(err);
	*counts = grown;
	grown[(*n)++] = new;
	return 0;
}

int xnb_flags_take(struct xnb_flag_count **counts, size_t *n, const char *flags,
                   struct xnb_error *err)
{
	for (size_t length; (length = strcspn(flags, ";")) > 0;
	     flags += length + (flags[length] == ';'))
		if (count(counts, n, flags, length, err))
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
	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < run->n_samples; i++) {
		if (xnb_flags_take(out, n, run->samples[i].flags, err)) {
			free(*out);
			*out = NULL;
			return -1;
		}
	}
	if (*n)
		qsort(*out, *n, sizeof(**out), compare_flags);
	return 0;
}
