/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/settings_parts.h"

#include "bench/settings.h"
#include "bench/settings_names.h"
#include "native/cpus.h"
#include "workloads/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES ((uint64_t)4096)

/* ---- kernels and instruction sets ---- */

static const char *isa_name(const void *table, size_t i)
{
	return i < XNB_N_ISAS ? ((const char *const *)table)[i] : NULL;
}

int xnb_native_add_kernel(struct xnb_native_settings *s, const char *name,
                          struct xnb_error *err)
{
	const struct xnb_kernel *kernel = xnb_settings_kernel(name, err);
	uint32_t bit;

	if (!kernel)
		return -1;
	bit = 1u << xnb_kernel_index(kernel);
	if (s->kernels & bit)
		return xnb_settings_named_twice(err, "--kernel", name);
	s->kernels |= bit;
	return 0;
}

int xnb_native_take_isa(struct xnb_native_settings *s, const char *name,
                        struct xnb_error *err)
{
	uint32_t isa = 0;

	while (isa < XNB_N_ISAS && strcmp(xnb_isa_names[isa], name))
		isa++;
	if (isa == XNB_N_ISAS)
		return xnb_settings_unknown(err, "instruction set", name, isa_name,
		                            xnb_isa_names,
		                            "see xen-numabench run --help");
	s->isa = isa;
	return 0;
}

/* "sse2, avx2" */
static void name_isas(uint32_t isas, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (uint32_t isa = 0; isa < XNB_N_ISAS && used < size; isa++)
		if (isas >> isa & 1)
			used += (size_t)snprintf(text + used, size - used, "%s%s",
			                         used ? ", " : "", xnb_isa_names[isa]);
}

static int check_isa(const struct xnb_native_settings *s, struct xnb_error *err)
{
	char have[128];

	if (s->isa == XNB_NATIVE_WIDEST || xnb_isa_available() >> s->isa & 1)
		return 0;
	name_isas(xnb_isa_available(), have, sizeof(have));
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "--isa %s: this CPU does not have it; it has %s",
	                xnb_isa_names[s->isa], have);
}

/* What was asked for by name must be there to be run. */
static int check_kernels(const struct xnb_native_settings *s, struct xnb_error *err)
{
	uint32_t isas = s->isa == XNB_NATIVE_WIDEST ? xnb_isa_available() : 1u << s->isa;
	char have[128];

	for (uint32_t i = 0; s->kernels_chosen && i < xnb_n_kernels; i++) {
		uint32_t code = 0;

		for (uint32_t isa = 0; isa < XNB_N_ISAS; isa++)
			code |= xnb_kernels[i].run[isa] ? 1u << isa : 0;
		if (!(s->kernels >> i & 1) || code & isas)
			continue;
		name_isas(code, have, sizeof(have));
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "--kernel %s: there is code of it for %s only, which "
		                "this CPU, or --isa, does not have; choose another",
		                xnb_kernels[i].name, have);
	}
	return 0;
}

/* ---- pages ---- */

int xnb_native_add_page(struct xnb_native_settings *s, const char *name,
                        struct xnb_error *err)
{
	enum xnb_native_page page;

	if (xnb_native_page_parse(name, &page, err))
		return xnb_fail_prefix(err, "--page");
	for (size_t i = 0; i < s->n_pages; i++)
		if (s->pages[i] == page)
			return xnb_settings_named_twice(err, "--page", name);
	s->pages[s->n_pages++] = page;
	return 0;
}

/* ---- threads and CPUs ---- */

