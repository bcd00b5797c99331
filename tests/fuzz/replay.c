/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-NAME FOLDER, where it is built without libFuzzer: gives each file of the folder to
 * the target, whole, cut off, and with single bytes replaced by some that no text has or
 * that mean something to a reader. So the corpus itself can be text.
 */
#include "tests/fuzz/fuzz.h"

#include "base/buf.h"
#include "base/io.h"

#include <dirent.h>
#include <limits.h>
#include <string.h>

/* So many places of a file are spoilt, evenly spread. */
enum { PLACES = 8 };

static const char bytes[] = {'"', ',', '\n', '\r', '\0', '\xff', '-', '{', ';', '9'};

/* A copy of the exact size, so that the sanitizer sees what reads beyond it. */
static void give(const char *text, size_t length, size_t place, const char *byte)
{
	uint8_t *copy = malloc(length ? length : 1);

	XNB_FUZZ_MUST(copy);
	memcpy(copy, text, length);
	if (byte)
		memcpy(copy + place, byte, 1);
	LLVMFuzzerTestOneInput(copy, length);
	free(copy);
}

static void spoil(const char *text, size_t length)
{
	size_t step = length / PLACES + 1;

	give(text, length, 0, NULL);
	for (size_t place = 0; place < length; place += step) {
		give(text, place, 0, NULL);
		for (size_t i = 0; i < sizeof(bytes); i++)
			give(text, length, place, &bytes[i]);
	}
}

static void replay(const char *folder, const char *name)
{
	struct xnb_error err = {0};
	struct xnb_buf text = {0};
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (xnb_read_file(path, &text, 0, &err)) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	spoil(xnb_buf_text(&text), text.length);
	xnb_buf_free(&text);
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	struct dirent *entry;
	size_t n = 0;

	if (!folder) {
		fputs("usage: fuzz-NAME FOLDER\n", stderr);
		return 2;
	}
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		replay(argv[1], entry->d_name);
		n++;
	}
	closedir(folder);
	printf("%zu files\n", n);
	return n ? 0 : 1; /* a test of nothing is none */
}
