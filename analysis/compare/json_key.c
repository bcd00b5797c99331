/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/json_key.h"

#include "analysis/text/json_value.h"

void xnb_compare_json_set_key(json_t *object, const struct xnb_compare_key *key)
{
	const struct {
		const char *name, *text;
	} members[] = {
	    {"experiment", key->experiment},
	    {"scenario", key->scenario},
	    {"item", key->item},
	    {"params", key->params},
	    {"cpu_node", key->cpu_node},
	    {"mem_node", key->mem_node},
	    {"metric", key->metric},
	    {"unit", key->unit},
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		json_object_set_new(object, members[i].name,
		                    xnb_json_of_text(members[i].text));
}
