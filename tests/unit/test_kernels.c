/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The streaming kernels, as the very objects that a domain executes, against plain loops
 * written here from STREAM's definitions.
 */
#include "tests/unit/test.h"

#include "workloads/kernels.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE     4096u
#define GUARD    0x5a
#define MOST     4096u /* elements of a stream */
#define MULTIPLE XNB_ELEMENTS_MULTIPLE

/* Three streams with a page of guard before, between and behind. */
struct arena {
	char *memory;
	struct xnb_streams streams;
};

static size_t arena_bytes(uint64_t elements)
{
	return 3 * (elements * sizeof(double) + 2 * PAGE) + PAGE;
}

static double *carve(char **at, uint64_t elements)
{
	double *stream = (double *)(*at + PAGE);

	*at += (elements * sizeof(double) + 2 * PAGE - 1) / PAGE * PAGE;
	return stream;
}

static struct arena open_arena(const struct xnb_kernel *kernel, uint64_t elements)
{
	struct arena arena = {.streams.elements = elements};
	char *at;

	arena.memory =
	    aligned_alloc(PAGE, (arena_bytes(elements) + PAGE - 1) / PAGE * PAGE);
	assert_non_null(arena.memory);
	memset(arena.memory, GUARD, arena_bytes(elements));
	at = arena.memory;
	arena.streams.a = carve(&at, elements);
	arena.streams.b = kernel->streams > 1 ? carve(&at, elements) : NULL;
	arena.streams.c = kernel->streams > 2 ? carve(&at, elements) : NULL;
	xnb_kernel_prepare(&arena.streams, NULL);
	return arena;
}

static double *stream_of(const struct xnb_streams *s, unsigned i)
{
	return (double *const[]){s->a, s->b, s->c}[i];
}

/* Bytes of the arena that are not the guard's, outside of the streams. */
static size_t touched_guards(const struct arena *arena)
{
	const uint64_t bytes = arena->streams.elements * sizeof(double);
	size_t touched = 0;

	for (const char *at = arena->memory;
	     at < arena->memory + arena_bytes(arena->streams.elements); at++) {
		int inside = 0;

		for (unsigned i = 0; i < 3; i++) {
			const char *stream = (const char *)stream_of(&arena->streams, i);

			inside |= stream && at >= stream && at < stream + bytes;
		}
		touched += !inside && *at != GUARD;
	}
	return touched;
}

static bool is(const char *name, const char *base)
{
	const size_t length = strlen(base);

	return !strncmp(name, base, length) &&
	       (!name[length] || !strcmp(name + length, "-nt"));
}

/* The reference: one pass over copies, scalar, in the order of the formulas. */
static long double reference(const char *name, double *a, double *b, double *c,
                             uint64_t n)
{
	long double sum = 0;

	for (uint64_t i = 0; i < n; i++) {
		if (is(name, "load"))
			sum += a[i];
		else if (is(name, "store"))
			a[i] = 3.0;
		else if (is(name, "update") || is(name, "mix-1-1"))
			a[i] = a[i] + 3.0;
		else if (is(name, "copy"))
			b[i] = a[i];
		else if (is(name, "scale"))
			b[i] = 3.0 * a[i];
		else if (is(name, "add"))
			c[i] = a[i] + b[i];
		else if (is(name, "triad"))
			a[i] = b[i] + 3.0 * c[i];
		else if (is(name, "mix-3-1"))
			a[i] = a[i] + b[i] + c[i];
		else if (is(name, "mix-2-1"))
			a[i] = a[i] + b[i];
		else if (is(name, "compute"))
			for (int step = 0; step < 32; step++)
				a[i] = a[i] * 1.0 + 3.0;
		else
			fail_msg("no reference for kernel `%s'", name);
	}
	return sum;
}

static void check_pass(const struct xnb_kernel *kernel, xnb_kernel_fn *run, uint64_t n,
                       unsigned passes)
{
	static double copies[3][MOST];
	struct arena arena = open_arena(kernel, n);
	long double expected = 0;
	uint64_t wrong_at = 0;
	double sum = 0;

	for (unsigned i = 0; i < kernel->streams; i++)
		memcpy(copies[i], stream_of(&arena.streams, i), n * sizeof(double));
	for (unsigned pass = 0; pass < passes; pass++) {
		expected = reference(kernel->name, copies[0], copies[1], copies[2], n);
		sum = run(&arena.streams);
	}
	for (unsigned i = 0; i < kernel->streams; i++)
		assert_memory_equal(copies[i], stream_of(&arena.streams, i),
		                    n * sizeof(double));
	assert_true((long double)sum == expected);
	assert_true(strcmp(kernel->name, "load") == 0 ? sum > 0 : sum == 0);
	assert_int_equal(touched_guards(&arena), 0);
	assert_true(
	    xnb_kernel_check(kernel, &arena.streams, passes, sum, &wrong_at, NULL));
	free(arena.memory);
}

