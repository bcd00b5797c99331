/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pointer chase, its chain followed by a walk of the test's own. */
#include "tests/unit/test.h"

#include "workloads/chase.h"
#include "workloads/random.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MOST 4096u

static char *new_lines(uint64_t n)
{
	char *base = aligned_alloc(XNB_CHASE_LINE, (n + 1) * XNB_CHASE_LINE);

	assert_non_null(base);
	memset(base, 0x5a, (n + 1) * XNB_CHASE_LINE);
	return base;
}

static uint64_t next_of(const char *base, uint64_t line)
{
	const char *next;

	memcpy(&next, base + line * XNB_CHASE_LINE, sizeof(next));
	assert_true(next >= base);
	assert_int_equal((uint64_t)(next - base) % XNB_CHASE_LINE, 0);
	return (uint64_t)(next - base) / XNB_CHASE_LINE;
}

static void set_next(char *base, uint64_t line, const char *next)
{
	memcpy(base + line * XNB_CHASE_LINE, &next, sizeof(next));
}

/* The lines in the order of the chain, from the first; each exactly once. */
static void walk(const char *base, uint64_t n, uint64_t *order)
{
	static unsigned char visited[MOST];
	uint64_t at = 0;

	assert_true(n <= MOST);
	memset(visited, 0, sizeof(visited));
	for (uint64_t i = 0; i < n; i++) {
		assert_true(at < n);
		assert_false(visited[at]);
		visited[at] = 1;
		order[i] = at;
		at = next_of(base, at);
	}
	assert_int_equal(at, 0);
}

static void chain_is_one_cycle(void **state)
{
	static const uint64_t sizes[] = {1, 2, 3, 7, 64, 1000, MOST};
	uint64_t order[MOST];

	(void)state;
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (uint64_t seed = 0; seed < 20; seed++) {
			const uint64_t n = sizes[i];
			char *base = new_lines(n);

			xnb_chase_prepare(base, n * XNB_CHASE_LINE, 0, seed, NULL);
			walk(base, n, order);
			assert_int_equal(base[n * XNB_CHASE_LINE], 0x5a);
			assert_true(xnb_chase_check(base, n * XNB_CHASE_LINE, NULL));
			free(base);
		}
}

/* All of one window before the next, in the order of their addresses. */
static void windows_are_visited_one_by_one(void **state)
{
	static const uint64_t windows[] = {2, 16, 100, 999, 1000, 5000};
	const uint64_t n = 1000;
	uint64_t order[MOST];

	(void)state;
	for (unsigned i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		char *base = new_lines(n);

		xnb_chase_prepare(base, n * XNB_CHASE_LINE, windows[i] * XNB_CHASE_LINE,
		                  5, NULL);
		walk(base, n, order);
		for (uint64_t at = 0; at < n; at++)
			assert_int_equal(order[at] / windows[i], at / windows[i]);
		assert_true(xnb_chase_check(base, n * XNB_CHASE_LINE, NULL));
		free(base);
	}
}

static void seeds_decide(void **state)
{
	const uint64_t n = 1000, bytes = n * XNB_CHASE_LINE;
	uint64_t orders[3][MOST];
	unsigned same = 0;
	char *base = new_lines(n);

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		xnb_chase_prepare(base, bytes, 0, i == 2 ? 8 : 7, NULL);
		walk(base, n, orders[i]);
	}
	free(base);
	assert_memory_equal(orders[0], orders[1], n * sizeof(uint64_t));
	for (uint64_t i = 0; i < n; i++)
		same += orders[0][i] == orders[2][i];
	assert_true(same < 20); /* two random orders agree in 1 place on average */
}

/* The 3! cycles through 4 lines are equally likely: chi-square with 5 degrees of freedom
 * over 6000 fixed seeds, 20.5 at p = 0.001. */
static void cycles_are_equally_likely(void **state)
{
	unsigned counts[64] = {0}, cycles = 0;
	double chi_square = 0;
	uint64_t order[4];
	char *base = new_lines(4);

	(void)state;
	for (uint64_t seed = 0; seed < 6000; seed++) {
		xnb_chase_prepare(base, 4 * XNB_CHASE_LINE, 0, seed, NULL);
		walk(base, 4, order);
		counts[order[1] * 16 + order[2] * 4 + order[3]]++;
	}
	free(base);
	for (unsigned i = 0; i < 64; i++) {
		const double off = (double)counts[i] - 1000;

		cycles += counts[i] > 0;
		chi_square += counts[i] ? off * off / 1000 : 0;
	}
	assert_int_equal(cycles, 6);
	assert_true(chi_square < 20.5);
}

