/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmocka's header wants these five before it. */
#ifndef XNB_TESTS_UNIT_TEST_H
#define XNB_TESTS_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