static void every_kernel_agrees_with_the_reference(void **state)
{
	static const uint64_t sizes[] = {MULTIPLE, 3 * MULTIPLE, 8 * MULTIPLE,
	                                 17 * MULTIPLE, MOST};
	const uint32_t isas = xnb_isa_available();
	unsigned ran = 0;

	(void)state;
	for (uint32_t k = 0; k < xnb_n_kernels; k++)
		for (unsigned isa = 0; isa < XNB_N_ISAS; isa++)
			for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
				if (!(isas & 1u << isa) || !xnb_kernels[k].run[isa])
					continue;
				check_pass(&xnb_kernels[k], xnb_kernels[k].run[isa],
				           sizes[i], 1 + i % 3);
				ran++;
			}
	print_message("%u kernels, %u runs, ISAs 0x%x\n", xnb_n_kernels, ran, isas);
	assert_true(ran >= 11 * 5);
}

static void isas_are_those_the_compiler_sees(void **state)
{
	const uint32_t isas = xnb_isa_available();

	(void)state;
	assert_true(isas & 1u << XNB_ISA_PORTABLE);
#ifdef __x86_64__
	assert_true(isas & 1u << XNB_ISA_SSE2);
	assert_int_equal(!!(isas & 1u << XNB_ISA_AVX2), !!__builtin_cpu_supports("avx2"));
	assert_int_equal(!!(isas & 1u << XNB_ISA_AVX512),
	                 !!__builtin_cpu_supports("avx512f"));
#endif
}

/* No architecture but x86-64 has the non-temporal variants. */
static bool has_code(const struct xnb_kernel *kernel)
{
	uint32_t isa;

	return !xnb_kernel_best_isa(kernel, xnb_isa_available(), &isa);
}

static double run_once(const struct xnb_kernel *kernel, const struct xnb_streams *streams)
{
	uint32_t isa = 0;

	assert_int_equal(xnb_kernel_best_isa(kernel, xnb_isa_available(), &isa), 0);
	return kernel->run[isa](streams);
}

static void the_widest_isa_is_chosen(void **state)
{
	struct xnb_kernel kernel = xnb_kernels[0];
	uint32_t isa = 77;

	(void)state;
	memset(kernel.run, 0, sizeof(kernel.run));
	assert_int_equal(xnb_kernel_best_isa(&kernel, 0xf, &isa), -1);
	kernel.run[XNB_ISA_PORTABLE] = xnb_kernels[0].run[XNB_ISA_PORTABLE];
	assert_int_equal(xnb_kernel_best_isa(&kernel, 0xf, &isa), 0);
	assert_int_equal(isa, XNB_ISA_PORTABLE);
	kernel.run[XNB_ISA_AVX2] = kernel.run[XNB_ISA_PORTABLE];
	assert_int_equal(xnb_kernel_best_isa(&kernel, 0xf, &isa), 0);
	assert_int_equal(isa, XNB_ISA_AVX2);
	assert_int_equal(xnb_kernel_best_isa(&kernel, 0x1, &isa), 0);
	assert_int_equal(isa, XNB_ISA_PORTABLE);
	assert_int_equal(xnb_kernel_best_isa(&kernel, 1u << XNB_ISA_SSE2, &isa), -1);
}

static void kernels_are_found_by_name(void **state)
{
	(void)state;
	for (uint32_t k = 0; k < xnb_n_kernels; k++) {
		assert_ptr_equal(xnb_kernel_find(xnb_kernels[k].name), &xnb_kernels[k]);
		assert_int_equal(xnb_kernel_index(&xnb_kernels[k]), k);
	}
	assert_null(xnb_kernel_find("copy-"));
	assert_null(xnb_kernel_find("cop"));
	assert_null(xnb_kernel_find("copy-nt "));
	assert_null(xnb_kernel_find(""));
}

