/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The values that the streams are prepared with, and what passes make of them.
 *
 * Element i of stream 0, 1, 2 is 4 + 4*r + stream, where r is 16 bits scattered by
 * multiplying i with 2^64 / golden ratio (Knuth, TAOCP 3, 6.4), and the residue modulo 4
 * tells the streams apart. From 4 up, so that it never equals the scalar. The results of
 * a pass are 0 (copy, scale), 1 (add) and 3 (store, triad) modulo 4, or in place their
 * stream plus something: never what their stream was prepared with. Below 2^19, so that
 * sums over 2^34 elements are exact.
 *
 * All of it is linear in r, and so is what a kernel makes of it: one multiplication and
 * one addition of integers an element, not a call, because gigabytes are checked.
 */
#include "workloads/kernels.h"

#include <stddef.h>

enum { A, B, C, NONE };

#define GOLDEN 0x9e3779b97f4a7c15u
#define SHIFT  48
#define LEAST  4
#define FACTOR 4

/* Whole numbers up to 2^53 are exact as doubles: so much may a pass add to an element. */
_Static_assert(2 * (FACTOR * 0xffff + LEAST + 2) <= ((uint64_t)1 << 53) / XNB_MOST_PASSES,
               "results in place are exact");

/* Elements from one sign of life to the next; so many are one step of a beat. */
#define BLOCK ((uint64_t)4096)
_Static_assert(XNB_BEAT_EVERY % BLOCK == 0, "beats are whole blocks");

/* factor * r + base */
struct line {
	uint64_t factor, base;
};

static double *stream_of(const struct xnb_streams *streams, uint32_t stream)
{
	return stream == A ? streams->a : stream == B ? streams->b : streams->c;
}

static struct line prepared(uint32_t stream)
{
	return (struct line){FACTOR, LEAST + stream};
}

static void add_times(struct line *line, const struct xnb_terms *terms, uint64_t times)
{
	const uint64_t values = terms->a + terms->b + terms->c;

	line->factor += times * values * FACTOR;
	line->base +=
	    times * (terms->a * (uint64_t)(LEAST + A) + terms->b * (uint64_t)(LEAST + B) +
	             terms->c * (uint64_t)(LEAST + C) + terms->one);
}

static struct line expected(const struct xnb_kernel *kernel, uint32_t stream,
                            uint64_t passes)
{
	struct line line = {0};

	if (stream != kernel->output || passes == 0)
		return prepared(stream);
	add_times(&line, &kernel->once, 1);
	add_times(&line, &kernel->each, passes);
	return line;
}

static inline double value_at(const struct line *line, uint64_t i)
{
	/* Signed: the conversion is one instruction. */
	return (double)(int64_t)(line->factor * (i * GOLDEN >> SHIFT) + line->base);
}

static uint64_t end_of_block(uint64_t at, uint64_t elements)
{
	return elements - at < BLOCK ? elements : at + BLOCK;
}

static void fill(double *values, const struct line *line, uint64_t from, uint64_t end)
{
	for (uint64_t i = from; i < end; i++)
		values[i] = value_at(line, i);
}

void xnb_kernel_prepare(const struct xnb_streams *streams, struct xnb_beat *beat)
{
	for (uint32_t stream = A; stream <= C; stream++) {
		double *values = stream_of(streams, stream);
		const struct line line = prepared(stream);

		for (uint64_t i = 0, end; values && i < streams->elements; i = end) {
			end = end_of_block(i, streams->elements);
			fill(values, &line, i, end);
			xnb_beats(beat, end - i);
		}
	}
}

/* The first wrong element of a block, else `end`. */
static uint64_t first_wrong(const double *values, const struct line *line, uint64_t from,
                            uint64_t end)
{
	uint64_t i = from;

	while (i < end && values[i] == value_at(line, i))
		i++;
	return i;
}

/* Whether all of a stream is as expected; else *wrong is its first wrong element. */
static int right_stream(const double *values, const struct line *line, uint64_t elements,
                        uint64_t *wrong, struct xnb_beat *beat)
{
	for (uint64_t i = 0, end; i < elements; i = end) {
		end = end_of_block(i, elements);
		*wrong = first_wrong(values, line, i, end);
		if (*wrong < end)
			return 0;
		xnb_beats(beat, end - i);
	}
	return 1;
}

/* The sum that a pass returns; only a kernel without an output has one. */
static double expected_sum(const struct xnb_kernel *kernel, uint64_t elements,
                           uint64_t passes, struct xnb_beat *beat)
{
	const struct line line = prepared(A);
	uint64_t scattered = 0;

	if (kernel->output != NONE || passes == 0)
		return 0;
	for (uint64_t i = 0, end; i < elements; i = end) {
		end = end_of_block(i, elements);
		for (uint64_t j = i; j < end; j++)
			scattered += j * GOLDEN >> SHIFT;
		xnb_beats(beat, end - i);
	}
	return (double)(line.factor * scattered + line.base * elements);
}

int xnb_kernel_check(const struct xnb_kernel *kernel, const struct xnb_streams *streams,
                     uint64_t passes, double sum, uint64_t *wrong_at,
                     struct xnb_beat *beat)
{
	uint64_t wrong;

	*wrong_at = 0;
	if (passes > XNB_MOST_PASSES)
		return 0;
	for (uint32_t stream = A; stream < kernel->streams; stream++) {
		const struct line line = expected(kernel, stream, passes);

		if (right_stream(stream_of(streams, stream), &line, streams->elements,
		                 &wrong, beat))
			continue;
		*wrong_at = (stream * streams->elements + wrong) * sizeof(double);
		return 0;
	}
	*wrong_at = UINT64_MAX;
	return sum == expected_sum(kernel, streams->elements, passes, beat);
}
