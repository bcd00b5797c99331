/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of its own for each test that writes files. */
#ifndef XNB_TESTS_UNIT_FOLDER_H
#define XNB_TESTS_UNIT_FOLDER_H

/* Removes it with all that is in it; 0 or -1. */
int remove_tree(const char *path);

/* For cmocka: makes a folder below /tmp and goes there; *state is its path. */
int enter_folder(void **state);
/* Leaves and removes it. */
int leave_folder(void **state);

#define in_a_folder(test) \
	cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

#endif
