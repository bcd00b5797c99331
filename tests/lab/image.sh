# SPDX-License-Identifier: GPL-2.0-or-later
# The image is built once, and anew only when something that goes into it has changed; bad
# use and a missing QEMU are said before anything is booted.

# The true cache's files with an image of our own beside them.
"$XNB" lab fetch >fetched || fail 'fetch'
from=$(sed -n 's/: .*//p' fetched)
xen=$(sed -n 's/.* for Xen //p' fetched)
mkdir -p "cache/xen/$xen"
cp -a "$from/files" cache/files
cp -a "$from/xen/$xen/files" "cache/xen/$xen/files"

image_of() {
	stat -c '%i %Y' "cache/xen/$xen/base.cpio"
}

lab exec --cache cache -- true
expect 'first status' 0 "$status"
first=$(image_of)
echo anything >put
lab exec --cache cache --put put --nodes 1 --memory-per-node 2G -- cat put
expect 'second status' 0 "$status"
expect 'a file that was put' anything "$(cat out)"
expect 'the image after a second run' "$first" "$(image_of)"
# The image anew, for a file is newer; as many words as go in; and of the console logs in the
# cache only the 16 newest are kept.
touch cache/files/busybox
for i in $(seq 20); do
	touch "cache/console/20000101T0000$((i + 10))Z-1.log"
done
# shellcheck disable=SC2046
lab exec --cache cache -- echo $(seq 4095)
[ "$first" != "$(image_of)" ] || fail 'the image was not built anew'
expect 'status with as many words as go in' 0 "$status"
expect 'the words' "$(seq 4095 | tr '\n' ' ')" "$(cat out) "
expect 'console logs' 16 "$(find cache/console -name '*.log' | wc -l)"

status=0
PATH=/nonexistent "$XNB" lab exec --cache cache -- true 2>err || status=$?
expect 'status without QEMU' 125 "$status"
expect_line err 'qemu-system-x86_64: not found; .*apt-get install qemu-system-x86'

# An empty cache and no way to fill it.
mkdir bin
ln -s "$(command -v qemu-system-x86_64)" bin/
status=0
PATH=$WORK/bin "$XNB" lab fetch --cache empty 2>err || status=$?
expect 'status without apt' 3 "$status"
expect_line err 'apt-cache: not found; .*apt-get install apt'
[ ! -e empty/files ] || fail 'a partial cache is left'

mkdir full
echo something >full/file
lab run --out full
expect 'status with a directory that is not empty' 3 "$status"
expect_line err 'full: exists and is not empty'
lab exec --distances '10,21;21' -- true
expect 'status with bad distances' 125 "$status"
lab exec --distance 20 --distances '10,21;21,10' -- true
expect 'status with --distance and --distances' 125 "$status"
expect_line err 'give one of them'

# A run's own options are checked before anything is booted, --resume and short words too.
begun=$(date +%s)
while read -r words; do
	# shellcheck disable=SC2086
	lab run $words
	expect "status of lab run $words" 2 "$status"
done <<'TABLE'
--experiment placment
-- --experiment=placement --presett quick
--rounds none
--scenario nowhere
--out new --resume
--resume full
--me 64M
--resume full --out new
TABLE
[ $(($(date +%s) - begun)) -lt 20 ] || fail 'it booted a box for wrong use'
[ ! -e new ] || fail 'wrong use left a directory'

# What the box cannot take is refused, not cut off; nor is a file replaced by another.
mkdir other
echo else >other/put
lab exec --cache cache --put put --put other/put -- true
expect 'status with two files of one name' 125 "$status"
expect_line err 'put and other/put would have the same name'
# shellcheck disable=SC2046
lab exec --cache cache -- echo $(seq 4096)
expect 'status with too many words' 125 "$status"
expect_line err '4097 words .* at most 4096'
lab exec --cache cache -- echo "$(head -c 70000 /dev/zero | tr '\0' x)"
expect 'status with too long a word' 125 "$status"

# A lock that another holds is waited for, and a signal still ends the waiting.
flock cache/lock sleep 30 &
holder=$!
tries=0
while flock -n cache/lock true && [ $tries -lt 100 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
timeout -s INT 5 "$XNB" lab exec --cache cache -- true 2>err
expect 'status of a signal while waiting' 124 $?
expect_line err 'waiting for another one'
kill $holder
