#!/usr/bin/env bash
# Images a second over HTTP against those in process, in turns: bench/serving.sh BUNDLE FOLDER_OF_JPEGS [SECONDS] [ROUNDS].
# wrk (a package of that name) shares the cores with the server, so that what it takes counts against HTTP; the processor time of
# the server alone, beside the engine's, says what a machine with a client elsewhere could do.
set -euo pipefail
bundle=$(realpath "$1"); folder=$(realpath "$2"); seconds=${3:-8}; rounds=${4:-5}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'kill -TERM $server 2> /dev/null || true; rm -rf "$work"' EXIT
dotnet build bench/MlNetLabels.Benchmarks -c Release -v q > /dev/null
dotnet build src/MlNetLabels.Cli -c Release -v q > /dev/null
inside() {
    dotnet run -c Release --no-build --project bench/MlNetLabels.Benchmarks -- serving --model "$bundle" --images "$folder" \
        --seconds "$seconds"
}
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
load 4 > /dev/null
before=$(memory)
for round in $(seq "$rounds"); do
    inside > "$work/inside"
    cat "$work/inside"
    read -r rate core < <(awk '/^engine/ { print $5, $7 }' "$work/inside")
    for connections in 1 2 16 64; do
        start=$(ticks)
        line=$(load "$connections")
        awk -v c="$connections" -v line="$line" -v t="$(($(ticks) - start))" -v s="$seconds" -v rate="$rate" -v core="$core" 'BEGIN {
            split(line, x, " "); cost = 10 * t / (x[2] * s)
            printf "HTTP, %d connections: %s; of the rate in process %.3f, of its processor time an image %.3f\n",
                c, line, x[2] / rate, cost / core
        }' | tee -a "$work/all"
    done
done
# The median of the rounds: neighbours on the machine move single ones.
for connections in 1 2 16 64; do
    grep "^HTTP, $connections connections" "$work/all" | sed -E 's/.*in process ([0-9.]+).*/\1/' | sort -n |
        awk -v c="$connections" '{ x[NR] = $1 } END { printf "HTTP, %d connections: median share %.3f of %d rounds, from %.3f to %.3f\n",
            c, (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2, NR, x[1], x[NR] }'
done
echo "memory of the server: $before MB before, $(memory) MB after"
