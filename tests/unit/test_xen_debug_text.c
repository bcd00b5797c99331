/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What debug key u says, recorded from Xen 4.17 and in the form of later ones. */
#include "tests/unit/test.h"

#include "xen/debug_key.h"

#include <string.h>

#define HEAD                                                           \
	"(XEN) Freed 656kB init memory\n"                              \
	"(XEN) 'u' pressed -> dumping numa info (now = 15060205919)\n" \
	"(XEN) NODE0 start->0 size->524288 free->362008\n"             \
	"(XEN) NODE1 start->524288 size->786432 free->478461\n"        \
	"(XEN) CPU0...1 -> NODE0\n"                                    \
	"(XEN) CPU2...3 -> NODE1\n"                                    \
	"(XEN) Memory location of each domain:\n"
#define DOM0                                \
	"(XEN) Domain 0 (total: 196608):\n" \
	"(XEN)     Node 0: 160583\n"        \
	"(XEN)     Node 1: 36025\n"

static void assert_pages(const char *text, uint32_t domid, uint64_t node0, uint64_t node1)
{
	struct xnb_debug_pages pages;
	struct xnb_error err;

	if (xnb_debug_pages_parse(text, domid, &pages, &err))
		fail_msg("%s", err.text);
	assert_int_equal(pages.total, node0 + node1);
	assert_int_equal(pages.node[0], node0);
	assert_int_equal(pages.node[1], node1);
}

static void assert_cut(const char *text, uint32_t domid)
{
	struct xnb_debug_pages pages;
	struct xnb_error err = {0};

	assert_int_equal(xnb_debug_pages_parse(text, domid, &pages, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "conring_size"));
}

static void reads_xen_4_17(void **state)
{
	static const char text[] = HEAD DOM0 "(XEN) Domain 12 (total: 8192):\n"
	                                     "(XEN)     Node 0: 4096\n"
	                                     "(XEN)     Node 1: 4096\n";

	(void)state;
	assert_pages(text, 0, 160583, 36025);
	assert_pages(text, 12, 4096, 4096);
}

static void reads_later_ones_with_time_stamps(void **state)
{
	static const char text[] =
	    "(XEN) [2026-08-20 09:15:07.123] 'u' pressed -> dumping numa info (now = 1)\n"
	    "(XEN) [2026-08-20 09:15:07.124] Memory location of each domain:\n"
	    "(XEN) [2026-08-20 09:15:07.124] d0 (total: 3):\n"
	    "(XEN) [2026-08-20 09:15:07.124]     Node 0: 3\n"
	    "(XEN) [2026-08-20 09:15:07.124]     Node 1: 0\n"
	    "(XEN) [2026-08-20 09:15:07.125] d7 (total: 512):\n"
	    "(XEN) [2026-08-20 09:15:07.125]     Node 0: 0\n"
	    "(XEN) [2026-08-20 09:15:07.125]     Node 1: 512\n";

	(void)state;
	assert_pages(text, 7, 0, 512);
	assert_pages(text, 0, 3, 0);
}

/* A console without the prefix; another's line in between; virtual nodes behind. */
static void passes_over_what_is_not_ours(void **state)
{
	static const char text[] = "'u' pressed -> dumping numa info (now = 1)\n"
	                           "Memory location of each domain:\n"
	                           "d1 (total: 10):\n"
	                           "    Node 0: 4\n"
	                           "d7: Node 0: 99 is what a guest says\n"
	                           "    Node 1: 6\n"
	                           "     2 vnodes, 2 vcpus, guest physical layout:\n"
	                           "         0: pnode   0, vcpus 0\n"
	                           "           0000000000000000 - 0000000010000000\n"
	                           "d2 (total: 1):\n"
	                           "    Node 0: 1\n"
	                           "    Node 1: 0\n";

	(void)state;
	assert_pages(text, 1, 4, 6);
	assert_pages(text, 2, 1, 0);
}

static void the_last_pressing_counts(void **state)
{
	static const char text[] =
	    HEAD DOM0 "(XEN) Domain 3 (total: 1):\n(XEN)     Node 0: 1\n" HEAD DOM0
	              "(XEN) Domain 4 (total: 2):\n(XEN)     Node 1: 2\n";

	(void)state;
	assert_pages(text, 4, 0, 2);
	assert_cut(text, 3);
}

static void a_part_that_is_cut_off_is_no_answer(void **state)
{
	static const char whole[] = HEAD DOM0 "(XEN) Domain 12 (total: 8192):\n"
	                                      "(XEN)     Node 0: 4096\n"
	                                      "(XEN)     Node 1: 4096\n";
	char text[sizeof(whole)];

	(void)state;
	/* However much of its end is lost. */
	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		memcpy(text, whole, n);
		text[n] = '\0';
		assert_cut(text, 12);
	}
	/* However much of its beginning is, as far as the line that tells of the key. */
	for (size_t n = 0; n < sizeof(whole) - 1; n++)
		if (!strstr(whole + n, "'u' pressed"))
			assert_cut(whole + n, 12);
	assert_cut(whole, 1);
	assert_cut(whole, 2);
}

static void nonsense_is_no_answer(void **state)
{
	(void)state;
	assert_cut("", 0);
	assert_cut("'u' pressed -> dumping numa info", 0);
	assert_cut(HEAD "(XEN) Domain 0 (total: -1):\n(XEN)     Node 0: 0\n", 0);
	assert_cut(HEAD "(XEN) Domain 0 (total: 5):\n(XEN)     Node 64: 5\n", 0);
	assert_cut(HEAD "(XEN) [Domain 0 (total: 5):\n(XEN)     Node 0: 5\n", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_xen_4_17),
	    cmocka_unit_test(reads_later_ones_with_time_stamps),
	    cmocka_unit_test(passes_over_what_is_not_ours),
	    cmocka_unit_test(the_last_pressing_counts),
	    cmocka_unit_test(a_part_that_is_cut_off_is_no_answer),
	    cmocka_unit_test(nonsense_is_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
