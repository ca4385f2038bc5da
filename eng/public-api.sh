#!/usr/bin/env bash
# Writes what each library's public surface is into its PublicAPI.Unshipped.txt: eng/public-api.sh [PROJECT FOLDER ...],
# all of src when none is named. Review the difference: it is what users will see.
set -euo pipefail
cd "$(dirname "$0")/.."
folders=("$@")
if [ ${#folders[@]} -eq 0 ]; then
    for project in src/*/*.csproj; do
        grep -q '<OutputType>Exe</OutputType>' "$project" || folders+=("$(dirname "$project")")
    done
fi
for folder in "${folders[@]}"; do
    project=$(ls "$folder"/*.csproj)
    [ -f "$folder/PublicAPI.Shipped.txt" ] || printf '#nullable enable\n' > "$folder/PublicAPI.Shipped.txt"
    printf '#nullable enable\n' > "$folder/PublicAPI.Unshipped.txt"
    dotnet restore "$project" -v q
    dotnet format analyzers "$project" --no-restore --diagnostics RS0016 --severity warn
    { printf '#nullable enable\n'; grep -v '^#nullable enable' "$folder/PublicAPI.Unshipped.txt" | LC_ALL=C sort -u || true; } \
        > "$folder/PublicAPI.Unshipped.tmp"
    mv "$folder/PublicAPI.Unshipped.tmp" "$folder/PublicAPI.Unshipped.txt"
done