static void run_follows_so_many_pointers(void **state)
{
	static const uint64_t loads[] = {0, 1, 7, 8, 9, 64, 1003, 2500};
	const uint64_t n = 1000;
	char *base = new_lines(n);

	(void)state;
	xnb_chase_prepare(base, n * XNB_CHASE_LINE, 0, 3, NULL);
	for (unsigned i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		uint64_t at = 0;

		for (uint64_t step = 0; step < loads[i]; step++)
			at = next_of(base, at);
		assert_ptr_equal(xnb_chase_run(base, loads[i]),
		                 base + at * XNB_CHASE_LINE);
		assert_int_equal(xnb_chase_position(base + at * XNB_CHASE_LINE),
		                 loads[i] % n);
	}
	free(base);
}

static void check_finds_broken_chains(void **state)
{
	const uint64_t n = 100, bytes = n * XNB_CHASE_LINE;
	char *base = new_lines(n), *intact = new_lines(n);

	(void)state;
	xnb_chase_prepare(base, bytes, 0, 3, NULL);
	for (uint64_t i = 0; i < n; i++) {
		const char *next = base + next_of(base, i) * XNB_CHASE_LINE;
		const char *broken[] = {
		    base + i * XNB_CHASE_LINE,                          /* to itself */
		    base + next_of(base, (i + 1) % n) * XNB_CHASE_LINE, /* past some */
		    next + 8,                                           /* into a line */
		    base + bytes,                                       /* outside */
		    base - XNB_CHASE_LINE,
		};

		for (unsigned k = 0; k < sizeof(broken) / sizeof(broken[0]); k++) {
			memcpy(intact, base, bytes);
			set_next(base, i, broken[k]);
			assert_false(xnb_chase_check(base, bytes, NULL));
			memcpy(base, intact, bytes);
		}
	}
	assert_true(xnb_chase_check(base, bytes, NULL));
	assert_false(xnb_chase_check(base, 0, NULL));
	free(base);
	free(intact);
}

/* What the check believes is checked, too: a byte of a line that is not as it was linked
 * shows, unless nobody looks at it. */
static void check_finds_broken_positions(void **state)
{
	const uint64_t n = 100, bytes = n * XNB_CHASE_LINE;
	char *base = new_lines(n);

	(void)state;
	xnb_chase_prepare(base, bytes, 10 * XNB_CHASE_LINE, 3, NULL);
	for (uint64_t at = 0; at < bytes; at++) {
		const bool used = at % XNB_CHASE_LINE < 16;

		base[at] = (char)(base[at] ^ 1);
		assert_int_equal(xnb_chase_check(base, bytes, NULL), !used);
		base[at] = (char)(base[at] ^ 1);
	}
	free(base);
}

/* The first outputs that Vigna's reference splitmix64.c gives for seed 1234567. */
static void random_numbers_are_splitmix64(void **state)
{
	static const uint64_t published[] = {6457827717110365317u, 3203168211198807973u,
	                                     9817491932198370423u, 4593380528125082431u,
	                                     16408922859458223821u};
	uint64_t random = 1234567;

	(void)state;
	for (unsigned i = 0; i < sizeof(published) / sizeof(published[0]); i++)
		assert_true(xnb_random_next(&random) == published[i]);
	for (uint64_t n = 1; n < 2000; n++)
		assert_true(xnb_random_below(&random, n) < n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chain_is_one_cycle),
	    cmocka_unit_test(windows_are_visited_one_by_one),
	    cmocka_unit_test(seeds_decide),
	    cmocka_unit_test(cycles_are_equally_likely),
	    cmocka_unit_test(run_follows_so_many_pointers),
	    cmocka_unit_test(check_finds_broken_chains),
	    cmocka_unit_test(check_finds_broken_positions),
	    cmocka_unit_test(random_numbers_are_splitmix64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
