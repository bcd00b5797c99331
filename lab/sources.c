/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/sources.h"

#include "base/io.h"
#include "lab/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define BLANKS     " \t\r\n"
#define SEPARATORS BLANKS ","

enum field {
	TYPES,
	ENABLED,
	URIS,
	SUITES,
	COMPONENTS,
	ARCHITECTURES,
	SIGNED_BY,
	TRUSTED,
	VALID_UNTIL,
	CHECK_DATE,
	BY_HASH,
	N_FIELDS,
};

/* `option`: in brackets, in a file with a line an entry; NULL: has a place of its own. */
static const struct {
	const char *name, *option;
	bool copied;
} fields[N_FIELDS] = {
    [TYPES] = {"Types", NULL, false},
    [ENABLED] = {"Enabled", NULL, false},
    [URIS] = {"URIs", NULL, true},
    [SUITES] = {"Suites", NULL, false},
    [COMPONENTS] = {"Components", NULL, false},
    [ARCHITECTURES] = {"Architectures", "arch", false},
    [SIGNED_BY] = {"Signed-By", "signed-by", true},
    [TRUSTED] = {"Trusted", "trusted", true},
    [VALID_UNTIL] = {"Check-Valid-Until", "check-valid-until", true},
    [CHECK_DATE] = {"Check-Date", "check-date", true},
    [BY_HASH] = {"By-Hash", "by-hash", true},
};

/* A piece of the file's text. */
struct span {
	const char *at;
	size_t length;
};

struct entry {
	struct span values[N_FIELDS];
};

static bool is(struct span word, const char *text)
{
	return word.length == strlen(text) && !memcmp(word.at, text, word.length);
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* Takes the next word off the front; false at the end. */
static bool next(struct span *rest, struct span *word, const char *separators)
{
	while (rest->length && is_one_of(*rest->at, separators)) {
		rest->at++;
		rest->length--;
	}
	word->at = rest->at;
	while (rest->length && !is_one_of(*rest->at, separators)) {
		rest->at++;
		rest->length--;
	}
	word->length = (size_t)(rest->at - word->at);
	return word->length > 0;
}

static bool contains(struct span value, const char *text)
{
	struct span word;

	while (next(&value, &word, SEPARATORS))
		if (is(word, text))
			return true;
	return false;
}

/* Neither a quoted key nor a fingerprint tells whose it is. */
static bool is_debians_keyring(struct span word)
{
	static const char name[] = "debian-archive-";
	const char *slash = memrchr(word.at, '/', word.length);

	return slash && *word.at == '/' &&
	       word.length - (size_t)(slash + 1 - word.at) >= strlen(name) &&
	       !memcmp(slash + 1, name, strlen(name));
}

static bool is_signed_by_debian(struct span value)
{
	struct span word;

	while (next(&value, &word, SEPARATORS))
		if (!is_debians_keyring(word))
			return false;
	return true;
}

static bool is_printable(struct span value)
{
	for (size_t i = 0; i < value.length; i++)
		if ((unsigned char)value.at[i] < ' ' && !is_one_of(value.at[i], BLANKS))
			return false;
	return true;
}

/* The word with the running suite's name replaced, or "" when it is another suite. */
static void translate(char *out, size_t size, struct span word,
                      const struct xnb_lab_suites *suites)
{
	static const char *const parts[] = {"", "-updates", "-security"};

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char name[128];

		snprintf(name, sizeof(name), "%s%s", suites->running, parts[i]);
		if (is(word, name))
			snprintf(out, size, "%s%s", suites->wanted, parts[i]);
	}
}

static bool has_cdrom(struct span uris)
{
	struct span word;

	while (next(&uris, &word, BLANKS))
		if (word.length >= 6 && !memcmp(word.at, "cdrom:", 6))
			return true;
	return false;
}

static bool is_usable(const struct entry *entry)
{
	const struct span *values = entry->values;

	for (size_t i = 0; i < N_FIELDS; i++)
		if (!is_printable(values[i]))
			return false;
	return contains(values[TYPES], "deb") && !contains(values[ENABLED], "no") &&
	       contains(values[COMPONENTS], "main") && values[URIS].length &&
	       !has_cdrom(values[URIS]) && is_signed_by_debian(values[SIGNED_BY]) &&
	       (!values[ARCHITECTURES].length ||
	        contains(values[ARCHITECTURES], "amd64"));
}

static void put_field(struct xnb_buf *out, enum field field, struct span value)
{
	struct span word;

	if (!fields[field].copied || !value.length)
		return;
	xnb_buf_printf(out, "%s:", fields[field].name);
	while (next(&value, &word, field == URIS ? BLANKS : SEPARATORS))
		xnb_buf_printf(out, " %.*s", (int)word.length, word.at);
	xnb_buf_puts(out, "\n");
}

