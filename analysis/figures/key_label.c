/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/key_label.h"

#include <string.h>

void xnb_key_labels_take(struct xnb_key_labels *labels, const struct xnb_compare_key *key)
{
	if (!labels->experiment)
		labels->experiment = key->experiment;
	else if (strcmp(labels->experiment, key->experiment) != 0)
		labels->several_experiments = true;
	xnb_param_labels_take(&labels->params, key->params, NULL);
}

static void put_word(struct xnb_buf *name, const char *word)
{
	if (word[0])
		xnb_buf_printf(name, "%s%s", name->length ? " " : "", word);
}

void xnb_key_label(struct xnb_buf *name, const struct xnb_key_labels *labels,
                   const struct xnb_compare_key *key)
{
	if (labels->several_experiments)
		put_word(name, key->experiment);
	put_word(name, key->scenario);
	put_word(name, key->item);
	xnb_param_labels_put(name, &labels->params, key->params, name->length ? " " : "");
	if (key->cpu_node[0] || key->mem_node[0])
		xnb_buf_printf(name, " %s\u2192%s",
		               key->cpu_node[0] ? key->cpu_node : "?",
		               key->mem_node[0] ? key->mem_node : "?");
	if (strcmp(key->metric, key->experiment) != 0)
		put_word(name, key->metric);
}
