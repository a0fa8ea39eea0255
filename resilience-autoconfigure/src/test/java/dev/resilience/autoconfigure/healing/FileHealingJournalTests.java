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

package dev.resilience.autoconfigure.healing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.healing.GuardedHealingJournal;
import dev.resilience.healing.HealingEvent;
import dev.resilience.healing.HealingFilter;
import dev.resilience.healing.HealingJournal;
import dev.resilience.healing.HealingJournalContract;
import dev.resilience.healing.HealingJournalException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FileHealingJournal}.
 */
class FileHealingJournalTests extends HealingJournalContract {

	private static final Path FULL_DISK = Path.of("/dev/full");

	@TempDir
	private Path directory;

	@Override
	protected HealingJournal journal() {
		return journal(1_000_000, 3);
	}

	private FileHealingJournal journal(long maxSize, int maxFiles) {
		return new FileHealingJournal(file(), maxSize, maxFiles, false);
	}

	private Path file() {
		return this.directory.resolve("logs/healing.jsonl");
	}

	@Test
	void writesOneLineForEachEvent() throws IOException {
		HealingEvent event = event(1).diagnosis("line\nbreak").build();
		journal().append(event);
		assertThat(Files.readString(file())).isEqualTo(event.toJson() + "\n");
	}

	@Test
	void anotherProcessGoesOnWhereTheLastHasEnded() {
		journal().append(event(1).build());
		HealingJournal next = journal();
		next.append(event(2).build());
		assertThat(ids(next)).containsExactly("heal-2", "heal-1");
	}

	@Test
	void beginsANewFileWhenOneIsFullAndDeletesTheOldest() throws IOException {
		int length = event(1).build().toJson().length() + 1;
		FileHealingJournal journal = journal(2L * length, 3);
		for (int i = 1; i <= 9; i++) {
			journal.append(event(i).build());
		}
		assertThat(files()).containsExactly("healing.jsonl", "healing.jsonl.1", "healing.jsonl.2");
		assertThat(ids(journal)).containsExactly("heal-9", "heal-8", "heal-7", "heal-6", "heal-5");
		assertThat(journal.read(HealingFilter.newest(2))).extracting(HealingEvent::id)
			.containsExactly("heal-9", "heal-8");
	}

	@Test
	void oneFileIsBegunAnewWhenItIsFull() throws IOException {
		int length = event(1).build().toJson().length() + 1;
		FileHealingJournal journal = journal(2L * length, 1);
		for (int i = 1; i <= 3; i++) {
			journal.append(event(i).build());
		}
		assertThat(files()).containsExactly("healing.jsonl");
		assertThat(ids(journal)).containsExactly("heal-3");
	}

	@Test
	void aLineMayBeLongerThanAFile() {
		FileHealingJournal journal = journal(1, 2);
		journal.append(event(1).build());
		journal.append(event(2).build());
		assertThat(ids(journal)).containsExactly("heal-2", "heal-1");
	}

	@Test
	void closesALineThatWasNotWrittenToItsEnd() throws IOException {
		HealingJournal journal = journal();
		journal.append(event(1).build());
		String torn = event(2).build().toJson().substring(0, 100);
		Files.writeString(file(), torn, StandardOpenOption.APPEND);
		assertThat(ids(journal)).containsExactly("heal-1");
		HealingJournal next = journal();
		next.append(event(3).build());
		assertThat(ids(next)).containsExactly("heal-3", "heal-1");
		assertThat(Files.readAllLines(file())).hasSize(3).element(1).isEqualTo(torn);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "{}", "no json", "{\"event_id\":1}", "\u0000\u0000\u0000",
			"{\"event_id\":\"heal-x\",\"timestamp\":\"never\",\"outcome\":\"failed\"}" })
	void leavesOutLinesThatAreNoEvents(String line) throws IOException {
		HealingJournal journal = journal();
		journal.append(event(1).build());
		Files.writeString(file(), line + "\n", StandardOpenOption.APPEND);
		Files.write(file(), new byte[] { (byte) 0xc3, (byte) 0x28, '\n' }, StandardOpenOption.APPEND);
		journal.append(event(2).build());
		assertThat(ids(journal)).containsExactly("heal-2", "heal-1");
	}

	@Test
	void textsSurviveAsUtf8() throws IOException {
		HealingJournal journal = journal();
		journal.append(event(1).diagnosis("Zeitüberschreitung 😀").build());
		assertThat(Files.readString(file(), StandardCharsets.UTF_8)).contains("Zeitüberschreitung 😀");
	}

	@Test
	void goesOnWhenItsFileIsTakenAway() throws IOException {
		HealingJournal journal = journal();
		journal.append(event(1).build());
		Files.move(file(), file().resolveSibling("elsewhere"));
		assertThat(ids(journal)).isEmpty();
		journal.append(event(2).build());
		assertThat(ids(journal)).containsExactly("heal-2");
	}

	@Test
	void canWaitForTheDisk() {
		FileHealingJournal journal = new FileHealingJournal(file(), 1000, 2, true);
		journal.append(event(1).build());
		assertThat(ids(journal)).containsExactly("heal-1");
	}

	@Test
	@EnabledIf("hasFullDisk")
	void aFullDiskFails() {
		FileHealingJournal journal = new FileHealingJournal(FULL_DISK, 1000, 2, false);
		assertThatExceptionOfType(HealingJournalException.class).isThrownBy(() -> journal.append(event(1).build()))
			.withMessageContaining("/dev/full")
			.withCauseInstanceOf(IOException.class);
	}

	@Test
	void aPathThatCannotBeWrittenKeepsEventsInMemoryUntilItCan() throws IOException {
		Files.writeString(this.directory.resolve("logs"), "a file where a directory should be");
		GuardedHealingJournal journal = new GuardedHealingJournal(journal());
		journal.append(event(1).build());
		journal.append(event(2).build());
		assertThat(journal.isFailing()).isTrue();
		assertThat(ids(journal)).containsExactly("heal-2", "heal-1");
		Files.delete(this.directory.resolve("logs"));
		journal.append(event(3).build());
		assertThat(journal.isFailing()).isFalse();
		assertThat(ids(journal())).containsExactly("heal-3", "heal-2", "heal-1");
	}

	@Test
	void refusesSizesThatHoldNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> journal(0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> journal(1, 0));
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(file().getParent())) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	private static List<String> ids(HealingJournal journal) {
		return journal.read(HealingFilter.ALL).stream().map(HealingEvent::id).toList();
	}

	static boolean hasFullDisk() {
		return Files.exists(FULL_DISK);
	}

}
