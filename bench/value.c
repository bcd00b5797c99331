/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/value.h"

#include <stdio.h>
#include <string.h>

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += length)
		if ((at == text || at[-1] == ';') &&
		    (at[length] == '\0' || at[length] == ';'))
			return true;
	return false;
}

static void add_word(struct xnb_flags *flags, const char *word)
{
	size_t used = strlen(flags->text);

	if (!*word || has_word(flags->text, word))
		return;
	snprintf(flags->text + used, sizeof(flags->text) - used, "%s%s", used ? ";" : "",
	         word);
}

void xnb_flags_add(struct xnb_flags *flags, const char *words)
{
	char word[sizeof(flags->text)];

	while (words && *words) {
		size_t length = strcspn(words, ";");

		snprintf(word, sizeof(word), "%.*s", (int)length, words);
		add_word(flags, word);
		words += length + (words[length] == ';');
	}
}
