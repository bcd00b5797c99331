# SPDX-License-Identifier: GPL-2.0-or-later
# The image is built once, and anew only when something that goes into it has changed; bad
# use and a missing QEMU are said before anything is booted.

# The true cache's files with an image of our own beside them.
"$XNB" lab fetch >fetched || fail 'fetch'
files=$(sed -n 's/: .*//p' fetched)
mkdir cache
cp -a "$files" cache/files

image_of() {
	stat -c '%i %Y' cache/base.cpio
}

lab exec --cache cache -- true
expect 'first status' 0 "$status"
first=$(image_of)
echo anything >put
lab exec --cache cache --put put --nodes 1 --memory-per-node 2G -- cat put
expect 'second status' 0 "$status"
expect 'a file that was put' anything "$(cat out)"
expect 'the image after a second run' "$first" "$(image_of)"
touch cache/files/busybox
lab exec --cache cache -- true
[ "$first" != "$(image_of)" ] || fail 'the image was not built anew'

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
expect 'status with bad distances' 2 "$status"
lab exec --distance 20 --distances '10,21;21,10' -- true
expect 'status with --distance and --distances' 2 "$status"
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
