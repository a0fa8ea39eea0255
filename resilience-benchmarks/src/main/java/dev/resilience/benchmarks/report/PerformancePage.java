/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.resilience.benchmarks.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.resilience.benchmarks.MeasuredValue;

/**
 * The page about performance: a template whose places are filled with what was measured.
 */
final class PerformancePage {

	private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)\\}\\}");

	private final Results results;

	private final Machine machine;

	private final LocalDate date;

	private final Properties reasons;

	PerformancePage(Results results, Machine machine, LocalDate date, Properties reasons) {
		this.results = results;
		this.machine = machine;
		this.date = date;
		this.reasons = reasons;
	}

	/**
	 * Fills a template.
	 * @param template the text with places such as {@code {{goals}}}
	 * @return the page
	 * @throws IllegalArgumentException if the template has a place that nothing fills
	 */
	String render(String template) {
		Map<String, String> parts = Map.of("machine", machine(), "versions", versions(), "goals",
				goals(Goals.calls(), "fastest peer, or the one that the goal names"), "two-threads",
				goals(Goals.twoThreads(), "fastest peer, or one thread"), "values",
				goals(Goals.values(), "least of the peers"), "missed", missed(), "cases", cases(), "other-values",
				otherValues());
		return PLACE.matcher(template).replaceAll((place) -> {
			String part = parts.get(place.group(1));
			if (part == null) {
				throw new IllegalArgumentException("Nothing fills " + place.group());
			}
			return Matcher.quoteReplacement(part.stripTrailing());
		});
	}

	/**
	 * Returns the goals that are missed and for which nobody has written down a reason.
	 * @return the names of the goals
	 */
	List<String> unexplained() {
		return Goals.all()
			.filter((goal) -> goal.judge(this.results).filter((verdict) -> !verdict.met()).isPresent())
			.map(Goal::id)
			.filter((id) -> !this.reasons.containsKey(id))
			.toList();
	}

	private String machine() {
		return "%s, %d processors, %s, %s; %s; %s.".formatted(this.machine.processor(), this.machine.processors(),
				this.machine.memory(), this.machine.system(), this.results.run(), this.date);
	}

	private static String versions() {
		return Libraries.versions()
			.entrySet()
			.stream()
			.map((library) -> library.getKey() + " " + library.getValue())
			.collect(Collectors.joining(", ", "", "."));
	}

	private String goals(List<Goal> goals, String reference) {
		StringBuilder table = new StringBuilder(
				"| case | ours | %s | ratio | goal | |\n|---|--:|--:|--:|---|---|\n".formatted(reference));
		for (Goal goal : goals) {
			Optional<Verdict> verdict = goal.judge(this.results);
			table.append(row(goal.subject(), verdict.map(Verdict::ours).orElse("–"),
					verdict.map(Verdict::reference).orElse("–"), verdict.map(Verdict::ratio).orElse(""), goal.demand(),
					verdict.map(PerformancePage::outcome).orElse("not measured")));
		}
		return table.toString();
	}

	private static String outcome(Verdict verdict) {
		return verdict.met() ? "met" : "**missed**: " + verdict.missed();
	}

	private String missed() {
		StringBuilder list = new StringBuilder();
		Goals.all()
			.forEach((goal) -> goal.judge(this.results).filter((verdict) -> !verdict.met()).ifPresent((verdict) -> {
				String reason = this.reasons.getProperty(goal.id(), "no reason is written down.");
				String threads = goal.id().startsWith("two-") ? ", two threads" : "";
				list.append("* %s%s (%s against %s; %s): %s%n".formatted(goal.subject(), threads, verdict.ours(),
						verdict.reference(), goal.demand(), reason));
			}));
		return list.isEmpty() ? "No goal that was measured is missed." : list.toString();
	}

	private String cases() {
		StringBuilder table = new StringBuilder(
				"| case | library | ns per call | B per call | ns per call, 2 threads | calls per second, 2 threads over 1 |\n"
						+ "|---|---|--:|--:|--:|--:|\n");
		for (String name : names()) {
			List<Measurement> rows = new ArrayList<>(this.results.measurements()
				.stream()
				.filter((measurement) -> measurement.call().name().equals(name) && measurement.threads() == 1)
				.toList());
			rows.sort((one, other) -> Double.compare(one.nanos(), other.nanos()));
			for (Measurement one : rows) {
				Optional<Measurement> two = this.results.find(name, one.call().library(), 2);
				table.append(row(name, Libraries.name(one.call().library()), withError(one), Numbers.bytes(one.bytes()),
						two.map(PerformancePage::withError).orElse("–"),
						two.map((measured) -> Numbers.ratio(2 * one.nanos() / measured.nanos())).orElse("–")));
			}
		}
		return table.toString();
	}

	private TreeSet<String> names() {
		return this.results.measurements()
			.stream()
			.map((measurement) -> measurement.call().name())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String withError(Measurement measurement) {
		String nanos = Numbers.nanos(measurement.nanos());
		return Double.isNaN(measurement.error()) ? nanos : nanos + " ± " + Numbers.nanos(measurement.error());
	}

	private String otherValues() {
		if (this.results.values().isEmpty()) {
			return "Nothing was measured.";
		}
		StringBuilder table = new StringBuilder("| what | value |\n|---|--:|\n");
		for (MeasuredValue value : this.results.values()) {
			table.append(String.format(Locale.ROOT, "| %s | %s |%n", value.name(), Numbers.value(value)));
		}
		return table.toString();
	}

	private static String row(String... cells) {
		return String.join(" | ", cells).transform((row) -> "| " + row + " |\n");
	}

}
