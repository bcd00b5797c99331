# SPDX-License-Identifier: GPL-2.0-or-later

# xnb_library(NAME SOURCES file... [USES target...] [HEADERS_OF target...])
# One folder's archive. USES names archives of this project. HEADERS_OF names libraries from
# outside: only their headers are used here, and the program links them, so that the same
# archive serves the dynamic program and the static one.
function(xnb_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;HEADERS_OF" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC xnb_options ${ARG_USES})
  foreach(outside ${ARG_HEADERS_OF})
    target_include_directories(${name} SYSTEM PUBLIC
      $<TARGET_PROPERTY:${outside},INTERFACE_INCLUDE_DIRECTORIES>)
  endforeach()
endfunction()

# xnb_unit_test(NAME SOURCES file... [USES target...])
# One cmocka program, labelled "unit": it needs no network, no root and no QEMU.
# USES names archives of this project and libraries from outside alike.
function(xnb_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE xnb_options ${ARG_USES} PkgConfig::CMOCKA)
  target_compile_definitions(${name} PRIVATE
    XNB_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  add_test(NAME unit.${name} COMMAND ${name})
  set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 300)
endfunction()