static int compare_counts(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* "all" is 0 until the host is known. */
static int add_count(struct xnb_native_settings *s, const char *word, size_t length,
                     struct xnb_error *err)
{
	unsigned long count = 0;
	char text[16], *end = text;

	snprintf(text, sizeof(text), "%.*s", (int)length, word);
	if (strcmp(text, "all") != 0) {
		count = strtoul(text, &end, 10);
		if (text[0] < '0' || text[0] > '9' || *end || count < 1 ||
		    count > XNB_NATIVE_MOST_TEAM)
			return xnb_fail(err, XNB_EXIT_USAGE, 0,
			                "--threads %.*s: not a number from 1 to %d, or "
			                "all, or a list of these",
			                (int)length, word, XNB_NATIVE_MOST_TEAM);
	}
	for (size_t i = 0; i < s->n_counts; i++)
		if (s->counts[i] == count)
			return xnb_settings_named_twice(err, "--threads", text);
	if (s->n_counts == XNB_NATIVE_MOST_COUNTS)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--threads: more than %d numbers; choose fewer",
		                XNB_NATIVE_MOST_COUNTS);
	s->counts[s->n_counts++] = (uint32_t)count;
	return 0;
}

int xnb_native_take_threads(struct xnb_native_settings *s, const char *list,
                            struct xnb_error *err)
{
	for (const char *at = list;; at++) {
		size_t length = strcspn(at, ",");

		if (add_count(s, at, length, err))
			return -1;
		at += length;
		if (!*at)
			break;
	}
	qsort(s->counts, s->n_counts, sizeof(s->counts[0]), compare_counts);
	return 0;
}

int xnb_native_take_cpus(struct xnb_native_settings *s, const char *list,
                         struct xnb_error *err)
{
	struct xnb_native_cpus cpus;
	uint32_t *ids = NULL;
	size_t n = 0;
	int result;

	if (xnb_native_cpus_read(&cpus, "", NULL, 0, err))
		return -1;
	result = xnb_native_cpus_parse(&cpus, list, &ids, &n, err);
	if (result)
		xnb_fail_prefix(err, "--cpus");
	else if (n == 0 || n > XNB_NATIVE_MOST_TEAM)
		result = xnb_fail(err, XNB_EXIT_USAGE, 0,
		                  "--cpus %s: names %zu CPUs; name 1 to %d", list, n,
		                  XNB_NATIVE_MOST_TEAM);
	if (!result) {
		memcpy(s->cpus, ids, n * sizeof(ids[0]));
		s->n_cpus = n;
	}
	free(ids);
	xnb_native_cpus_free(&cpus);
	return result;
}

static int check_threads(const struct xnb_native_settings *s, struct xnb_error *err)
{
	uint32_t most = s->n_counts ? s->counts[s->n_counts - 1] : 0;

	if (!s->n_cpus || most <= s->n_cpus)
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "--threads: %u threads on the %zu CPUs of --cpus: more would "
	                "take turns; name more CPUs or fewer threads",
	                most, s->n_cpus);
}

/* ---- the working set ---- */

static uint32_t most_streams(const struct xnb_native_settings *s)
{
	uint32_t most = 1;

	for (uint32_t i = 0; i < xnb_n_kernels; i++)
		if (s->kernels >> i & 1 && xnb_kernels[i].streams > most)
			most = xnb_kernels[i].streams;
	return most;
}

static int check_memory(const struct xnb_native_settings *s, uint64_t bytes,
                        struct xnb_error *err)
{
	uint32_t threads =
	    s->n_counts && s->counts[s->n_counts - 1] ? s->counts[s->n_counts - 1] : 1;
	uint64_t least = PAGE_BYTES * most_streams(s) * threads;

	if (bytes && bytes < least)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "--memory: %lu bytes are too few: each of %u threads needs "
		    "a page of 4 KiB for each of %u arrays; choose at least "
		    "%luK",
		    bytes, threads, most_streams(s), least >> 10);
	if (bytes % PAGE_BYTES)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "--memory: %lu bytes are not a multiple of 4 KiB, by which "
		    "arrays are laid out; choose %luK",
		    bytes, (bytes / PAGE_BYTES + 1) * (PAGE_BYTES >> 10));
	return 0;
}

int xnb_native_check_settings(const struct xnb_settings *settings, struct xnb_error *err)
{
	const struct xnb_native_settings *s = &settings->native;

	if (check_isa(s, err) || check_kernels(s, err) || check_threads(s, err))
		return -1;
	return check_memory(s, settings->amounts.memory_bytes, err);
}
