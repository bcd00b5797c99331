/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/pin.h"

#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

/* The n-th CPU of the set, modulo their number; -1 for an empty set. */
static int nth_cpu(const cpu_set_t *allowed, unsigned n)
{
	int count = CPU_COUNT(allowed);
	unsigned left = count > 0 ? n % (unsigned)count : 0;

	for (unsigned cpu = 0; count > 0 && cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, allowed) && left-- == 0)
			return (int)cpu;
	return -1;
}

/* The vCPU's number when the thread is one; else -1. */
static int vcpu_of(pid_t process, const char *thread)
{
	char path[64], name[32] = "";
	FILE *file;
	int n;

	snprintf(path, sizeof(path), "/proc/%d/task/%.12s/comm", (int)process, thread);
	file = fopen(path, "re");
	if (!file)
		return -1;
	if (!fgets(name, sizeof(name), file) || sscanf(name, "CPU %d/", &n) != 1)
		n = -1;
	fclose(file);
	return n;
}

static void pin(pid_t thread, int cpu)
{
	cpu_set_t one;

	if (cpu < 0)
		return;
	CPU_ZERO(&one);
	CPU_SET((unsigned)cpu, &one);
	/* It only costs time where this is not allowed. */
	sched_setaffinity(thread, sizeof(one), &one);
}

unsigned xnb_pin_vcpus(pid_t qemu)
{
	const struct dirent *entry;
	cpu_set_t allowed;
	char path[64];
	unsigned found = 0;
	DIR *dir;

	CPU_ZERO(&allowed);
	sched_getaffinity(0, sizeof(allowed), &allowed);
	snprintf(path, sizeof(path), "/proc/%d/task", (int)qemu);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		int vcpu = vcpu_of(qemu, entry->d_name);

		if (vcpu < 0)
			continue;
		found++;
		pin(atoi(entry->d_name), nth_cpu(&allowed, (unsigned)vcpu));
	}
	if (dir)
		closedir(dir);
	return found;
}