static bool put_suites(struct xnb_buf *out, struct span value,
                       const struct xnb_lab_suites *suites)
{
	bool any = false;
	struct span word;
	char name[128];

	while (next(&value, &word, BLANKS)) {
		translate(name, sizeof(name), word, suites);
		if (name[0])
			xnb_buf_printf(out, "%s%s", any ? " " : "Suites: ", name);
		any |= name[0] != '\0';
	}
	return any;
}

static size_t put_entry(struct xnb_buf *out, const struct entry *entry,
                        const struct xnb_lab_suites *suites)
{
	if (!is_usable(entry) || !put_suites(out, entry->values[SUITES], suites))
		return 0;
	xnb_buf_puts(out, "\nTypes: deb\nComponents: main\nArchitectures: amd64\n"
	                  "Targets: Packages\n");
	for (enum field i = 0; i < N_FIELDS; i++)
		put_field(out, i, entry->values[i]);
	xnb_buf_puts(out, "\n");
	return 1;
}

/* Where the line begins a field: which, and the value of this line; else N_FIELDS. */
static enum field find_field(struct span line, struct span *value)
{
	for (enum field i = 0; i < N_FIELDS; i++) {
		size_t length = strlen(fields[i].name);

		if (line.length <= length || line.at[length] != ':' ||
		    strncasecmp(line.at, fields[i].name, length) != 0)
			continue;
		value->at = line.at + length + 1;
		value->length = line.length - length - 1;
		return i;
	}
	return N_FIELDS;
}

static struct span take_line(const char **text)
{
	struct span line = {*text, strcspn(*text, "\n")};

	*text += line.length + ((*text)[line.length] == '\n');
	return line;
}

static bool is_blank(struct span line)
{
	struct span word;

	return !next(&line, &word, BLANKS);
}

/* A comment may stand in the middle of a field. */
static void drop_comments(struct xnb_buf *out, const char *text)
{
	while (*text) {
		struct span line = take_line(&text);

		if (!line.length || *line.at != '#')
			xnb_buf_printf(out, "%.*s\n", (int)line.length, line.at);
	}
}

static size_t put_stanzas(struct xnb_buf *out, const char *text,
                          const struct xnb_lab_suites *suites)
{
	struct entry entry = {0};
	enum field last = N_FIELDS;
	size_t n = 0;

	while (*text) {
		struct span line = take_line(&text), value = {0};

		if (is_blank(line)) {
			n += put_entry(out, &entry, suites);
			entry = (struct entry){0};
			last = N_FIELDS;
		} else if (!is_one_of(*line.at, " \t")) {
			last = find_field(line, &value);
			if (last < N_FIELDS)
				entry.values[last] = value;
		} else if (last < N_FIELDS) {
			/* It goes on: the value has this line, too. */
			entry.values[last].length =
			    (size_t)(line.at + line.length - entry.values[last].at);
		}
	}
	return n + put_entry(out, &entry, suites);
}

size_t xnb_lab_sources_deb822(struct xnb_buf *out, const char *text,
                              const struct xnb_lab_suites *suites)
{
	struct xnb_buf clean = {0};
	size_t n;

	drop_comments(&clean, text);
	n = put_stanzas(out, xnb_buf_text(&clean), suites);
	out->failed |= clean.failed;
	xnb_buf_free(&clean);
	return n;
}

/* "[arch=amd64 signed-by=FILE,FILE]"; false where the bracket does not end. */
static bool take_options(struct entry *entry, struct span *line)
{
	const char *end;
	struct span inside, word;

	while (line->length && is_one_of(*line->at, BLANKS)) {
		line->at++;
		line->length--;
	}
	if (!line->length || *line->at != '[')
		return true;
	end = memchr(line->at, ']', line->length);
	if (!end)
		return false;
	inside = (struct span){line->at + 1, (size_t)(end - line->at) - 1};
	line->length -= (size_t)(end + 1 - line->at);
	line->at = end + 1;
	while (next(&inside, &word, BLANKS)) {
		const char *equals = memchr(word.at, '=', word.length);

		for (enum field i = 0; equals && i < N_FIELDS; i++)
			if (fields[i].option &&
			    is((struct span){word.at, (size_t)(equals - word.at)},
			       fields[i].option))
				entry->values[i] = (struct span){
				    equals + 1,
				    word.length - (size_t)(equals + 1 - word.at)};
	}
	return true;
}

