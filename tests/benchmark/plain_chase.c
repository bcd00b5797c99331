/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An idle memory latency that owes nothing to the workloads: its own order of the lines,
 * its own loop, its own clock. scripts/benchmark prints it beside the latency that the
 * tool gives, and where the two differ one of them is wrong.
 *
 *   plain-chase [-c CPU] [-b MIB] [-w KIB] [-m LOADS] [-n SAMPLES] [-s SEED] [-p 4k|thp]
 *
 * What is not asked for: CPU 0, 256 MiB, no window, 4 million loads a sample, 1 sample,
 * seed 1, small pages. Prints the nanoseconds of a load, a sample a line, and on standard
 * error the share of the buffer that lies in huge pages. A warm-up of as many loads goes
 * before each of them. Ends with 2 where it was asked wrongly, with 3 where the system
 * refuses, with 5 where the walk did not end where it must.
 *
 * The order is a shuffle of the lines' numbers (Durstenfeld, "Algorithm 235", CACM 7,
 * 1964), in which the lines are then linked to one ring. The workloads make their cycle
 * in place instead.
 */
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 64, WRONG_USE = 2, REFUSED = 3, WRONG_RESULT = 5 };

struct options {
	uint64_t cpu, mib, window_kib, loads, samples, seed;
	bool thp;
};

struct ring {
	char *lines;
	uint32_t *order;
	uint64_t n;
};

static uint64_t xorshift(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void shuffle(uint32_t *order, uint64_t n, uint64_t *state)
{
	for (uint64_t i = n; i > 1; i--) {
		const uint64_t j = xorshift(state) % i;
		const uint32_t kept = order[i - 1];

		order[i - 1] = order[j];
		order[j] = kept;
	}
}

static char *line(const struct ring *ring, uint64_t at)
{
	return ring->lines + (uint64_t)ring->order[at % ring->n] * LINE;
}

static void link_ring(struct ring *ring, uint64_t per_window, uint64_t seed)
{
	uint64_t state = seed ? seed : 1;

	for (uint64_t i = 0; i < ring->n; i++)
		ring->order[i] = (uint32_t)i;
	for (uint64_t i = 0; i < ring->n; i += per_window)
		shuffle(ring->order + i,
		        per_window < ring->n - i ? per_window : ring->n - i, &state);
	for (uint64_t i = 0; i < ring->n; i++) {
		char *next = line(ring, i + 1);

		memcpy(line(ring, i), &next, sizeof(next));
	}
}

/* Ten dependent loads to each turn of the loop; `loads` is a multiple of that. */
static void *walk(void *at, uint64_t loads)
{
#define STEP at = *(void *volatile *)at
	for (uint64_t i = 0; i < loads; i += 10) {
		STEP;
		STEP;
		STEP;
		STEP;
		STEP;
		STEP;
		STEP;
		STEP;
		STEP;
		STEP;
	}
#undef STEP
	return at;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int measure(const struct ring *ring, const struct options *options)
{
	const uint64_t loads = options->loads / 10 * 10;
	void *at = line(ring, 0);

	for (uint64_t s = 0; s < options->samples; s++) {
		double start;

		at = walk(at, loads);
		start = now();
		at = walk(at, loads);
		printf("%.3f\n", (now() - start) / (double)loads);
	}
	if (at == line(ring, 2 * loads % ring->n * options->samples % ring->n))
		return 0;
	fputs("plain-chase: the walk ended at another line than it must\n", stderr);
	return WRONG_RESULT;
}

/* Of the buffer, as the kernel says; -1 where it does not. */
static double huge_share(const struct ring *ring)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char text[256];
	bool mine = false;
	double share = -1;

	while (f && fgets(text, sizeof(text), f)) {
		unsigned long from, to, kib;

		if (sscanf(text, "%lx-%lx ", &from, &to) == 2)
			mine =
			    from <= (uintptr_t)ring->lines && (uintptr_t)ring->lines < to;
		if (mine && sscanf(text, "AnonHugePages: %lu kB", &kib) == 1)
			share = (double)kib * 1024 / ((double)ring->n * LINE);
	}
	if (f)
		fclose(f);
	return share;
}

static int refuse(const char *what)
{
	fprintf(stderr, "plain-chase: %s: %s\n", what, strerror(errno));
	return REFUSED;
}

#define HUGE_PAGE ((size_t)2 << 20)

/* On a boundary of a huge page, so that all of it can be one. */
static int map_ring(struct ring *ring, const struct options *options)
{
	const size_t bytes = options->mib << 20;
	char *mapped = mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mapped == MAP_FAILED)
		return refuse("memory for the lines");
	ring->lines = mapped + (HUGE_PAGE - (uintptr_t)mapped % HUGE_PAGE) % HUGE_PAGE;
	ring->n = bytes / LINE;
	if (madvise(ring->lines, bytes, options->thp ? MADV_HUGEPAGE : MADV_NOHUGEPAGE))
		return refuse("madvise");
	memset(ring->lines, 0, bytes);
	ring->order = malloc(ring->n * sizeof(*ring->order));
	return ring->order ? 0 : refuse("memory for their order");
}

static int pin(uint64_t cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? refuse("pinning to the CPU") : 0;
}

static int wrong_use(void)
{
	fputs("usage: plain-chase [-c CPU] [-b MIB] [-w KIB] [-m LOADS] [-n SAMPLES] "
	      "[-s SEED] [-p 4k|thp]\n",
	      stderr);
	return WRONG_USE;
}

static bool get_number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return !errno && end != text && !*end && text[0] != '-' && *out >= least &&
	       *out <= most;
}

static bool take(struct options *options, int letter, const char *text)
{
	switch (letter) {
	case 'c':
		return get_number(text, 0, CPU_SETSIZE - 1, &options->cpu);
	case 'b':
		return get_number(text, 1, (uint64_t)1 << 16, &options->mib);
	case 'w':
		return get_number(text, 1, (uint64_t)1 << 26, &options->window_kib);
	case 'm':
		return get_number(text, 10, UINT32_MAX, &options->loads);
	case 'n':
		return get_number(text, 1, 100000, &options->samples);
	case 's':
		return get_number(text, 1, UINT64_MAX, &options->seed);
	case 'p':
		options->thp = strcmp(text, "thp") == 0;
		return options->thp || strcmp(text, "4k") == 0;
	default:
		return false;
	}
}

int main(int argc, char **argv)
{
	struct options options = {
	    .mib = 256, .loads = 4000000, .samples = 1, .seed = 1, .thp = false};
	struct ring ring = {0};
	int letter, result;

	while ((letter = getopt(argc, argv, "c:b:w:m:n:s:p:")) != -1)
		if (!take(&options, letter, optarg ? optarg : ""))
			return wrong_use();
	if (optind < argc)
		return wrong_use();
	result = pin(options.cpu);
	if (!result)
		result = map_ring(&ring, &options);
	if (result)
		return result;
	link_ring(&ring, options.window_kib ? options.window_kib * 1024 / LINE : ring.n,
	          options.seed);
	fprintf(stderr, "huge pages: %.3f\n", huge_share(&ring));
	result = measure(&ring, &options);
	free(ring.order);
	return result;
}
