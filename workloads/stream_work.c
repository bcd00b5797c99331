/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/stream_work.h"

#include "workloads/cpu.h"

/*
 * 128 MiB of each stream: long beside the look for a trap and the step between two, and
 * short beside any watchdog. Sums of whole numbers are exact in any order.
 */
#define SLICE_ELEMENTS ((uint64_t)1 << 24)
_Static_assert(SLICE_ELEMENTS % XNB_ELEMENTS_MULTIPLE == 0 &&
                   XNB_BLOCK_ELEMENTS % XNB_ELEMENTS_MULTIPLE == 0 &&
                   XNB_INJECT_ELEMENTS % XNB_ELEMENTS_MULTIPLE == 0,
               "slices and blocks have no remainder");

/* Behind so long a delay a look at the clock is nothing; else after so many blocks. */
#define LONG_DELAY      1024u
#define BLOCKS_PER_LOOK 16u

/* Some us. */
#define PAUSES_PER_LOOK 64u

/* Looks at the clock from one sign of life to the next: milliseconds. */
#define LOOKS_PER_STEP 256u

uint32_t xnb_stream_judge(const struct xnb_runner *r, const struct xnb_job *job,
                          uint64_t bytes, uint32_t parts)
{
	struct xnb_streams streams;

	if (job->isa >= XNB_N_ISAS)
		return XNB_STATUS_REFUSED;
	if (job->kernel >= xnb_n_kernels || !xnb_kernels[job->kernel].run[job->isa] ||
	    !(r->mailbox->isa_available & 1u << job->isa))
		return XNB_STATUS_UNSUPPORTED;
	if (xnb_streams_split(&xnb_kernels[job->kernel], r->buffer, bytes, parts, 0,
	                      &streams))
		return XNB_STATUS_REFUSED;
	return XNB_STATUS_DONE;
}

int xnb_stream_begin(struct xnb_runner *r, struct xnb_stream_work *work, void *base,
                     uint64_t bytes, uint32_t parts, uint32_t part)
{
	const struct xnb_kernel *kernel = &xnb_kernels[r->job.kernel];
	struct xnb_beat beat = {.step = xnb_show_life, .arg = r};

	*work = (struct xnb_stream_work){
	    .kernel = kernel,
	    .run = kernel->run[r->job.isa],
	};
	if (xnb_streams_split(kernel, base, bytes, parts, part, &work->streams))
		return -1;
	xnb_kernel_prepare(&work->streams, &beat);
	return 0;
}

static struct xnb_streams slice_of(const struct xnb_streams *all, uint64_t first,
                                   uint64_t most)
{
	const uint64_t left = all->elements - first;

	return (struct xnb_streams){
	    .a = all->a + first,
	    .b = all->b ? all->b + first : NULL,
	    .c = all->c ? all->c + first : NULL,
	    .elements = left < most ? left : most,
	};
}

/* Up to `most` elements of the pass at work; returns how many. */
static uint64_t run_some(struct xnb_stream_work *work, uint64_t most)
{
	const struct xnb_streams slice = slice_of(&work->streams, work->at, most);

	work->partial += work->run(&slice);
	work->at += slice.elements;
	if (work->at == work->streams.elements) {
		work->passes++;
		work->sum = work->partial;
		work->partial = 0;
		work->at = 0;
	}
	return slice.elements;
}

/* To the end of the pass at work. */
static int finish_pass(struct xnb_runner *r, struct xnb_stream_work *work, uint64_t *done)
{
	for (;;) {
		if (xnb_runner_stopped(r))
			return -1;
		*done += run_some(work, SLICE_ELEMENTS);
		if (work->at == 0)
			return 0;
		xnb_show_life(r);
	}
}

int xnb_stream_passes(struct xnb_runner *r, struct xnb_turn *turn, void *state)
{
	for (uint64_t i = 0; i < r->job.iterations; i++)
		if (finish_pass(r, state, &turn->done))
			return -1;
	return 0;
}

/* Nobody uses its result, nor can the compiler foresee it. */
static void pause_steps(uint32_t steps)
{
	uint64_t x = steps;

	for (; steps > 0; steps--) {
		x *= 6364136223846793005u;
		__asm__ volatile("" : "+r"(x));
	}
}

/* What is done from one look at the clock to the next. */
struct lot {
	uint32_t delay;  /* behind each block, in steps */
	uint32_t blocks; /* at most XNB_BLOCK_ELEMENTS or XNB_INJECT_ELEMENTS each */
	uint64_t elements;
};

static struct lot lot_of(uint32_t delay)
{
	const uint32_t blocks = delay < LONG_DELAY ? BLOCKS_PER_LOOK : 1;

	if (delay == 0)
		return (struct lot){0, 1, XNB_BLOCK_ELEMENTS};
	return (struct lot){delay, blocks, XNB_INJECT_ELEMENTS};
}

/* A share that is smaller than a block gives as many passes as are in one. */
static void run_block(struct xnb_turn *turn, struct xnb_stream_work *work,
                      uint64_t elements)
{
	while (elements > 0) {
		const uint64_t some = run_some(work, elements);

		turn->done += some;
		elements -= some;
	}
}

static void run_lot(struct xnb_turn *turn, struct xnb_stream_work *work,
                    const struct lot *lot)
{
	for (uint32_t i = 0; i < lot->blocks; i++) {
		run_block(turn, work, lot->elements);
		pause_steps(lot->delay);
	}
}

/* Without a touch of the memory. */
static void let_pass(void)
{
	for (uint32_t i = 0; i < PAUSES_PER_LOOK; i++)
		xnb_cpu_pause();
}

int xnb_stream_blocks(struct xnb_runner *r, struct xnb_turn *turn, void *state)
{
	const uint32_t delay = xnb_job_delay(&r->job, turn->number);
	const struct lot lot = lot_of(delay);
	struct xnb_stream_work *work = state;

	do {
		if (delay == XNB_DELAY_NEVER)
			let_pass();
		else
			run_lot(turn, work, &lot);
		if (++work->looks % LOOKS_PER_STEP == 0)
			xnb_show_life(r);
	} while (!xnb_turn_is_over(r, turn));
	return xnb_runner_stopped(r) ? -1 : 0;
}

int xnb_stream_rest(struct xnb_runner *r, struct xnb_turn *turn, void *state)
{
	struct xnb_stream_work *work = state;
	uint64_t untimed = 0;

	(void)turn;
	return work->at > 0 ? finish_pass(r, work, &untimed) : 0;
}

void xnb_stream_check(struct xnb_runner *r, const struct xnb_stream_work *work,
                      struct xnb_verdict *verdict)
{
	struct xnb_beat beat = {.step = xnb_show_life, .arg = r};

	verdict->wrong = !xnb_kernel_check(work->kernel, &work->streams, work->passes,
	                                   work->sum, &verdict->wrong_at, &beat);
}
