# SPDX-License-Identifier: GPL-2.0-or-later
# Compiler options that every target of the project shares.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)

add_library(xnb_options INTERFACE)
target_compile_definitions(xnb_options INTERFACE _GNU_SOURCE)
# -iquote, not -I: the folder xen/ must not hide libxenctrl's own <xen/...> headers.
target_compile_options(xnb_options INTERFACE
  "SHELL:-iquote \"${PROJECT_SOURCE_DIR}\"" "SHELL:-iquote \"${PROJECT_BINARY_DIR}\""
  -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wconversion)
if(WARNINGS_AS_ERRORS)
  target_compile_options(xnb_options INTERFACE -Werror)
endif()
if(ONLY_DOM0)
  # For a box, where nobody debugs it; archives of a Xen tree have debug information, too.
  target_compile_options(xnb_options INTERFACE -g0)
  target_link_options(xnb_options INTERFACE -Wl,--strip-debug)
endif()
if(ANALYZER AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_compile_options(xnb_options INTERFACE -fanalyzer)
endif()
if(SANITIZE)
  target_compile_options(xnb_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(xnb_options INTERFACE -fsanitize=address,undefined)
endif()
if(FUZZ)
  if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "FUZZ needs clang with libFuzzer (package libclang-rt-dev)")
  endif()
  target_compile_options(xnb_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(xnb_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