static size_t put_line(struct xnb_buf *out, struct span line,
                       const struct xnb_lab_suites *suites)
{
	const char *comment = memchr(line.at, '#', line.length);
	struct entry entry = {0};

	if (comment)
		line.length = (size_t)(comment - line.at);
	if (!next(&line, &entry.values[TYPES], BLANKS) || !take_options(&entry, &line) ||
	    !next(&line, &entry.values[URIS], BLANKS) ||
	    !next(&line, &entry.values[SUITES], BLANKS))
		return 0;
	entry.values[COMPONENTS] = line;
	return put_entry(out, &entry, suites);
}

size_t xnb_lab_sources_list(struct xnb_buf *out, const char *text,
                            const struct xnb_lab_suites *suites)
{
	size_t n = 0;

	while (*text)
		n += put_line(out, take_line(&text), suites);
	return n;
}

void xnb_lab_codename(char *out, size_t size, const char *os_release)
{
	static const char key[] = "VERSION_CODENAME=";

	out[0] = '\0';
	while (*os_release) {
		struct span line = take_line(&os_release), word;

		if (line.length <= strlen(key) || strncmp(line.at, key, strlen(key)) != 0)
			continue;
		line.at += strlen(key);
		line.length -= strlen(key);
		if (next(&line, &word, BLANKS "\"'"))
			snprintf(out, size, "%.*s", (int)word.length, word.at);
	}
}

/* Files that apt reads, by the end of their names. */
static const struct {
	const char *suffix;
	size_t (*add)(struct xnb_buf *out, const char *text,
	              const struct xnb_lab_suites *suites);
} kinds[] = {
    {".list", xnb_lab_sources_list},
    {".sources", xnb_lab_sources_deb822},
};

static bool ends_with(const char *name, const char *suffix)
{
	size_t length = strlen(name);

	return length > strlen(suffix) &&
	       strcmp(name + length - strlen(suffix), suffix) == 0;
}

/* Adds what is Debian's in one file, and how much that was to *n. */
static int add_file(struct xnb_buf *out, const char *path, size_t *n,
                    const struct xnb_lab_suites *suites, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	int result = xnb_read_regular(path, &text, 1 << 20, err);

	for (size_t i = 0; !result && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (ends_with(path, kinds[i].suffix))
			*n += kinds[i].add(out, xnb_buf_text(&text), suites);
	xnb_buf_free(&text);
	return result;
}

static int is_sources(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && (ends_with(entry->d_name, ".list") ||
	                                   ends_with(entry->d_name, ".sources"));
}

static int add_folder(struct xnb_buf *out, const char *dir, size_t *n,
                      const struct xnb_lab_suites *suites, struct xnb_error *err)
{
	struct dirent **names;
	int found = scandir(dir, &names, is_sources, alphasort), result = 0;
	char path[PATH_MAX];

	for (int i = 0; i < found; i++) {
		if (!result)
			result = xnb_path(path, err, "%s/%s", dir, names[i]->d_name) ||
			                 add_file(out, path, n, suites, err)
			             ? -1
			             : 0;
		free(names[i]);
	}
	if (found >= 0)
		free(names);
	return result;
}

static int read_codename(char *out, size_t size, const char *etc, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	char path[PATH_MAX];

	if (xnb_path(path, err, "%s/os-release", etc) ||
	    xnb_read_file(path, &text, 1 << 20, err)) {
		xnb_buf_free(&text);
		return -1;
	}
	xnb_lab_codename(out, size, xnb_buf_text(&text));
	xnb_buf_free(&text);
	return out[0] ? 0
	              : xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                         "%s: names no VERSION_CODENAME: which Debian runs here "
	                         "is unknown",
	                         path);
}

int xnb_lab_sources_read(struct xnb_buf *out, const char *etc, const char *wanted,
                         struct xnb_error *err)
{
	char running[64], path[PATH_MAX];
	struct xnb_lab_suites suites = {running, wanted};
	size_t n = 0;

	if (read_codename(running, sizeof(running), etc, err) ||
	    xnb_path(path, err, "%s/apt/sources.list", etc) ||
	    (access(path, F_OK) == 0 && add_file(out, path, &n, &suites, err)) ||
	    xnb_path(path, err, "%s/apt/sources.list.d", etc) ||
	    add_folder(out, path, &n, &suites, err))
		return -1;
	if (!n)
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, ENOENT,
		    "%s/apt: no source there is Debian's own for %s (its suite, "
		    "component main, signed by its archive keyring), from which "
		    "%s would come",
		    etc, running, wanted);
	return out->failed ? xnb_fail_nomem(err) : 0;
}
