/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/environment.h"

#include "base/io.h"
#include "bench/environment.h"

#include <stdio.h>
#include <string.h>

#define CPUFREQ "/sys/devices/system/cpu/cpu0/cpufreq/"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

static bool read_signature(char signature[13])
{
	unsigned a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 31 & 1))
		return false;
	__cpuid(0x40000000, a, b, c, d);
	memcpy(signature, &b, 4);
	memcpy(signature + 4, &c, 4);
	memcpy(signature + 8, &d, 4);
	signature[12] = '\0';
	return true;
}
#else
static bool read_signature(char signature[13])
{
	(void)signature;
	return false;
}
#endif

void xnb_native_hypervisor(char *text, size_t size)
{
	char signature[13];
	size_t length = 0;

	text[0] = '\0';
	if (!read_signature(signature))
		return;
	while (signature[length] > ' ' && signature[length] < 127)
		length++;
	signature[length] = '\0';
	snprintf(text, size, "%s", length ? signature : "unknown");
}

/* "on", "off", or "" where neither file is there. */
static const char *turbo(void)
{
	char line[16];

	if (xnb_read_line("/sys/devices/system/cpu/intel_pstate/no_turbo", line,
	                  sizeof(line)))
		return line[0] == '0' ? "on" : "off";
	if (xnb_read_line("/sys/devices/system/cpu/cpufreq/boost", line, sizeof(line)))
		return line[0] == '1' ? "on" : "off";
	return "";
}

int xnb_native_environment(json_t **out, const struct xnb_native *native,
                           const struct xnb_host *host, struct xnb_error *err)
{
	const char *is_on = turbo();
	char hypervisor[32];

	if (xnb_environment_machine(out, host, err))
		return -1;
	xnb_native_hypervisor(hypervisor, sizeof(hypervisor));
	json_object_set_new(*out, "hypervisor", json_string(hypervisor));
	json_object_set_new(*out, "tsc_khz",
	                    json_integer((json_int_t)(native->tsc.hz / 1e3)));
	xnb_environment_line(*out, "governor", CPUFREQ "scaling_governor");
	xnb_environment_line(*out, "frequency_driver", CPUFREQ "scaling_driver");
	json_object_set_new(
	    *out, "turbo", *is_on ? json_boolean(strcmp(is_on, "on") == 0) : json_null());
	xnb_environment_line(*out, "numa_balancing", "/proc/sys/kernel/numa_balancing");
	json_object_set_new(*out, "usable_cpus",
	                    json_integer((json_int_t)native->cpus.n));
	return 0;
}
