/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/pace.h"

#include "base/io.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Longer than the tick that processor time is counted in. */
#define BETWEEN_LOOKS 1.0

void xnb_pace_begin(struct xnb_pace *pace, pid_t process, double now)
{
	*pace = (struct xnb_pace){.process = process, .looked = now};
}

/* The state, and utime and stime, which are ten words further. The name before them may
 * hold any letters. */
static bool read_stat(const char *path, char *state, double *processor)
{
	unsigned long long user, kernel;
	char line[1024];
	const char *rest;

	if (!xnb_read_line(path, line, sizeof(line)))
		return false;
	rest = strrchr(line, ')');
	if (!rest ||
	    sscanf(rest + 1, " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu %llu",
	           state, &user, &kernel) != 3)
		return false;
	*processor = (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
	return true;
}

static bool is_ready(pid_t process, const char *thread)
{
	double processor;
	char path[64], state;

	snprintf(path, sizeof(path), "/proc/%d/task/%.12s/stat", (int)process, thread);
	return read_stat(path, &state, &processor) && (state == 'R' || state == 'D');
}

void xnb_pace_look(struct xnb_pace_look *look, pid_t process)
{
	const struct dirent *entry;
	char path[64], state;
	DIR *threads;

	*look = (struct xnb_pace_look){0};
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
	look->told = read_stat(path, &state, &look->processor);
	snprintf(path, sizeof(path), "/proc/%d/task", (int)process);
	threads = opendir(path);
	look->told &= threads != NULL;
	while (threads && !look->ready && (entry = readdir(threads)))
		look->ready = entry->d_name[0] != '.' && is_ready(process, entry->d_name);
	if (threads)
		closedir(threads);
}

void xnb_pace_add(struct xnb_pace *pace, const struct xnb_pace_look *look, double now)
{
	double passed = now - pace->looked;
	double processor = look->processor - pace->processor;

	if (look->told && look->ready && processor < passed)
		pace->had += processor > 0 ? processor : 0;
	else
		pace->had += passed;
	if (look->told)
		pace->processor = look->processor;
	pace->looked = now;
}

double xnb_pace_had(struct xnb_pace *pace, double now)
{
	struct xnb_pace_look look;

	if (now - pace->looked >= BETWEEN_LOOKS) {
		xnb_pace_look(&look, pace->process);
		xnb_pace_add(pace, &look, now);
	}
	return pace->had;
}
