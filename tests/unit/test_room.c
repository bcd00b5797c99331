/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether several domains fit beside each other. */
#include "tests/unit/test.h"

#include "bench/domains/needs.h"
#include "bench/domains/room.h"

#include <string.h>

#define MIB 256u /* pages */

/* Two domains of 64 MiB and 1 vCPU on node 0; Xen's own for them is 2 x 9 + 1 MiB. */
static struct xnb_room two_domains(void)
{
	return (struct xnb_room){
	    .pages = {.node = {128 * MIB}}, .domains = 2, .vcpus = 1};
}

static struct xnb_free_pages free_of(uint64_t first, uint64_t second)
{
	return (struct xnb_free_pages){.n_nodes = 2, .pages = {first, second}};
}

static void refused(const struct xnb_room *room, const struct xnb_free_pages *free_pages,
                    const char *why)
{
	struct xnb_error err = {0};

	assert_int_equal(xnb_room_check(room, free_pages, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, why));
}

static void a_node_keeps_its_reserve(void **state)
{
	const uint64_t reserve = XNB_RESERVE_NODE / 4096;
	struct xnb_room room = two_domains();
	struct xnb_free_pages enough = free_of(128 * MIB + reserve, 1024 * MIB);
	struct xnb_free_pages less = free_of(128 * MIB + reserve - 1, 1024 * MIB);

	(void)state;
	assert_int_equal(xnb_room_check(&room, &enough, NULL), 0);
	refused(&room, &less, "node 0: 143 MiB");
	room.pages.node[5] = 1; /* a node that is not there */
	refused(&room, &enough, "node 5: 0 MiB");
}

static void the_host_keeps_what_xen_and_dom0_need(void **state)
{
	const uint64_t need = (128 + 19) * MIB + XNB_RESERVE_HOST / 4096;
	struct xnb_room room = two_domains();
	struct xnb_free_pages enough = free_of(150 * MIB, need - 150 * MIB);
	struct xnb_free_pages less = free_of(150 * MIB, need - 150 * MIB - 1);

	(void)state;
	assert_int_equal(xnb_room_check(&room, &enough, NULL), 0);
	refused(&room, &less, "host: ");
	room.dom0_reserve = 1;
	refused(&room, &enough, "host: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_node_keeps_its_reserve),
	    cmocka_unit_test(the_host_keeps_what_xen_and_dom0_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
