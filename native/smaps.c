/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/memory_internal.h"

#include "native/fields.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "7f00-7f10 rw-p ..." begins an area; its fields have a capital letter and a colon. */
static bool is_area(const char *line, uint64_t *from, uint64_t *to)
{
	return sscanf(line, "%" SCNx64 "-%" SCNx64 " ", from, to) == 2;
}

/* Of an area of a pool all that is there is huge. */
static const char *const huge_fields[] = {"AnonHugePages:", "Private_Hugetlb:"};

static uint64_t huge_kib(const char *line)
{
	uint64_t kib;

	for (size_t i = 0; i < sizeof(huge_fields) / sizeof(huge_fields[0]); i++)
		if (strncmp(line, huge_fields[i], strlen(huge_fields[i])) == 0 &&
		    xnb_native_field(line, huge_fields[i], &kib))
			return kib;
	return 0;
}

/* Of the areas that lie within the memory; true where there was one. */
static bool sum_huge(FILE *smaps, const struct xnb_native_memory *memory, uint64_t *kib)
{
	const uint64_t begin = (uintptr_t)memory->address;
	const uint64_t end = begin + memory->mapped_bytes;
	bool inside = false, found = false;
	char *line = NULL;
	size_t size = 0;

	*kib = 0;
	while (getline(&line, &size, smaps) > 0) {
		uint64_t from, to;

		if (is_area(line, &from, &to)) {
			inside = from >= begin && to <= end;
			found = found || inside;
		} else if (inside) {
			*kib += huge_kib(line);
		}
	}
	free(line);
	return found;
}

int xnb_native_huge_fraction(const struct xnb_native_memory *memory, double *fraction,
                             struct xnb_error *err)
{
	FILE *smaps = fopen("/proc/self/smaps", "re");
	uint64_t kib;
	bool found;

	if (!smaps)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "/proc/self/smaps: %s; the page size obtained is unknown "
		                "without it",
		                strerror(errno));
	found = sum_huge(smaps, memory, &kib);
	fclose(smaps);
	if (!found)
		return xnb_fail(
		    err, XNB_EXIT_FAILED, 0,
		    "/proc/self/smaps: it does not list the memory at %p; is /proc "
		    "that of this kernel?",
		    memory->address);
	*fraction = (double)kib * 1024 / (double)memory->bytes;
	if (*fraction > 1) /* whole pages, of which the last is asked for in part */
		*fraction = 1;
	return 0;
}
