# SPDX-License-Identifier: GPL-2.0-or-later
# Filling the cache, with the network: interrupted in the middle it leaves nothing, and two
# at once fill it once.

"$XNB" lab fetch --cache cache >out 2>err &
lab_pid=$!
tries=0
while [ ! -e cache/files.new/debs ] && [ $tries -lt 600 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
sleep 0.5
kill -TERM $lab_pid
wait $lab_pid
expect 'status after SIGTERM' 143 $?
expect 'what is left' lock "$(ls cache)"

"$XNB" lab fetch --cache cache >first 2>first.err &
first=$!
status=0
"$XNB" lab fetch --cache cache >second 2>second.err || status=$?
expect 'status of the second' 0 "$status"
wait $first
expect 'status of the first' 0 $?
# What every box has, and the Xen.
expect 'downloads' 2 "$(cat first.err second.err | grep -c downloading)"
expect_line second.err 'waiting for another'
expect 'what is in the cache' 'files lock xen' "$(ls cache | tr '\n' ' ' | sed 's/ $//')"
expect 'what is there of the Xen' files "$(ls cache/xen/*)"
lab fetch --cache cache
expect_line out 'has everything already'
lab exec --cache cache --toolstack -- xl info
expect 'status of a box from it' 0 "$status"

# The other release: its packages come from another suite, with an apt of its own, of which
# nothing stays. Interrupted it leaves nothing at all.
listed=$(find /var/lib/apt/lists /etc/apt -newer first 2>/dev/null)
"$XNB" lab fetch --cache cache --xen 4.20 >out 2>err &
lab_pid=$!
tries=0
while [ ! -e cache/xen/4.20/files.new/apt/state ] && [ $tries -lt 600 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
kill -TERM $lab_pid
wait $lab_pid
expect 'status after SIGTERM' 143 $?
expect 'what is left' '' "$(ls cache/xen/4.20)"

status=0
http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 \
	"$XNB" lab fetch --cache cache --xen 4.20 >out 2>err || status=$?
expect 'status without a network' 3 "$status"
expect_line err 'when there is a network, run: xen-numabench lab fetch --xen 4.20$'
expect 'what is left' '' "$(ls cache/xen/4.20)"

lab fetch --cache cache --xen 4.20
expect 'status of fetching it' 0 "$status"
expect_line out 'complete; the lab works offline now for Xen 4.20$'
expect_line cache/xen/4.20/files/manifest '^libxen-dev_4\.20'
expect 'what apt left' '' "$(find cache -name '*.deb' -o -name apt.conf -o -name '*.new')"
expect "this machine's lists and sources" "$listed" \
	"$(find /var/lib/apt/lists /etc/apt -newer first 2>/dev/null)"
lab exec --cache cache --xen 4.20 --toolstack -- xl info
expect 'status of a box from it' 0 "$status"
expect_line out '^xen_minor +: 20$'
lab exec --cache cache --xen 4.18 -- true
expect 'status of a release that is not packaged' 125 "$status"
expect_line err '4\.18: no release that is packaged; take one of 4\.17, 4\.20'
