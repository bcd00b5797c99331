/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/disturbed.h"

#include "workloads/jobs.h"

#include <stdio.h>

static uint32_t cpu_of(const struct xnb_evidence *e, const struct xnb_job *ordered,
                       uint32_t member)
{
	const uint32_t vcpu = xnb_job_vcpu(ordered, member);

	return e->cpus ? e->cpus[vcpu] : vcpu;
}

int xnb_disturbed_see(const struct xnb_evidence *e, const struct xnb_job *ordered,
                      const struct xnb_raw_sample *entries, struct xnb_error *err)
{
	for (uint32_t m = 0; e->calibrated && m < ordered->vcpus; m++)
		if (xnb_calibrated_see(e->calibrated, cpu_of(e, ordered, m),
		                       ordered->vcpus, entries[m].clock_ticks,
		                       entries[m].width_ticks, err))
			return -1;
	return 0;
}

static uint32_t bits_of(const struct xnb_calibrated *seen, uint32_t cpu,
                        uint32_t together, const struct xnb_raw_sample *entry)
{
	uint32_t bits = entry->noise & XNB_NOISE_ALL;

	if (xnb_calibrated_is_slow(seen, cpu, together, entry->clock_ticks))
		bits |= XNB_DISTURBED_CLOCK;
	if (xnb_calibrated_is_narrow(seen, cpu, together, entry->width_ticks))
		bits |= XNB_DISTURBED_NEIGHBOUR;
	return bits;
}

uint32_t xnb_disturbed_bits(const struct xnb_evidence *e, const struct xnb_job *ordered,
                            const struct xnb_raw_sample *entries, double overlap)
{
	uint32_t bits = overlap < XNB_LEAST_OVERLAP ? XNB_DISTURBED_OVERLAP : 0;

	if (!e->calibrated)
		return 0;
	for (uint32_t m = 0; m < ordered->vcpus; m++)
		bits |= bits_of(e->calibrated, cpu_of(e, ordered, m), ordered->vcpus,
		                &entries[m]);
	return bits;
}

void xnb_disturbed_text(uint32_t bits, char text[XNB_DISTURBED_TEXT])
{
	static const struct {
		uint32_t bit;
		const char *word;
	} words[] = {
	    {XNB_NOISE_PREEMPTED, "preempted"},
	    {XNB_NOISE_MIGRATED, "migrated"},
	    {XNB_NOISE_STOLEN, "stolen"},
	    {XNB_NOISE_THROTTLED, "throttled"},
	    {XNB_DISTURBED_CLOCK, "clock"},
	    {XNB_DISTURBED_NEIGHBOUR, "neighbour"},
	    {XNB_DISTURBED_OVERLAP, "partial-overlap"},
	    {XNB_DISTURBED_COUNTED, "counted-bytes"},
	};
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (bits & words[i].bit)
			length +=
			    (size_t)snprintf(text + length, XNB_DISTURBED_TEXT - length,
			                     "%s%s", length ? ";" : "", words[i].word);
}
