#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# paired.sh PAIRED ROOT: what scripts/benchmark says of pairs, against Student's t as tables
# have it, and how it takes its number of pairs.
set -u
paired=$1
cd "$2" || exit 1
failures=0

expect() {
	[ "$2" = "$3" ] && return
	echo "FAILED: $1: wanted '$2', got '$3'"
	failures=$((failures + 1))
}

# pairs N: ratios of 0.9 to 1.1, another one in each line.
pairs() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		print 100 * (0.9 + i * 0.2 / (n - 1)), i % 2, 100, 1 }'
}

# Two-sided 95 %: 2, 8, and 29 degrees of freedom.
for case in 3:4.302653 9:2.306004 30:2.045230; do
	expect "$case" "$(pairs "${case%:*}" | awk -v t="${case#*:}" '
		{ d = log($1 / $3); s += d; q += d * d; a += log($1); x += $2 }
		END { m = s / NR; h = t * sqrt((q - NR * m * m) / (NR - 1) / NR)
			printf "%.1f\t%.1f\t%.4f\t%.4f\t%.4f\t%.2f, %.2f\n", exp(a / NR), 100,
				exp(m), exp(m - h), exp(m + h), x / NR, 1 }')" \
		"$(pairs "${case%:*}" | "$paired")"
done

for bad in '1 0 1 0' 'one 0 1 0' "$(printf '1 0 1 0\n1 0 0 0')" "$(printf '1 0 1 0\n1 0')"; do
	echo "$bad" | "$paired" >/dev/null 2>&1
	expect "status of '$bad'" 5 $?
done
for words in 'fast' 'native few' 'native 1' 'native 09' 'native 1001' 'native 9 9'; do
	# shellcheck disable=SC2086
	timeout 10 scripts/benchmark $words >/dev/null 2>&1
	expect "status of scripts/benchmark $words" 2 $?
done
[ $failures -eq 0 ]
