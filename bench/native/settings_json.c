/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/settings_parts.h"

#include "bench/settings.h"
#include "bench/settings_names.h"
#include "native/cpus.h"
#include "workloads/kernels.h"

static json_t *numbers_json(const uint32_t *numbers, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < n; i++)
		json_array_append_new(list, json_integer(numbers[i]));
	return list;
}

static json_t *pages_json(const struct xnb_native_settings *s)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < s->n_pages; i++)
		json_array_append_new(list,
		                      json_string(xnb_native_page_names[s->pages[i]]));
	return list;
}

static json_t *kernels_json(const struct xnb_native_settings *s)
{
	json_t *list = json_array();

	for (uint32_t i = 0; list && i < xnb_n_kernels; i++)
		if (s->kernels >> i & 1)
			json_array_append_new(list, json_string(xnb_kernels[i].name));
	return list;
}

int xnb_native_settings_write(const struct xnb_settings *settings, json_t *parameters,
                              struct xnb_error *err)
{
	const struct xnb_native_settings *s = &settings->native;
	json_t *isa = s->isa == XNB_NATIVE_WIDEST ? json_null()
	                                          : json_string(xnb_isa_names[s->isa]);

	if (json_object_set_new(parameters, "threads",
	                        numbers_json(s->counts, s->n_counts)) ||
	    json_object_set_new(parameters, "cpus", numbers_json(s->cpus, s->n_cpus)) ||
	    json_object_set_new(parameters, "pages", pages_json(s)) ||
	    json_object_set_new(parameters, "pages_chosen",
	                        json_boolean(s->pages_chosen)) ||
	    json_object_set_new(parameters, "kernels", kernels_json(s)) ||
	    json_object_set_new(parameters, "kernels_chosen",
	                        json_boolean(s->kernels_chosen)) ||
	    json_object_set_new(parameters, "isa", isa) ||
	    json_object_set_new(parameters, "sample_ms", json_integer(s->sample_ms)) ||
	    json_object_set_new(parameters, "sizes_ratio", json_integer(s->sizes_ratio)))
		return xnb_fail_nomem(err);
	return 0;
}

static int read_numbers(const json_t *parameters, const char *key, uint64_t least,
                        uint64_t most, uint32_t *numbers, size_t room, size_t *n,
                        struct xnb_error *err)
{
	const json_t *list = json_object_get(parameters, key);
	const json_t *one;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > room)
		return xnb_settings_bad_record(err, key);
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		json_int_t value = json_integer_value(one);

		if (!json_is_integer(one) || value < (json_int_t)least ||
		    value > (json_int_t)most)
			return xnb_settings_bad_record(err, key);
		numbers[(*n)++] = (uint32_t)value;
	}
	return 0;
}

/* Each word of a list to `add`, which refuses what is none. */
static int read_words(struct xnb_native_settings *s, const json_t *parameters,
                      const char *key,
                      int (*add)(struct xnb_native_settings *s, const char *word,
                                 struct xnb_error *err),
                      struct xnb_error *err)
{
	const json_t *list = json_object_get(parameters, key);
	const json_t *one;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) == 0)
		return xnb_settings_bad_record(err, key);
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		if (!json_is_string(one))
			return xnb_settings_bad_record(err, key);
		if (add(s, json_string_value(one), err))
			return -1;
	}
	return 0;
}

static int read_number(const json_t *parameters, const char *key, json_int_t least,
                       json_int_t most, uint32_t *number, struct xnb_error *err)
{
	const json_t *one = json_object_get(parameters, key);

	if (!json_is_integer(one) || json_integer_value(one) < least ||
	    json_integer_value(one) > most)
		return xnb_settings_bad_record(err, key);
	*number = (uint32_t)json_integer_value(one);
	return 0;
}

static int read_scalars(struct xnb_native_settings *s, const json_t *parameters,
                        struct xnb_error *err)
{
	const json_t *isa = json_object_get(parameters, "isa");

	if (read_number(parameters, "sample_ms", 1, 60000, &s->sample_ms, err) ||
	    read_number(parameters, "sizes_ratio", 2, 1024, &s->sizes_ratio, err))
		return -1;
	if (!json_is_null(isa) && !json_is_string(isa))
		return xnb_settings_bad_record(err, "isa");
	s->kernels_chosen = json_is_true(json_object_get(parameters, "kernels_chosen"));
	s->pages_chosen = json_is_true(json_object_get(parameters, "pages_chosen"));
	return json_is_string(isa) ? xnb_native_take_isa(s, json_string_value(isa), err)
	                           : 0;
}

int xnb_native_settings_read(struct xnb_settings *settings, const json_t *parameters,
                             struct xnb_error *err)
{
	struct xnb_native_settings *s = &settings->native;

	*s = (struct xnb_native_settings){.isa = XNB_NATIVE_WIDEST};
	if (read_numbers(parameters, "threads", 1, XNB_NATIVE_MOST_TEAM, s->counts,
	                 XNB_NATIVE_MOST_COUNTS, &s->n_counts, err) ||
	    read_numbers(parameters, "cpus", 0, XNB_NATIVE_MOST_CPUS - 1, s->cpus,
	                 XNB_NATIVE_MOST_TEAM, &s->n_cpus, err))
		return -1;
	if (read_words(s, parameters, "kernels", xnb_native_add_kernel, err) ||
	    read_words(s, parameters, "pages", xnb_native_add_page, err) ||
	    read_scalars(s, parameters, err))
		return -1;
	if (!s->n_counts)
		return xnb_settings_bad_record(err, "threads");
	return xnb_native_check_settings(settings, err);
}
