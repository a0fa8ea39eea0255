#!/usr/bin/env bash
# Measures ours and its peers and writes docs/performance.md.
#
#   ./benchmarks.sh                          everything, about an hour on two processors
#   ./benchmarks.sh --smoke                  every benchmark once, no page: does all of it run?
#   ./benchmarks.sh --only REGEX [OPTION]…   some benchmarks with options of JMH, the page from all results that are there
#   ./benchmarks.sh --report                 the page only, from the results that are there
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

module=resilience-benchmarks
results="$module/target/results"
jar="$module/target/benchmarks.jar"
jmh_options=(-f 2 -wi 3 -w 1 -i 3 -r 1)
mode=all
only='.*'

case "${1:-}" in
	"") ;;
	--smoke | --report) mode="${1#--}" ;;
	--only)
		mode=only
		only="${2:?--only needs a regular expression}"
		shift 2
		jmh_options+=("$@")
		;;
	*)
		sed -n '2,8s/^# \{0,1\}//p' "$0"
		exit 2
		;;
esac

# JDK 25 if there is one: JAVA_HOME, JAVA_HOME_25, then where Linux distributions put it
jdk=""
for candidate in "${JAVA_HOME:-}" "${JAVA_HOME_25:-}" /usr/lib/jvm/*25*; do
	if [[ -n "$candidate" && -x "$candidate/bin/javac" ]] && grep -qs '^JAVA_VERSION="25' "$candidate/release"; then
		jdk="$candidate"
		break
	fi
done
if [[ -n "$jdk" ]]; then
	export JAVA_HOME="$jdk"
	java="$jdk/bin/java"
else
	java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
	echo "No JDK 25 found (JAVA_HOME, JAVA_HOME_25 or /usr/lib/jvm/*25*): measuring with $("$java" -version 2>&1 | head -1)."
fi

./mvnw -q -B -ntp -pl "$module" -am -DskipTests package
mkdir -p "$results"

if [[ "$mode" == smoke ]]; then
	exec "$java" -XX:TieredStopAtLevel=1 -cp "$jar" dev.resilience.benchmarks.report.SmokeRun "$module/target/smoke"
fi
if [[ "$mode" == all ]]; then
	rm -f "$results"/*.json
fi
if [[ "$mode" != report ]]; then
	run="$(date +%Y%m%dT%H%M%S)"
	for threads in 1 2; do
		"$java" -jar "$jar" "$only" "${jmh_options[@]}" -t "$threads" -prof gc -foe true \
			-rf json -rff "$results/jmh-$run-$threads.json"
	done
fi
if [[ "$mode" == all ]]; then
	class_path="$module/target/classes:$(cat "$module/target/class-path.txt")"
	"$java" -cp "$class_path" dev.resilience.benchmarks.heap.HeapMeasurement --output="$results/heap.json"
	"$java" -cp "$class_path" dev.resilience.benchmarks.startup.StartupMeasurement --output="$results/startup.json" \
		--work="$module/target/startup"
fi
"$java" -cp "$jar" dev.resilience.benchmarks.report.PerformanceReport "$results" docs/performance.md
