#!/usr/bin/env bash
# Images a second over HTTP against those in process, in one run: bench/serving.sh BUNDLE FOLDER_OF_JPEGS [SECONDS].
# wrk (a package of that name) shares the cores with the server, so that what it takes counts against HTTP; the processor time of
# the server alone, beside the engine's, says what a machine with a client elsewhere could do.
set -euo pipefail
bundle=$(realpath "$1"); folder=$(realpath "$2"); seconds=${3:-10}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'kill -TERM $server 2> /dev/null || true; rm -rf "$work"' EXIT
dotnet run -c Release --project bench/MlNetLabels.Benchmarks -- serving --model "$bundle" --images "$folder" \
    --seconds "$seconds" | tee "$work/inside"
dotnet build src/MlNetLabels.Cli -c Release -v q > /dev/null
dotnet src/MlNetLabels.Cli/bin/Release/net10.0/mlnet-labels.dll serve --model "$bundle" --name m \
    --urls http://127.0.0.1:18089 > "$work/urls" 2> "$work/log" &
server=$!
until grep -qs Serving "$work/urls"; do sleep 0.2; done
find "$folder" -name '*.jpg' | sort | head -200 > "$work/files"
cat > "$work/post.lua" <<LUA
local bodies, next_one = {}, 0
for file in io.lines("$work/files") do
  local f = io.open(file, "rb"); bodies[#bodies + 1] = f:read("*a"); f:close()
end
wrk.headers["Content-Type"] = "image/jpeg"
function request()
  next_one = next_one % #bodies + 1
  return wrk.format("POST", "/v1/models/m/predict", nil, bodies[next_one])
end
local failed = 0
function done(summary, latency)
  io.write(string.format("rate %.1f p50 %.1f p99 %.1f errors %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
LUA
load() { wrk -t1 -c"$1" -d"${seconds}s" -s "$work/post.lua" http://127.0.0.1:18089 | tail -1; }
# Ticks of the processor that the server took, of 10 ms each.
ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
memory() { awk '/VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$server/status"; }
load 2 > /dev/null
before=$(memory)
inside=$(awk '/^engine/ { print $7 + 0 }' "$work/inside")
for connections in 1 2 4 16 64; do
    start=$(ticks)
    line=$(load "$connections")
    cost=$(awk -v t="$(($(ticks) - start))" -v r="$(echo "$line" | awk '{ print $2 }')" -v s="$seconds" \
        'BEGIN { printf "%.3f", 10 * t / (r * s) }')
    share=$(awk -v a="$inside" -v b="$cost" 'BEGIN { printf "%.2f", a / b }')
    echo "HTTP, $connections connections: $line; $cost ms of a core a request, engine to server $share"
done
echo "memory of the server: $before MB before, $(memory) MB after"
