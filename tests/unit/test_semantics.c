/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a verdict comes about, and that the table of checks is whole. */
#include "tests/unit/test.h"

#include "bench/semantics/check.h"
#include "bench/semantics/pairs.h"
#include "bench/semantics/steps.h"

#include <ctype.h>
#include <string.h>

static int sees_what_is_claimed(struct xnb_checking *c, struct xnb_error *err)
{
	(void)err;
	xnb_check_note(c, "it was set");
	xnb_check_expect(c, true, "%d is read", 1);
	return 0;
}

static int sees_something_else(struct xnb_checking *c, struct xnb_error *err)
{
	(void)err;
	xnb_check_expect(c, false, "%d is read", 2);
	xnb_check_expect(c, true, "then %d", 1);
	return 0;
}

static int cannot_tell(struct xnb_checking *c, struct xnb_error *err)
{
	(void)err;
	return xnb_check_unknown(c, "no %s", "node");
}

static int fails(struct xnb_checking *c, struct xnb_error *err)
{
	xnb_check_expect(c, true, "so far");
	return xnb_fail(err, XNB_EXIT_FAILED, 0, "domain 7: somebody else destroyed it");
}

/* What was seen before it failed was not as claimed. */
static int sees_and_fails(struct xnb_checking *c, struct xnb_error *err)
{
	xnb_check_expect(c, false, "2 is read");
	return xnb_fail(err, XNB_EXIT_FAILED, 0, "then it went away");
}

static int sees_nothing(struct xnb_checking *c, struct xnb_error *err)
{
	(void)c;
	(void)err;
	return 0;
}

static void assert_judged(int (*judge)(struct xnb_checking *, struct xnb_error *),
                          bool two_nodes, uint32_t b, enum xnb_verdict verdict,
                          const char *evidence)
{
	const struct xnb_check check = {
	    .name = "one", .two_nodes = two_nodes, .judge = judge};
	const struct xnb_unit unit = {.cpu_node = 0, .mem_node = b};
	struct xnb_session session = {0};
	struct xnb_error err = {0};
	struct xnb_checking c;

	xnb_check_judge(&check, &session, &unit, true, &c);
	assert_int_equal(c.verdict, verdict);
	assert_string_equal(xnb_buf_text(&c.evidence), evidence);
	assert_int_equal(xnb_check_end(&c, &err), 0);
	xnb_buf_free(&c.evidence);
}

static void a_verdict_only_gets_worse(void **state)
{
	(void)state;
	assert_judged(sees_what_is_claimed, false, 1, XNB_HOLDS, "it was set; 1 is read");
	assert_judged(sees_something_else, false, 1, XNB_DOES_NOT_HOLD,
	              "2 is read (not as claimed); then 1");
	assert_judged(cannot_tell, false, 1, XNB_CANNOT_BE_TOLD, "no node");
	assert_judged(fails, false, 1, XNB_CANNOT_BE_TOLD,
	              "so far; domain 7: somebody else destroyed it");
	assert_judged(sees_and_fails, false, 1, XNB_DOES_NOT_HOLD,
	              "2 is read (not as claimed); then it went away");
}

static void a_check_without_evidence_says_nothing(void **state)
{
	(void)state;
	assert_judged(sees_nothing, false, 1, XNB_CANNOT_BE_TOLD,
	              "the check saw nothing");
}

static void what_needs_two_nodes_is_not_asked_on_one(void **state)
{
	(void)state;
	assert_judged(sees_what_is_claimed, true, 0, XNB_CANNOT_BE_TOLD,
	              "needs two nodes with memory, and A and B are both node 0");
	assert_judged(sees_what_is_claimed, true, 1, XNB_HOLDS, "it was set; 1 is read");
}

static bool is_name(const char *name)
{
	for (; *name; name++)
		if (!islower((unsigned char)*name) && *name != '-')
			return false;
	return true;
}

