/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The catalogue of timed hypercalls, on real Xen: run in dom0 of the box. Prints a line
 * per operation and path; 0 when all passed. That no domain and no page is left is told
 * by libxenctrl, not by the code under test.
 */
#include "base/error.h"
#include "xen/hypercall.h"
#include "xen/xen.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenctrl.h>

enum { CALLS = 20, RUN_TAG = 0x6c6c6163 };

static unsigned failures;

static void check(int good, const char *what, const struct xnb_operation *operation,
                  enum xnb_path path)
{
	if (good)
		return;
	failures++;
	printf("FAIL %s: %s, %s\n", what, operation->name, xnb_path_names[path]);
}

static unsigned domains_left(xc_interface *xc)
{
	xc_domaininfo_t infos[8];
	int n = xc_domain_getinfolist(xc, 1, 8, infos);

	return n < 0 ? UINT_MAX : (unsigned)n;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void time_it(struct xnb_xen *xen, const struct xnb_operation *operation,
                    enum xnb_path path)
{
	uint64_t ticks[1 + CALLS]; /* the cold one first */
	uint64_t *warm = ticks + 1;
	struct xnb_error err;

	if (xnb_operation_time(xen, operation, path, RUN_TAG, 1 + CALLS, ticks, &err) !=
	    0) {
		check(0, err.text, operation, path);
		return;
	}
	qsort(warm, CALLS, sizeof(warm[0]), compare);
	check(ticks[0] > 0 && warm[0] > 0 && warm[CALLS - 1] < UINT64_C(1) << 40,
	      "ticks make no sense", operation, path);
	printf("%-18s %-8s vcpus %2d order %2d cold %8" PRIu64 " median %8" PRIu64
	       " ticks\n",
	       operation->name, xnb_path_names[path], operation->vcpus, operation->order,
	       ticks[0], warm[CALLS / 2]);
}

int main(void)
{
	struct xnb_error err;
	struct xnb_xen *xen;
	xc_interface *xc = xc_interface_open(NULL, NULL, 0);

	if (!xc || xnb_xen_open(&xen, NULL, &err) != 0) {
		printf("FAIL no Xen: %s\n", xc ? err.text : "no libxenctrl");
		return 1;
	}
	for (const struct xnb_operation *op = xnb_operations; op->name; op++)
		for (int path = 0; path < XNB_N_PATHS; path++) {
			if (op->call[path])
				time_it(xen, op, (enum xnb_path)path);
			check(domains_left(xc) == 0, "a domain is left", op,
			      (enum xnb_path)path);
		}
	xnb_xen_close(xen);
	xc_interface_close(xc);
	printf("%u failures\n", failures);
	return failures != 0;
}