/* A wrong element, of any stream at any position, is found where it is. */
static void check_finds(const struct xnb_kernel *kernel, double (*spoil)(double value))
{
	struct arena arena = open_arena(kernel, 2 * MULTIPLE);
	const uint64_t n = arena.streams.elements;
	const double sum = run_once(kernel, &arena.streams);
	uint64_t wrong_at = 0;

	for (unsigned s = 0; s < kernel->streams; s++)
		for (uint64_t i = 0; i < n; i++) {
			double *element = &stream_of(&arena.streams, s)[i];
			const double value = *element;

			*element = spoil(value);
			assert_false(xnb_kernel_check(kernel, &arena.streams, 1, sum,
			                              &wrong_at, NULL));
			assert_int_equal(wrong_at, (s * n + i) * sizeof(double));
			*element = value;
		}
	assert_true(xnb_kernel_check(kernel, &arena.streams, 1, sum, &wrong_at, NULL));
	free(arena.memory);
}

static double add_one(double value)
{
	return value + 1;
}

static double zero(double value)
{
	(void)value;
	return 0;
}

static double not_a_number(double value)
{
	(void)value;
	return __builtin_nan("");
}

static void check_finds_planted_errors(void **state)
{
	(void)state;
	for (uint32_t k = 0; k < xnb_n_kernels; k++) {
		if (!has_code(&xnb_kernels[k]))
			continue;
		check_finds(&xnb_kernels[k], add_one);
		check_finds(&xnb_kernels[k], zero);
		check_finds(&xnb_kernels[k], not_a_number);
	}
}

/* What a kernel that leaves out element i of its output leaves there. */
static void check_finds_skipped(const struct xnb_kernel *kernel)
{
	struct arena fresh = open_arena(kernel, 2 * MULTIPLE);
	struct arena arena = open_arena(kernel, 2 * MULTIPLE);
	const double sum = run_once(kernel, &arena.streams);
	double *output = stream_of(&arena.streams, kernel->output);
	uint64_t wrong_at = 0;

	for (uint64_t i = 0; i < 2 * MULTIPLE; i++) {
		const double value = output[i];

		output[i] = stream_of(&fresh.streams, kernel->output)[i];
		assert_false(
		    xnb_kernel_check(kernel, &arena.streams, 1, sum, &wrong_at, NULL));
		output[i] = value;
	}
	free(fresh.memory);
	free(arena.memory);
}

static void check_finds_skipped_elements(void **state)
{
	(void)state;
	for (uint32_t k = 0; k < xnb_n_kernels; k++) {
		if (has_code(&xnb_kernels[k]) && xnb_kernels[k].output < 3)
			check_finds_skipped(&xnb_kernels[k]);
	}
}

/*
 * What a kernel that takes element j for element i computes: no two prepared values of a
 * stream within 1024 elements are the same.
 */
static void prepared_values_differ_by_position(void **state)
{
	struct arena arena = open_arena(xnb_kernel_find("triad"), MOST);

	(void)state;
	for (unsigned s = 0; s < 3; s++) {
		const double *values = stream_of(&arena.streams, s);

		for (uint64_t i = 0; i < MOST; i++) {
			assert_true(values[i] > XNB_SCALAR);
			assert_true(values[i] == (double)(int64_t)values[i]);
			for (uint64_t j = i + 1; j < MOST && j <= i + 1024; j++)
				assert_true(values[i] != values[j]);
		}
	}
	free(arena.memory);
}

static void check_finds_a_wrong_sum(void **state)
{
	const struct xnb_kernel *load = &xnb_kernels[0];
	struct arena arena = open_arena(load, MOST);
	const double sum = run_once(load, &arena.streams);
	uint64_t wrong_at = 0;

	(void)state;
	assert_string_equal(load->name, "load");
	assert_true(xnb_kernel_check(load, &arena.streams, 1, sum, &wrong_at, NULL));
	assert_false(xnb_kernel_check(load, &arena.streams, 1, sum + 1, &wrong_at, NULL));
	assert_true(wrong_at == UINT64_MAX);
	assert_false(xnb_kernel_check(load, &arena.streams, 1, 0, &wrong_at, NULL));
	/* And where nothing ran, nothing may have been written. */
	assert_true(xnb_kernel_check(load, &arena.streams, 0, 0, &wrong_at, NULL));
	free(arena.memory);
}

