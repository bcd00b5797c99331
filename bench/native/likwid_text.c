/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/likwid_text.h"

#include "base/grow.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool starts(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

static bool name_is_plain(const char *name, size_t length)
{
	return length > 0 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
	                    "VWXYZ0123456789_") >= length;
}

static int add_name(struct xnb_likwid_kernels *kernels, const char *name, size_t length,
                    struct xnb_error *err)
{
	char **names = xnb_grow(kernels->names, kernels->n, sizeof(*names), err);

	if (!names)
		return -1;
	kernels->names = names;
	names[kernels->n] = strndup(name, length);
	if (!names[kernels->n])
		return xnb_fail_nomem(err);
	kernels->n++;
	return 0;
}

int xnb_likwid_parse_kernels(const char *text, struct xnb_likwid_kernels *kernels,
                             struct xnb_error *err)
{
	*kernels = (struct xnb_likwid_kernels){0};
	/* Behind an empty line stand kernels of the user's own. */
	for (const char *at = text; *at && *at != '\n'; at = next_line(at)) {
		const size_t length = strcspn(at, " \n");

		if (!name_is_plain(at, length) || !starts(at + length, " - "))
			xnb_fail(
			    err, XNB_EXIT_FAILED, 0,
			    "likwid-bench -a: line %zu is no \"NAME - DESCRIPTION\"; "
			    "is this version 5.2?",
			    kernels->n + 1);
		else if (!add_name(kernels, at, length, err))
			continue;
		xnb_likwid_kernels_free(kernels);
		return -1;
	}
	return kernels->n ? 0
	                  : xnb_fail(err, XNB_EXIT_FAILED, 0,
	                             "likwid-bench -a: it lists no kernel");
}

void xnb_likwid_kernels_free(struct xnb_likwid_kernels *kernels)
{
	for (size_t i = 0; i < kernels->n; i++)
		free(kernels->names[i]);
	free(kernels->names);
	*kernels = (struct xnb_likwid_kernels){0};
}

static bool is_variant(const char *name, const char *stem)
{
	static const char *const suffixes[XNB_LIKWID_MOST_VARIANTS] = {
	    "", "_sse", "_avx", "_avx512", "_sse_fma", "_avx_fma", "_avx512_fma"};

	if (!starts(name, stem))
		return false;
	for (size_t i = 0; i < XNB_LIKWID_MOST_VARIANTS; i++)
		if (!strcmp(name + strlen(stem), suffixes[i]))
			return true;
	return false;
}

size_t xnb_likwid_variants(const struct xnb_likwid_kernels *kernels, const char *stem,
                           const char **names, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < kernels->n && n < most; i++)
		if (is_variant(kernels->names[i], stem))
			names[n++] = kernels->names[i];
	return n;
}

/* The one line that begins with `key`; NULL with an error where there is none or two. */
static const char *value_of(const char *text, const char *key, struct xnb_error *err)
{
	const char *found = NULL;

	for (const char *at = text; *at; at = next_line(at)) {
		if (!starts(at, key))
			continue;
		if (found) {
			xnb_fail(err, XNB_EXIT_FAILED, 0,
			         "likwid-bench: \"%s\" stands there twice", key);
			return NULL;
		}
		found = at + strlen(key);
		found += strspn(found, " \t");
	}
	if (!found)
		xnb_fail(err, XNB_EXIT_FAILED, 0,
		         "likwid-bench: \"%s\" is missing; is this version 5.2?", key);
	return found;
}

static int not_a_number(const char *key, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_FAILED, 0, "likwid-bench: \"%s\" holds no number",
	                key);
}

static int read_count(const char *text, const char *key, uint64_t *count,
                      struct xnb_error *err)
{
	const char *at = value_of(text, key, err);
	char *end;

	if (!at)
		return -1;
	if (*at < '0' || *at > '9')
		return not_a_number(key, err);
	errno = 0;
	*count = strtoull(at, &end, 10);
	return errno || (*end != '\n' && *end) ? not_a_number(key, err) : 0;
}

