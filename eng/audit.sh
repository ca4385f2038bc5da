#!/usr/bin/env bash
# Known vulnerabilities in what a build and the packages stand on. Exit code 1 where one is known. A feed or registry
# that cannot answer is said to be one and fails nothing: no answer is not a clean one.
set -uo pipefail
cd "$(dirname "$0")/.."
status=0

# A feed without this resource knows of no vulnerability, and dotnet then says that there is none.
knows() {
  dotnet nuget list source --format short | awk '$1 ~ /^E/ { print $2 }' | while read -r source; do
    curl -sf -m 30 "$source" 2>/dev/null | grep -q VulnerabilityInfo && echo yes
  done | grep -q yes
}

if ! knows; then
  echo "audit: NuGet: NOT CHECKED, no feed here says what is vulnerable"
elif ! listed=$(dotnet list MlNetLabels.sln package --vulnerable --include-transitive 2>&1); then
  echo "$listed" | tail -5
  echo "audit: NuGet: NOT CHECKED, the list could not be made"
elif echo "$listed" | grep -q 'has the following vulnerable packages'; then
  echo "$listed"
  echo "audit: NuGet: vulnerable packages"
  status=1
else
  echo "audit: NuGet: none known"
fi

report=$(npm audit --json 2>/dev/null)
found=$(echo "$report" | node -e '
  let text = "";
  process.stdin.on("data", part => text += part).on("end", () => {
    try { console.log(JSON.parse(text).metadata.vulnerabilities.total); } catch { console.log("unknown"); }
  });')
case "$found" in
  0) echo "audit: npm: none known" ;;
  unknown) echo "audit: npm: NOT CHECKED, the registry here does not answer audits" ;;
  *) npm audit; echo "audit: npm: $found vulnerable packages"; status=1 ;;
esac
exit $status
