/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/sources_entry.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SEPARATORS XNB_BLANKS ","

const struct xnb_sources_name xnb_sources_fields[XNB_SOURCES_FIELDS] = {
    [XNB_SOURCES_TYPES] = {"Types", NULL, false},
    [XNB_SOURCES_ENABLED] = {"Enabled", NULL, false},
    [XNB_SOURCES_URIS] = {"URIs", NULL, true},
    [XNB_SOURCES_SUITES] = {"Suites", NULL, false},
    [XNB_SOURCES_COMPONENTS] = {"Components", NULL, false},
    [XNB_SOURCES_ARCHITECTURES] = {"Architectures", "arch", false},
    [XNB_SOURCES_SIGNED_BY] = {"Signed-By", "signed-by", true},
    [XNB_SOURCES_TRUSTED] = {"Trusted", "trusted", true},
    [XNB_SOURCES_VALID_UNTIL] = {"Check-Valid-Until", "check-valid-until", true},
    [XNB_SOURCES_CHECK_DATE] = {"Check-Date", "check-date", true},
    [XNB_SOURCES_BY_HASH] = {"By-Hash", "by-hash", true},
};

static bool contains(struct xnb_span value, const char *text)
{
	struct xnb_span word;

	while (xnb_span_next(&value, &word, SEPARATORS))
		if (xnb_span_is(word, text))
			return true;
	return false;
}

/* As apt reads it: what is none of these words means yes. */
static bool is_disabled(struct xnb_span value)
{
	static const char *const words[] = {"no",  "false",   "without",
	                                    "off", "disable", "0"};
	struct xnb_span word;

	if (!xnb_span_next(&value, &word, XNB_BLANKS))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (word.length == strlen(words[i]) &&
		    !strncasecmp(word.at, words[i], word.length))
			return true;
	return false;
}

/* Neither a quoted key nor a fingerprint tells whose it is. */
static bool is_debians_keyring(struct xnb_span word)
{
	static const char name[] = "debian-archive-";
	const char *slash = memrchr(word.at, '/', word.length);

	return slash && *word.at == '/' &&
	       word.length - (size_t)(slash + 1 - word.at) >= strlen(name) &&
	       !memcmp(slash + 1, name, strlen(name));
}

static bool is_signed_by_debian(struct xnb_span value)
{
	struct xnb_span word;

	while (xnb_span_next(&value, &word, SEPARATORS))
		if (!is_debians_keyring(word))
			return false;
	return true;
}

static bool is_printable(struct xnb_span value)
{
	for (size_t i = 0; i < value.length; i++)
		if ((unsigned char)value.at[i] < ' ' && !strchr(XNB_BLANKS, value.at[i]))
			return false;
	return true;
}

/* The word with the running suite's name replaced, or "" when it is another suite. */
static void translate(char *out, size_t size, struct xnb_span word,
                      const struct xnb_lab_suites *suites)
{
	static const char *const parts[] = {"", "-updates", "-security"};

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char name[128];

		snprintf(name, sizeof(name), "%s%s", suites->running, parts[i]);
		if (xnb_span_is(word, name))
			snprintf(out, size, "%s%s", suites->wanted, parts[i]);
	}
}

static bool has_cdrom(struct xnb_span uris)
{
	struct xnb_span word;

	while (xnb_span_next(&uris, &word, XNB_BLANKS))
		if (word.length >= 6 && !memcmp(word.at, "cdrom:", 6))
			return true;
	return false;
}

static bool is_usable(const struct xnb_sources_entry *entry)
{
	const struct xnb_span *values = entry->values;

	for (size_t i = 0; i < XNB_SOURCES_FIELDS; i++)
		if (!is_printable(values[i]))
			return false;
	return contains(values[XNB_SOURCES_TYPES], "deb") &&
	       !is_disabled(values[XNB_SOURCES_ENABLED]) &&
	       contains(values[XNB_SOURCES_COMPONENTS], "main") &&
	       values[XNB_SOURCES_URIS].length && !has_cdrom(values[XNB_SOURCES_URIS]) &&
	       is_signed_by_debian(values[XNB_SOURCES_SIGNED_BY]) &&
	       (!values[XNB_SOURCES_ARCHITECTURES].length ||
	        contains(values[XNB_SOURCES_ARCHITECTURES], "amd64"));
}

static void put_field(struct xnb_buf *out, enum xnb_sources_field field,
                      struct xnb_span value)
{
	struct xnb_span word;

	if (!xnb_sources_fields[field].copied || !value.length)
		return;
	xnb_buf_printf(out, "%s:", xnb_sources_fields[field].name);
	while (xnb_span_next(&value, &word,
	                     field == XNB_SOURCES_URIS ? XNB_BLANKS : SEPARATORS))
		xnb_buf_printf(out, " %.*s", (int)word.length, word.at);
	xnb_buf_puts(out, "\n");
}

static bool put_suites(struct xnb_buf *out, struct xnb_span value,
                       const struct xnb_lab_suites *suites)
{
	bool any = false;
	struct xnb_span word;
	char name[128];

	while (xnb_span_next(&value, &word, XNB_BLANKS)) {
		translate(name, sizeof(name), word, suites);
		if (name[0])
			xnb_buf_printf(out, "%s%s", any ? " " : "Suites: ", name);
		any |= name[0] != '\0';
	}
	return any;
}

size_t xnb_sources_put(struct xnb_buf *out, const struct xnb_sources_entry *entry,
                       const struct xnb_lab_suites *suites)
{
	if (!is_usable(entry) ||
	    !put_suites(out, entry->values[XNB_SOURCES_SUITES], suites))
		return 0;
	xnb_buf_puts(out, "\nTypes: deb\nComponents: main\nArchitectures: amd64\n"
	                  "Targets: Packages\n");
	for (enum xnb_sources_field i = 0; i < XNB_SOURCES_FIELDS; i++)
		put_field(out, i, entry->values[i]);
	xnb_buf_puts(out, "\n");
	return 1;
}
