/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/environment.h"

#include "base/io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

void xnb_utc_text(int64_t seconds, char *text, size_t size)
{
	time_t when = (time_t)seconds;
	struct tm utc;

	if (!gmtime_r(&when, &utc) || !strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &utc))
		text[0] = '\0';
}

/* The value behind "<key><blanks>:" or "<key> " in a file such as /proc/cpuinfo. */
static bool read_field(const char *path, const char *key, char *value, size_t size)
{
	struct xnb_buf buf = {0};
	const char *at = NULL;

	value[0] = '\0';
	if (xnb_read_file(path, &buf, (size_t)4 << 20, NULL) == 0)
		at = strstr(xnb_buf_text(&buf), key);
	if (at) {
		at += strlen(key);
		at += strspn(at, " \t:");
		snprintf(value, size, "%.*s", (int)strcspn(at, "\n"), at);
	}
	xnb_buf_free(&buf);
	return value[0] != '\0';
}

json_t *xnb_this_boot(void)
{
	char id[64], start[32], text[32] = "";

	xnb_read_line("/proc/sys/kernel/random/boot_id", id, sizeof(id));
	if (read_field("/proc/stat", "btime ", start, sizeof(start)))
		xnb_utc_text(strtoll(start, NULL, 10), text, sizeof(text));
	return json_pack("{s:s, s:s}", "id", id, "start", text);
}

void xnb_environment_text(json_t *object, const char *key, const char *text)
{
	json_t *value = *text ? json_string(text) : NULL;

	json_object_set_new(object, key, value ? value : json_null());
}

void xnb_environment_line(json_t *object, const char *key, const char *path)
{
	char line[256];

	xnb_read_line(path, line, sizeof(line));
	xnb_environment_text(object, key, line);
}

static void set_field_of(json_t *object, const char *key, const char *field)
{
	char value[256];

	read_field("/proc/cpuinfo", field, value, sizeof(value));
	xnb_environment_text(object, key, value);
}

/* Of CPU 0; 0: the kernel does not say. The file with index 1 is of instructions. */
static uint64_t cache_bytes(unsigned index)
{
	char path[64], size[32];
	uint64_t bytes;
	char *end;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu0/cache/index%u/size",
	         index);
	if (!xnb_read_line(path, size, sizeof(size)))
		return 0;
	bytes = strtoull(size, &end, 10);
	return bytes << (*end == 'K' ? 10 : *end == 'M' ? 20 : 0);
}

uint64_t xnb_last_level_cache(void)
{
	return cache_bytes(3);
}

static void set_caches(json_t *object)
{
	static const struct {
		const char *key;
		unsigned index;
	} caches[] = {
	    {"l1d_cache_bytes", 0}, {"l2_cache_bytes", 2}, {"last_level_cache_bytes", 3}};

	for (size_t i = 0; i < sizeof(caches) / sizeof(caches[0]); i++) {
		uint64_t bytes = cache_bytes(caches[i].index);

		json_object_set_new(object, caches[i].key,
		                    bytes ? json_integer((json_int_t)bytes)
		                          : json_null());
	}
}

static bool has_smt(const struct xnb_host *host)
{
	for (size_t i = 0; i < host->n_cpus; i++)
		for (size_t j = i + 1; j < host->n_cpus; j++)
			if (host->cpus[i].online && host->cpus[j].online &&
			    host->cpus[i].core != XNB_ABSENT &&
			    host->cpus[i].core == host->cpus[j].core &&
			    host->cpus[i].socket == host->cpus[j].socket)
				return true;
	return false;
}

int xnb_environment_machine(json_t **out, const struct xnb_host *host,
                            struct xnb_error *err)
{
	struct utsname kernel;
	char name[256] = "";

	*out = json_object();
	if (!*out)
		return xnb_fail_nomem(err);
	gethostname(name, sizeof(name) - 1);
	xnb_environment_text(*out, "host", name);
	set_field_of(*out, "cpu_model", "model name");
	set_field_of(*out, "microcode", "microcode");
	set_caches(*out);
	json_object_set_new(*out, "smt", json_boolean(has_smt(host)));
	xnb_environment_text(*out, "kernel", uname(&kernel) ? "" : kernel.release);
	xnb_environment_line(*out, "thp", "/sys/kernel/mm/transparent_hugepage/enabled");
	xnb_environment_line(
	    *out, "clock_source",
	    "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	return 0;
}
