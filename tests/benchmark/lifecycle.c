/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long the life of a domain of 64 MiB with one vCPU takes, step by step: this tool's
 * path against libxl's in the same process, in alternation, and `xl' as processes beside.
 * Runs in dom0, best with as many pCPUs as the host has, which else share its cores.
 * Prints tab-separated values: way, step, cycles, median, least and most
 * milliseconds. scripts/benchmark makes a table of them.
 */
#include "tests/benchmark/contender.h"

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_CYCLES = 1000 };

struct options {
	struct xnb_contender_options contender;
	unsigned cycles, xl_cycles;
};

struct entry {
	const struct xnb_contender *contender;
	unsigned cycles;
	unsigned done;
	void *state;
	double ms[MOST_CYCLES][XNB_MOST_STEPS]; /* of each cycle */
};

double xnb_lap(struct timespec *from)
{
	struct timespec start = *from;

	clock_gettime(CLOCK_MONOTONIC, from);
	return (double)(from->tv_sec - start.tv_sec) * 1e3 +
	       (double)(from->tv_nsec - start.tv_nsec) / 1e6;
}

static unsigned parse_count(struct argp_state *state, const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || n > MOST_CYCLES)
		argp_error(state, "%s: not a number from 0 to %d", text, MOST_CYCLES);
	return (unsigned)n;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	if (key == 'n')
		options->cycles = parse_count(state, arg);
	else if (key == 'x')
		options->xl_cycles = parse_count(state, arg);
	else if (key == 'k')
		options->contender.kernel = arg;
	else
		return ARGP_ERR_UNKNOWN;
	return 0;
}

static const struct argp_option option_table[] = {
    {"cycles", 'n', "N", 0, "lives of a domain, each way (20)", 0},
    {"xl-cycles", 'x', "N", 0, "lives through the program xl (3)", 0},
    {"kernel", 'k', "FILE", 0,
     "an ELF file with a PVH entry note for libxl and xl; without it, only this tool's "
     "path is timed",
     0},
    {0},
};

static const struct argp parser = {
    .options = option_table,
    .parser = parse_option,
    .doc = "Times the life cycle of a 64 MiB domain.",
};

static int open_entry(struct entry *entry, const struct options *options,
                      struct xnb_error *err)
{
	if (entry->cycles == 0)
		return 0;
	return entry->contender->open(&entry->state, &options->contender, err);
}

/* Idle pCPUs scrub what a domain leaves; the next one is not to pay for that. */
static void settle(void)
{
	const struct timespec time = {.tv_nsec = 300000000};

	nanosleep(&time, NULL);
}

/* Round after round, one cycle of each that has some left. */
static int run_all(struct entry *entries, size_t n, struct xnb_error *err)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			struct entry *e = &entries[i];

			if (e->done == e->cycles)
				continue;
			if (e->contender->cycle(e->state, e->ms[e->done], err) != 0)
				return xnb_fail_prefix(err, "%s", e->contender->name);
			e->done++;
			settle();
			more = true;
		}
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print_row(const struct entry *entry, const char *step, double *ms)
{
	unsigned n = entry->cycles;
	double median;

	qsort(ms, n, sizeof(*ms), compare);
	median = (ms[(n - 1) / 2] + ms[n / 2]) / 2;
	printf("%s\t%s\t%u\t%.3f\t%.3f\t%.3f\n", entry->contender->name, step, n, median,
	       ms[0], ms[n - 1]);
}

static void print_entry(const struct entry *entry)
{
	const char *const *steps = entry->contender->steps;
	double column[MOST_CYCLES], total[MOST_CYCLES] = {0};

	for (size_t s = 0; steps[s]; s++) {
		for (unsigned i = 0; i < entry->cycles; i++) {
			column[i] = entry->ms[i][s];
			total[i] += column[i];
		}
		print_row(entry, steps[s], column);
	}
	print_row(entry, "total", total);
}

int main(int argc, char **argv)
{
	struct options options = {.cycles = 20, .xl_cycles = 3, .contender.xl = "xl"};
	struct entry entries[] = {{.contender = &xnb_contender_bare},
	                          {.contender = &xnb_contender_libxl},
	                          {.contender = &xnb_contender_xl}};
	enum { N = sizeof(entries) / sizeof(entries[0]) };
	struct xnb_error err;
	int rc = 0;

	argp_parse(&parser, argc, argv, 0, NULL, &options);
	entries[0].cycles = options.cycles;
	entries[1].cycles = options.contender.kernel ? options.cycles : 0;
	entries[2].cycles = options.contender.kernel ? options.xl_cycles : 0;
	for (size_t i = 0; i < N && rc == 0; i++)
		rc = open_entry(&entries[i], &options, &err);
	if (rc == 0)
		rc = run_all(entries, N, &err);
	if (rc == 0)
		printf("way\tstep\tcycles\tmedian_ms\tleast_ms\tmost_ms\n");
	else
		fprintf(stderr, "lifecycle: %s\n", err.text);
	for (size_t i = 0; i < N; i++) {
		if (rc == 0 && entries[i].cycles > 0)
			print_entry(&entries[i]);
		if (entries[i].state)
			entries[i].contender->close(entries[i].state);
	}
	return rc == 0 ? 0 : (int)err.exit;
}