/* Each has a name of its own, one sentence, and a source to look it up. */
static void the_table_is_whole(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct xnb_check *c = xnb_checks; c->name; c++, n++) {
		const char *end = c->claim + strlen(c->claim) - 1;

		assert_true(is_name(c->name));
		assert_true(isupper((unsigned char)c->claim[0]) ||
		            islower((unsigned char)c->claim[0]));
		assert_int_equal(*end, '.');
		assert_ptr_equal(strstr(c->claim, ". "), NULL);
		assert_true(strlen(c->source) > 0);
		assert_non_null(c->judge);
		for (const struct xnb_check *other = xnb_checks; other < c; other++)
			assert_string_not_equal(other->name, c->name);
	}
	assert_true(n >= 25);
}

static double chance(unsigned followed, unsigned countered)
{
	const struct xnb_pairs pairs = {40, followed, countered};

	return xnb_pairs_chance(&pairs);
}

/* The tails of the binomial distribution for 1/2, as tables have them. */
static void the_chance_of_pairs_is_exact(void **state)
{
	(void)state;
	assert_true(chance(0, 0) == 1);
	assert_true(chance(0, 5) == 1);
	assert_true(chance(1, 0) == 1 / 2.);
	assert_true(chance(2, 1) == 4 / 8.);
	assert_true(chance(5, 0) == 1 / 32.);
	assert_true(chance(8, 2) == 56 / 1024.);
	assert_true(chance(15, 1) == 17 / 65536.);
}

static enum xnb_sign sign(unsigned followed, unsigned countered)
{
	const struct xnb_pairs pairs = {40, followed, countered};

	return xnb_pairs_sign(&pairs);
}

/* Or a check of pairs could not tell what it is for; by fewer it never could. */
static void enough_pairs_are_beyond_chance(void **state)
{
	(void)state;
	assert_int_equal(sign(XNB_LEAST_PAIRS, 0), XNB_SIGN_CLEAR);
	assert_int_equal(sign(XNB_LEAST_PAIRS - 1, 0), XNB_SIGN_UNCLEAR);
}

/* 13/4096, 11/1024, and what a busy box gave where nothing was drawn. */
static void what_is_near_chance_is_not_told(void **state)
{
	(void)state;
	assert_int_equal(sign(11, 1), XNB_SIGN_UNCLEAR);
	assert_int_equal(sign(9, 1), XNB_SIGN_NONE);
	assert_int_equal(sign(3, 0), XNB_SIGN_NONE);
	assert_int_equal(sign(0, 12), XNB_SIGN_NONE);
}

/* Others change the free memory too. */
static void free_memory_beside_guests_refutes_nothing(void **state)
{
	struct xnb_session session = {.shared_host = true};
	struct xnb_checking c = {.session = &session};

	(void)state;
	xnb_step_expect_free(&c, true, "%d pages", 0);
	assert_int_equal(c.verdict, XNB_HOLDS);
	assert_false(c.disturbed);
	xnb_step_expect_free(&c, false, "%d pages", 99);
	assert_int_equal(c.verdict, XNB_CANNOT_BE_TOLD);
	assert_true(c.disturbed);
	session.shared_host = false;
	xnb_step_expect_free(&c, false, "%d pages", 99);
	assert_int_equal(c.verdict, XNB_DOES_NOT_HOLD);
	xnb_buf_free(&c.evidence);
}

static void only_pairs_that_differ_count(void **state)
{
	struct xnb_pairs pairs = {.n = 0};

	(void)state;
	xnb_pairs_add(&pairs, true, true);
	xnb_pairs_add(&pairs, false, false);
	assert_true(xnb_pairs_chance(&pairs) == 1);
	xnb_pairs_add(&pairs, true, false);
	xnb_pairs_add(&pairs, true, false);
	xnb_pairs_add(&pairs, false, true);
	assert_int_equal(pairs.n, 5);
	assert_int_equal(pairs.followed, 2);
	assert_int_equal(pairs.countered, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_verdict_only_gets_worse),
	    cmocka_unit_test(a_check_without_evidence_says_nothing),
	    cmocka_unit_test(what_needs_two_nodes_is_not_asked_on_one),
	    cmocka_unit_test(the_table_is_whole),
	    cmocka_unit_test(the_chance_of_pairs_is_exact),
	    cmocka_unit_test(enough_pairs_are_beyond_chance),
	    cmocka_unit_test(what_is_near_chance_is_not_told),
	    cmocka_unit_test(free_memory_beside_guests_refutes_nothing),
	    cmocka_unit_test(only_pairs_that_differ_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
