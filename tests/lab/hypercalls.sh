# SPDX-License-Identifier: GPL-2.0-or-later
# Each timed hypercall, in all variants along all paths, on real Xen, and what it did
# (hypercalls.c). Then the program's own list, against what was timed.
lab exec --put "$BUILD/tests/lab/dom0/hypercalls" -- ./hypercalls
expect 'status of hypercalls' 0 "$status"
for name in $("$XNB" list hypercalls | awk 'NR > 1 && $2 ~ /wrapper/ {print $1}'); do
	expect_line out "^$name wrapper.* cold "
done
for name in $("$XNB" list hypercalls | awk 'NR > 1 && $2 ~ /raw/ {print $1}'); do
	expect_line out "^$name raw.* cold "
done
expect_line out '^0 failures$'

# What a run takes of them: each sweep, from inside of a domain, the cold call told apart.
lab run --dom0-vcpus 4 --out run -- -e hypercall --rounds 1 --samples 2
expect 'status of the run' 0 "$status"
tr -d '\r' <run/samples.csv >samples
for params in 'affinity=explicit;path=raw;vcpus=64' 'affinity=none;path=wrapper;vcpus=1' \
	'domains=64;path=raw' 'callers=4;path=wrapper' 'caller=near;path=raw' \
	'caller=far;path=wrapper' 'path=guest' 'order=9;path=guest' \
	'order=9;path=raw;policy=exact'; do
	expect_line samples "^hypercall,,[a-z-]+,$params,.*,latency,ns,[0-9.]+,cold;warmup\$"
	expect_line samples "^hypercall,,[a-z-]+,$params,.*,latency,ns,[0-9.]+,\$"
done
# Each caller has a domain, and so a key, of its own.
expect 'domains of 4 callers' 4 "$(grep '^hypercall,,version,callers=4;path=raw,' samples |
	cut -d, -f6 | sort -u | wc -l)"
expect 'cold calls of 4 callers' 4 "$(grep '^hypercall,,version,callers=4;path=raw,' samples |
	grep -c ',cold;warmup$')"