/* McCalpin's table, https://www.cs.virginia.edu/stream/ref.html: bytes and flops per
 * iteration; the bus moves 8 more for the line that an ordinary store allocates, where
 * it was not read before. */
static void counts_are_those_of_stream(void **state)
{
	static const struct {
		const char *name;
		uint64_t bytes, bus_bytes, flops;
	} published[] = {
	    {"load", 8, 8, 1},       {"store", 8, 16, 0},      {"store-nt", 8, 8, 0},
	    {"update", 16, 16, 1},   {"update-nt", 16, 16, 1}, {"copy", 16, 24, 0},
	    {"copy-nt", 16, 16, 0},  {"scale", 16, 24, 1},     {"scale-nt", 16, 16, 1},
	    {"add", 24, 32, 1},      {"add-nt", 24, 24, 1},    {"triad", 24, 32, 2},
	    {"triad-nt", 24, 24, 2}, {"mix-3-1", 32, 32, 2},   {"mix-2-1", 24, 24, 1},
	    {"mix-1-1", 16, 16, 1},  {"compute", 16, 16, 64},
	};

	(void)state;
	assert_int_equal(xnb_n_kernels, sizeof(published) / sizeof(published[0]));
	for (uint32_t k = 0; k < xnb_n_kernels; k++) {
		const struct xnb_kernel *kernel = &xnb_kernels[k];

		assert_string_equal(kernel->name, published[k].name);
		assert_int_equal(xnb_kernel_useful_bytes(kernel, 1000),
		                 1000 * published[k].bytes);
		assert_int_equal(xnb_kernel_bus_bytes(kernel, 1000),
		                 1000 * published[k].bus_bytes);
		assert_int_equal(kernel->flops, published[k].flops);
	}
}

/* A variant differs from its kernel in nothing but how it stores. */
static void non_temporal_kernels_are_variants(void **state)
{
	unsigned variants = 0;

	(void)state;
	for (uint32_t k = 0; k < xnb_n_kernels; k++) {
		const struct xnb_kernel *nt = &xnb_kernels[k], *plain = k ? nt - 1 : nt;
		const size_t length = strlen(nt->name);

		assert_int_equal(nt->non_temporal,
		                 length > 3 && !strcmp(nt->name + length - 3, "-nt"));
		assert_true(nt->run[XNB_ISA_PORTABLE] || nt->non_temporal);
		if (!nt->non_temporal)
			continue;
		variants++;
		assert_int_equal(strlen(plain->name), length - 3);
		assert_true(is(nt->name, plain->name));
		assert_string_equal(nt->formula, plain->formula);
		assert_int_equal(nt->bytes_allocated, 0);
		assert_null(nt->run[XNB_ISA_PORTABLE]);
	}
	assert_int_equal(variants, 6);
}

/* The ratio in the name of a mix is that of its traffic. */
static void mixes_are_what_their_names_say(void **state)
{
	unsigned mixes = 0;

	(void)state;
	for (uint32_t k = 0; k < xnb_n_kernels; k++) {
		const struct xnb_kernel *kernel = &xnb_kernels[k];
		unsigned read, written;

		if (sscanf(kernel->name, "mix-%u-%u", &read, &written) != 2)
			continue;
		mixes++;
		assert_int_equal((kernel->bytes_read + kernel->bytes_allocated) * written,
		                 kernel->bytes_written * read);
	}
	assert_int_equal(mixes, 3);
}

/* In place, a pass too many or too few shows, also after very many of them. */
static void check_counts_passes(void **state)
{
	const uint64_t passes = (uint64_t)1 << 33;
	struct arena arena = open_arena(xnb_kernel_find("update"), MULTIPLE);
	uint64_t wrong_at = 77;

	(void)state;
	for (uint64_t i = 0; i < MULTIPLE; i++)
		arena.streams.a[i] += 3.0 * (double)passes;
	assert_true(xnb_kernel_check(xnb_kernel_find("update"), &arena.streams, passes, 0,
	                             &wrong_at, NULL));
	assert_false(xnb_kernel_check(xnb_kernel_find("update"), &arena.streams,
	                              passes - 1, 0, &wrong_at, NULL));
	assert_int_equal(wrong_at, 0);
	for (uint64_t i = 0; i < MULTIPLE; i++)
		arena.streams.a[i] += 3.0;
	assert_false(xnb_kernel_check(xnb_kernel_find("update"), &arena.streams,
	                              passes + 1, 0, &wrong_at, NULL));
	free(arena.memory);
}

