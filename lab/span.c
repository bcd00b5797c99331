/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/span.h"

#include <string.h>

bool xnb_span_is(struct xnb_span word, const char *text)
{
	return word.length == strlen(text) && !memcmp(word.at, text, word.length);
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

bool xnb_span_next(struct xnb_span *rest, struct xnb_span *word, const char *separators)
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

struct xnb_span xnb_span_line(const char **text)
{
	struct xnb_span line = {*text, strcspn(*text, "\n")};

	*text += line.length + ((*text)[line.length] == '\n');
	return line;
}
