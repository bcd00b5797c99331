/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The catalogue of timed hypercalls, on real Xen: run in dom0 of the box. Each variant
 * along each path; what the call did is looked up with a libxenctrl of the test's own,
 * before it is undone (hypercall_effects.c). Prints a line per operation and path; 0 when
 * all passed. That no domain and no page is left is told by libxenctrl, too.
 */
#include "tests/lab/hypercall_effects.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALLS = 5, RUN_TAG = 0x6c6c6163 };

static unsigned failures;

/* What is being timed. */
struct series {
	struct xnb_operation_request request;
	struct effects effects;
	char text[96];
};

static void check(int good, const char *what, const struct series *series)
{
	if (good)
		return;
	failures++;
	printf("FAIL %s: %s\n", what, series->text);
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

static void name_it(struct series *series)
{
	const struct xnb_operation_request *r = &series->request;
	int used = snprintf(series->text, sizeof(series->text), "%s %s",
	                    r->operation->name, xnb_path_names[r->path]);
	char value[32];

	for (int axis = 0; axis < XNB_N_AXES; axis++)
		if (r->variant.value[axis] != XNB_NO_VALUE)
			used += snprintf(
			    series->text + used, sizeof(series->text) - (size_t)used,
			    " %s=%s", xnb_axis_names[axis],
			    xnb_axis_text((enum xnb_axis)axis, r->variant.value[axis],
			                  value, sizeof(value)));
}

static void look(void *arg, const struct xnb_operation_state *state)
{
	struct series *series = arg;
	char what[128];

	if (effects_look(&series->effects, state, what, sizeof(what)))
		check(0, what, series);
}

static void print_ticks(struct series *series, uint64_t *ticks)
{
	uint64_t *warm = ticks + 1; /* the cold one first */

	qsort(warm, CALLS, sizeof(warm[0]), compare);
	check(ticks[0] > 0 && warm[0] > 0 && warm[CALLS - 1] < UINT64_C(1) << 40,
	      "ticks make no sense", series);
	printf("%-60s cold %9" PRIu64 " median %9" PRIu64 " ticks\n", series->text,
	       ticks[0], warm[CALLS / 2]);
}

static void time_it(struct series *series, struct xnb_xen *xen)
{
	struct xnb_operation_state *state;
	uint64_t ticks[1 + CALLS];
	struct xnb_error err;
	const char *absent;
	int rc;

	series->request.observe = look;
	series->request.arg = series;
	name_it(series);
	rc = xnb_operation_begin(&state, &absent, xen, &series->request, &err);
	if (rc == 0 && absent) {
		printf("%-60s absent: %s\n", series->text, absent);
		return;
	}
	if (rc == 0)
		effects_begin(&series->effects, state);
	if (rc == 0)
		rc = xnb_operation_run(state, 1 + CALLS, ticks, &err);
	check(rc == 0, err.text, series);
	if (rc == 0)
		print_ticks(series, ticks);
	check(xnb_operation_end(state, &err) == 0, err.text, series);
	check(rc != 0 || series->effects.seen == 1 + CALLS, "nobody looked", series);
}

static void time_paths(struct xnb_xen *xen, const struct effects *looker,
                       const struct xnb_operation *operation,
                       const struct xnb_variant *variant)
{
	for (int path = 0; path < XNB_N_PATHS; path++) {
		struct series series = {
		    .request = {.operation = operation,
		                .variant = *variant,
		                .path = (enum xnb_path)path,
		                .node = 1,
		                .run_tag = RUN_TAG},
		    .effects = *looker,
		};

		if (operation->call[path])
			time_it(&series, xen);
		check(domains_left(looker->xc) == 0, "a domain is left", &series);
	}
}

int main(void)
{
	const struct xnb_operation *operation;
	struct xnb_variant variant;
	struct xnb_error err;
	struct xnb_xen *xen;
	const struct effects looker = {
	    .xc = xc_interface_open(NULL, NULL, 0),
	    .foreign = xenforeignmemory_open(NULL, 0),
	    .call = xencall_open(NULL, 0),
	};

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!looker.xc || !looker.foreign || !looker.call ||
	    xnb_xen_open(&xen, NULL, &err) != 0) {
		printf("FAIL no Xen\n");
		return 1;
	}
	for (size_t i = 0; (operation = xnb_operation_at(i)); i++)
		for (size_t v = 0; xnb_operation_variant(operation, v, &variant); v++)
			time_paths(xen, &looker, operation, &variant);
	xnb_xen_close(xen);
	xencall_close(looker.call);
	xenforeignmemory_close(looker.foreign);
	xc_interface_close(looker.xc);
	printf("%u failures\n", failures);
	return failures != 0;
}