static void count_step(void *arg)
{
	++*(unsigned *)arg;
}

/* Long work shows life at the steps that it promises, whatever its size. */
static void long_checks_show_life(void **state)
{
	const uint64_t elements = 5 * XNB_BEAT_EVERY / 2;
	const struct xnb_kernel *load = xnb_kernel_find("load");
	struct xnb_streams streams = {.elements = elements};
	unsigned steps = 0;
	struct xnb_beat beat = {.step = count_step, .arg = &steps};
	uint64_t wrong_at;

	(void)state;
	streams.a = aligned_alloc(PAGE, elements * sizeof(double));
	assert_non_null(streams.a);
	xnb_kernel_prepare(&streams, &beat);
	assert_int_equal(steps, 2);
	assert_true(xnb_kernel_check(load, &streams, 0, 0, &wrong_at, &beat));
	assert_int_equal(steps, 5);
	free(streams.a);
}

static void check_split(const struct xnb_kernel *kernel, uint64_t bytes, uint32_t parts)
{
	char *const base = (char *)(uintptr_t)0x40000000;
	const char *end = base;
	struct xnb_streams s;

	for (uint32_t part = 0; part < parts; part++) {
		assert_int_equal(xnb_streams_split(kernel, base, bytes, parts, part, &s),
		                 0);
		assert_true(s.elements > 0 && s.elements % MULTIPLE == 0);
		for (unsigned i = 0; i < 3; i++) {
			const char *stream = (const char *)stream_of(&s, i);

			assert_int_equal(stream != NULL, i < kernel->streams);
			if (!stream)
				continue;
			assert_int_equal((uintptr_t)stream % PAGE, 0);
			assert_true(stream >= end); /* behind the one before */
			end = stream + s.elements * sizeof(double);
		}
	}
	assert_true(end <= base + bytes);
	/* Less than a page a stream and share is left over, and what does not divide. */
	assert_true((uint64_t)(base + bytes - end) <
	            (uint64_t)parts * kernel->streams * (PAGE + 1));
}

static void shares_are_apart_and_use_everything(void **state)
{
	static const uint32_t parts[] = {1, 2, 3, 5, 7, 64};

	(void)state;
	for (uint32_t k = 0; k < xnb_n_kernels; k++)
		for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			check_split(&xnb_kernels[k], 64u << 20, parts[i]);
			check_split(&xnb_kernels[k], (1u << 20) + 12345, parts[i]);
			check_split(&xnb_kernels[k], 5ull << 40, parts[i]);
		}
}

static void shares_that_cannot_be_are_refused(void **state)
{
	const struct xnb_kernel *triad = xnb_kernel_find("triad");
	char *base = (char *)(uintptr_t)0x40000000;
	struct xnb_streams s;

	(void)state;
	assert_int_equal(xnb_streams_split(triad, base, 3 * PAGE, 1, 0, &s), 0);
	assert_int_equal(xnb_streams_split(triad, base, 3 * PAGE - 1, 1, 0, &s), -1);
	assert_int_equal(xnb_streams_split(triad, base, 6 * PAGE - 1, 2, 0, &s), -1);
	assert_int_equal(xnb_streams_split(triad, base, 1u << 20, 2, 2, &s), -1);
	assert_int_equal(xnb_streams_split(triad, base, 1u << 20, 0, 0, &s), -1);
	assert_int_equal(xnb_streams_split(triad, base + 8, 1u << 20, 1, 0, &s), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kernel_agrees_with_the_reference),
	    cmocka_unit_test(isas_are_those_the_compiler_sees),
	    cmocka_unit_test(check_finds_planted_errors),
	    cmocka_unit_test(check_finds_skipped_elements),
	    cmocka_unit_test(prepared_values_differ_by_position),
	    cmocka_unit_test(check_finds_a_wrong_sum),
	    cmocka_unit_test(counts_are_those_of_stream),
	    cmocka_unit_test(the_widest_isa_is_chosen),
	    cmocka_unit_test(kernels_are_found_by_name),
	    cmocka_unit_test(non_temporal_kernels_are_variants),
	    cmocka_unit_test(mixes_are_what_their_names_say),
	    cmocka_unit_test(check_counts_passes),
	    cmocka_unit_test(long_checks_show_life),
	    cmocka_unit_test(shares_are_apart_and_use_everything),
	    cmocka_unit_test(shares_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
