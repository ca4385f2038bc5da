#!/usr/bin/env bash
# What a task of a run costs beside its work, in seconds of CPU, and what it asks of the file system:
#   bench/shards.sh IMAGES FOLDER
# IMAGES is a text with a path a line, of 2,000 images at least; FOLDER is new and gets the parts. The program is
# mlnet-labels, or what MLNET_LABELS says. Calls of the file system are counted where strace is.
set -euo pipefail
images=$1 folder=$2
read -ra program <<<"${MLNET_LABELS:-mlnet-labels}"
mkdir "$folder"
for count in 500 1000 2000; do head -n "$count" "$images" >"$folder/$count.txt"; done
TIMEFORMAT='%U %S'

# task COUNT PARTS SHARD: the seconds that it takes.
task() {
  { time "${program[@]}" embed --images "$folder/$1.txt" --output "$folder/$2" --shard "$3" --threads 1 >"$folder/log" 2>&1; } 2>&1 |
    awk '{ printf "%.2f\n", $1 + $2 }'
}
# What else runs only makes it longer: the least of three.
least() { for try in 1 2 3; do task "$1" "$2-$try" "$3"; done | sort -n | head -1; }
plan() { "${program[@]}" shards plan "$folder/$1" --images "$folder/2000.txt" --shards 2 >/dev/null; }
sum() { awk '{ s += $1 } END { printf "%.2f\n", s }'; }

echo "CPU seconds"
few=$(least 500 a 0/1)
many=$(least 2000 b 0/1)
echo "1 task, 500 images: $few"
echo "1 task, 2,000 images: $many"
awk -v f="$few" -v m="$many" 'BEGIN { i = (m - f) / 1500; s = f - 500 * i
  printf "an image: %.5f; a task beside its images: %.2f; work at 10,000 images: %.1f %%\n", i, s, 100 * i * 1e4 / (s + i * 1e4) }'
for try in 1 2 3; do
  plan "one-$try" && plan "two-$try"
  { task 2000 "one-$try" 0/2; task 2000 "one-$try" 1/2; } | sum >>"$folder/one"
  { task 2000 "two-$try" 0/2 & task 2000 "two-$try" 1/2; wait; } | sum >>"$folder/two"
done
echo "2 tasks one after another, 1,000 images each: $(sort -n "$folder/one" | head -1)"
echo "2 tasks at once, 1,000 images each: $(sort -n "$folder/two" | head -1)"
echo "a task that is whole already: $(task 2000 two-1 0/2)"

command -v strace >/dev/null || exit 0
calls=openat,newfstatat,statx,fstat,lstat,stat,access,readlink,pread64,read,lseek,flock,close,getdents64
calls=$calls,pwrite64,write,fsync,rename,link,unlink,mkdir
for count in 500 1000; do
  strace -f -c -o "$folder/calls-$count" -e trace="$calls" "${program[@]}" embed --images "$folder/$count.txt" \
    --output "$folder/e$count" --shard 0/1 --threads 1 >"$folder/log" 2>&1
done
echo "Calls of the file system: an image, and a task beside its images"
awk 'FNR == 1 { n++ } $4 ~ /^[0-9]+$/ && $NF != "total" { c[n, $NF] = $4; names[$NF] } END {
  for (name in names) { i = (c[2, name] - c[1, name]) / 500
    if (i > 0.05 || c[1, name] > 0) printf "%-12s %5.2f %6.0f\n", name, i, c[1, name] - 500 * i } }' \
  "$folder/calls-500" "$folder/calls-1000" | sort