/* A number above 0, and `unit` behind it. */
static int read_number(const char *text, const char *key, const char *unit,
                       double *number, struct xnb_error *err)
{
	const char *at = value_of(text, key, err);
	char *end;

	if (!at)
		return -1;
	if (*at < '0' || *at > '9')
		return not_a_number(key, err);
	*number = strtod(at, &end);
	if (!starts(end, unit) || (end[strlen(unit)] && end[strlen(unit)] != '\n') ||
	    !isfinite(*number) || *number <= 0)
		return not_a_number(key, err);
	return 0;
}

static int read_name(const char *text, char *name, size_t size, struct xnb_error *err)
{
	const char *at = value_of(text, "Test:", err);
	const size_t length = at ? strcspn(at, "\n") : 0;

	if (!at)
		return -1;
	if (!name_is_plain(at, length) || length >= size)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "likwid-bench: \"Test:\" names no kernel");
	memcpy(name, at, length);
	name[length] = '\0';
	return 0;
}

static int take_thread(const char *line, struct xnb_likwid_result *result,
                       struct xnb_error *err)
{
	unsigned long cpu;
	int end = 0;

	sscanf(line,
	       "Group: %*u Thread %*u Global Thread %*u running on hwthread %lu -%n",
	       &cpu, &end);
	if (!end || cpu >= XNB_LIKWID_MOST_CPUS)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "likwid-bench: a line \"Group:\" names no CPU");
	if (result->on_cpu[cpu / 64] >> cpu % 64 & 1)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "likwid-bench: two threads ran on CPU %lu", cpu);
	result->on_cpu[cpu / 64] |= (uint64_t)1 << cpu % 64;
	result->threads++;
	return 0;
}

static int read_threads(const char *text, struct xnb_likwid_result *result,
                        struct xnb_error *err)
{
	for (const char *at = text; *at; at = next_line(at))
		if (starts(at, "Group:") && take_thread(at, result, err))
			return -1;
	return result->threads ? 0
	                       : xnb_fail(err, XNB_EXIT_FAILED, 0,
	                                  "likwid-bench: no thread says where it ran");
}

/* What is printed twice, in other words, has to agree to its last printed digits. */
static int check(const struct xnb_likwid_result *result, double mbytes,
                 struct xnb_error *err)
{
	const double rate = (double)result->bytes / result->seconds / 1e6;
	const double rounding = 0.005 / mbytes + 1e-6;

	if (!result->bytes || !result->passes || !result->size ||
	    result->bytes % result->passes ||
	    !(result->bytes_loaded + result->bytes_stored))
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "likwid-bench: it moved %" PRIu64 " bytes in %" PRIu64
		                " passes over %" PRIu64,
		                result->bytes, result->passes, result->size);
	if (fabs(rate / mbytes - 1) > rounding)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "likwid-bench: it says %.2f MByte/s, and bytes over time "
		                "are %.2f",
		                mbytes, rate);
	return 0;
}

int xnb_likwid_parse_result(const char *text, struct xnb_likwid_result *result,
                            struct xnb_error *err)
{
	const struct {
		const char *key;
		uint64_t *count;
	} counts[] = {
	    {"Cycles:", &result->cycles},
	    {"Data volume (Byte):", &result->bytes},
	    {"Size (Byte):", &result->size},
	    {"Iterations per thread:", &result->passes},
	    {"Load bytes per element:", &result->bytes_loaded},
	    {"Store bytes per elem.:", &result->bytes_stored},
	};
	double mbytes;

	*result = (struct xnb_likwid_result){.threads = 0};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (read_count(text, counts[i].key, counts[i].count, err))
			return -1;
	if (read_name(text, result->kernel, sizeof(result->kernel), err) ||
	    read_number(text, "Time:", " sec", &result->seconds, err) ||
	    read_number(text, "MByte/s:", "", &mbytes, err) ||
	    read_threads(text, result, err))
		return -1;
	return check(result, mbytes, err);
}
