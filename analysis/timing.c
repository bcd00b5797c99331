/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/timing.h"

#include <stddef.h>
#include <string.h>

#define EMULATED_HOST \
	"emulated host, no timing", "The host was emulated; this is no timing."

static const struct xnb_timing timings[] = {
    {.word_of_run = "real"},
    {"emulated", "emulated timing: says nothing about hardware",
     "Emulated timing: says nothing about hardware.", "emulated", true, EMULATED_HOST},
    {"virtualized", "timing of a virtual machine",
     "Timing of a virtual machine, which shares its hardware.", "virtualized", false,
     NULL, NULL},
    {"counted", "instructions counted, not time",
     "Instructions counted by the emulator, not time.", "counted", true, EMULATED_HOST},
};

static const struct xnb_timing unknown = {
    "",
    "timing of unknown origin",
    "The run does not say whether its timings are real or emulated.",
    "of unknown origin",
    true,
    NULL,
    NULL,
};

const struct xnb_timing *xnb_timing_find(const char *word)
{
	for (size_t i = 0; i < sizeof(timings) / sizeof(timings[0]); i++)
		if (strcmp(word, timings[i].word_of_run) == 0)
			return &timings[i];
	return &unknown;
}
