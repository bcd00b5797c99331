/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/calibrate.h"

#include "workloads/tsc.h"

/* Some 4 cycles a step, and some 2 a round of 12 additions. */
#define CHAIN_STEPS 4096u
#define WIDE_ROUNDS 8192u

/* Knuth's MMIX generator, "The Art of Computer Programming" volume 2, 3.3.4. */
#define MULTIPLIER 6364136223846793005u
#define INCREMENT  1442695040888963407u

/* Its value is in a register here, and nobody knows which. */
#define OPAQUE(x) __asm__ volatile("" : "+r"(x))

#define ADD_TO_EACH(n)                                                          \
	do {                                                                    \
		a += (n), b += (n), c += (n), d += (n), e += (n), f += (n);     \
		__asm__ volatile(""                                             \
		                 : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), \
		                   "+r"(f));                                    \
	} while (0)

static void run_chain(void)
{
	uint64_t x = 1;

	for (uint32_t i = 0; i < CHAIN_STEPS; i++) {
		x = x * MULTIPLIER + INCREMENT;
		OPAQUE(x);
	}
}

static void run_wide(void)
{
	uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;

	for (uint32_t i = 0; i < WIDE_ROUNDS; i++) {
		ADD_TO_EACH(3);
		ADD_TO_EACH(5);
	}
}

static uint32_t ticks_of(void (*loop)(void))
{
	const uint64_t start = xnb_tsc();
	uint64_t ticks;

	loop();
	ticks = xnb_tsc() - start;
	return ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX;
}

static uint32_t least_ticks(void (*loop)(void), uint32_t tries)
{
	uint32_t least = tries ? UINT32_MAX : 0;

	for (uint32_t i = 0; i < tries; i++) {
		const uint32_t ticks = ticks_of(loop);

		least = ticks < least ? ticks : least;
	}
	return least;
}

struct xnb_calibration xnb_calibrate(uint32_t tries)
{
	return (struct xnb_calibration){
	    .clock_ticks = least_ticks(run_chain, tries),
	    .width_ticks = least_ticks(run_wide, tries),
	};
}

static uint32_t higher(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

struct xnb_calibration xnb_calibration_worse(struct xnb_calibration a,
                                             struct xnb_calibration b)
{
	return (struct xnb_calibration){
	    .clock_ticks = higher(a.clock_ticks, b.clock_ticks),
	    .width_ticks = higher(a.width_ticks, b.width_ticks),
	};
}
