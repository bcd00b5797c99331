/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/flags.h"

#include <string.h>

const struct xnb_flag xnb_flag_words[] = {
    {"warmup", "kept apart from the others", false},
    {"cold", "the first call of a series of hypercalls", false},
    {"interrupted", "dom0's timer hit the call, where instructions are counted", false},
    {"moved", "a vCPU changed its node", false},
    {"overcommitted", "more vCPUs or threads than CPUs: they took turns", false},
    {"unsettled", "freed memory was not clean again before the domain was built", false},
    {"unknown-placement", "the node of some memory could not be told exactly", false},
    {"returned-differs", "memory came back from elsewhere than it was taken from", false},
    {"returned-inexact", "the free memory changed by itself meanwhile", false},
    {"small-pages", "its memory is in part in smaller pages than asked for", false},
    {"counted-bytes",
     "hardware counters disagree with the bytes claimed by more than 10 %", false},
    {"preempted", "something else ran on the CPU meanwhile", false},
    {"migrated", "it did not stay on its CPU", false},
    {"stolen", "a hypervisor gave the CPU to somebody else", false},
    {"throttled", "the CPU was throttled for its temperature", false},
    {"clock", "the CPU's clock was more than 3 % slower than at its best in the run",
     false},
    {"neighbour",
     "somebody shared the core: what can run side by side took more than 10 % longer "
     "than at its best in the run",
     false},
    {"partial-overlap", "less than 95 % of the time all were at work together", false},
    {"suspect", "something of the unit makes its samples doubtful", false},
    {"wrong-result", "the result was not what it must be", true},
    {"implausible", "a number that cannot be", true},
    {"hung", "it made no progress and was stopped", true},
    {"crashed", "it ended by an exception, or too early", true},
    {"refused", "the order made no sense", true},
    {"unsupported", "the CPU, or this Xen, does not offer it", true},
    {"not-run", "its turn never came", true},
    {"failed", "the unit could not be measured", true},
    {NULL, NULL, false},
};

const char *xnb_flag_meaning(const char *word)
{
	for (const struct xnb_flag *flag = xnb_flag_words; flag->word; flag++)
		if (!strcmp(flag->word, word))
			return flag->meaning;
	return NULL;
}

bool xnb_has_flag(const char *flags, const char *flag)
{
	size_t n, length = strlen(flag);

	for (; (n = strcspn(flags, ";")) > 0; flags += n + (flags[n] == ';'))
		if (n == length && !strncmp(flags, flag, n))
			return true;
	return false;
}

bool xnb_is_no_measurement(const char *flags)
{
	if (!flags[0])
		return false;
	for (const struct xnb_flag *flag = xnb_flag_words; flag->word; flag++)
		if (flag->no_measurement && xnb_has_flag(flags, flag->word))
			return true;
	return false;
}
