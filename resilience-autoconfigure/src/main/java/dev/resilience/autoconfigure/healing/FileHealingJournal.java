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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.healing.HealingEvent;
import dev.resilience.healing.HealingFilter;
import dev.resilience.healing.HealingJournal;
import dev.resilience.healing.HealingJournalException;

/**
 * Keeps events as lines of JSON in a file. A file that is full gets the suffix
 * {@code .1}, the one before it {@code .2} and so on, and the oldest is deleted. A line
 * that was not written to its end, as a process has died, is closed before the next one
 * and left out of what is read. The file is opened for each event, so that it may be
 * moved away by others at any time; only one process may write it. Safe for use by many
 * threads.
 */
public final class FileHealingJournal implements HealingJournal {

	private static final Logger logger = LoggerFactory.getLogger(FileHealingJournal.class);

	private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {
	};

	private static final byte END_OF_LINE = '\n';

	private final ReentrantLock lock = new ReentrantLock();

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final Path file;

	private final long maxSize;

	private final int maxFiles;

	private final boolean sync;

	/** Lines that are no events have been reported. */
	private boolean reported;

	/**
	 * Creates a journal. Neither the file nor its directory need to exist.
	 * @param file the file
	 * @param maxSize the size in bytes beyond which a new file begins, 1 or more; a
	 * single line may be longer
	 * @param maxFiles the number of files to keep, the current one included, 1 or more
	 * @param sync whether each event is to be on the disk before healing goes on
	 * @throws IllegalArgumentException if a number is less than 1
	 */
	public FileHealingJournal(Path file, long maxSize, int maxFiles, boolean sync) {
		if (maxSize < 1 || maxFiles < 1) {
			throw new IllegalArgumentException(
					"maxSize and maxFiles must be at least 1, but are " + maxSize + " and " + maxFiles);
		}
		this.file = file.toAbsolutePath();
		this.maxSize = maxSize;
		this.maxFiles = maxFiles;
		this.sync = sync;
	}

	@Override
	public void append(HealingEvent event) {
		byte[] line = (event.toJson() + '\n').getBytes(StandardCharsets.UTF_8);
		this.lock.lock();
		try {
			createDirectory();
			if (isFull(line.length)) {
				rotate();
			}
			write(line);
		}
		catch (IOException ex) {
			throw new HealingJournalException("Cannot write " + this.file, ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void createDirectory() throws IOException {
		Path directory = this.file.getParent();
		if (directory != null && !Files.isDirectory(directory)) {
			Files.createDirectories(directory);
		}
	}

	private boolean isFull(int length) throws IOException {
		try {
			long size = Files.size(this.file);
			return size > 0 && size + length > this.maxSize;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	private void rotate() throws IOException {
		for (int number = this.maxFiles - 1; number > 0; number--) {
			Path source = numbered(number - 1);
			if (Files.exists(source)) {
				Files.move(source, numbered(number), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		// With one file there is none to move it to
		Files.deleteIfExists(this.file);
	}

	private Path numbered(int number) {
		return (number > 0) ? this.file.resolveSibling(this.file.getFileName() + "." + number) : this.file;
	}

	private void write(byte[] line) throws IOException {
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			long end = channel.size();
			ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
			if (isTorn(channel, end)) {
				bytes.put(END_OF_LINE);
			}
			bytes.put(line).flip();
			channel.position(end);
			try {
				while (bytes.hasRemaining()) {
					channel.write(bytes);
				}
				if (this.sync) {
					channel.force(false);
				}
			}
			catch (IOException ex) {
				takeBack(channel, end, ex);
				throw ex;
			}
		}
	}

	private static boolean isTorn(FileChannel channel, long end) throws IOException {
		ByteBuffer last = ByteBuffer.allocate(1);
		return end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != END_OF_LINE;
	}

	// Half a line would be read by nobody, but a whole one that lacks nothing but its end
	// would be there twice when the event is offered again.
	private static void takeBack(FileChannel channel, long end, IOException failure) {
		try {
			channel.truncate(end);
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

	@Override
	public List<HealingEvent> read(HealingFilter filter) {
		List<HealingEvent> found = new ArrayList<>();
		this.lock.lock();
		try {
			for (int number = 0; number < this.maxFiles && found.size() < filter.limit(); number++) {
				Deque<HealingEvent> events = read(numbered(number), filter, filter.limit() - found.size());
				events.descendingIterator().forEachRemaining(found::add);
			}
		}
		catch (IOException ex) {
			throw new HealingJournalException("Cannot read " + this.file, ex);
		}
		finally {
			this.lock.unlock();
		}
		return found;
	}

	private Deque<HealingEvent> read(Path source, HealingFilter filter, int limit) throws IOException {
		Deque<HealingEvent> newest = new ArrayDeque<>();
		// Bytes that are no characters are replaced, so that they cost one line only
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(Files.newInputStream(source), StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				HealingEvent event = line.isBlank() ? null : parse(source, line);
				if (event != null && filter.matches(event)) {
					newest.addLast(event);
					if (newest.size() > limit) {
						newest.removeFirst();
					}
				}
			}
		}
		catch (NoSuchFileException ex) {
			// Nothing was written so far, or the file was moved away
			return newest;
		}
		return newest;
	}

	private @Nullable HealingEvent parse(Path source, String line) {
		try {
			Map<String, Object> fields = this.mapper.readValue(line, FIELDS);
			return HealingEvent.fromMap((fields != null) ? fields : Map.of());
		}
		catch (JacksonException | IllegalArgumentException ex) {
			if (!this.reported) {
				this.reported = true;
				logger.warn("A line of {} is no healing event and left out, as all such lines are ({})", source,
						ex.getClass().getSimpleName());
			}
			return null;
		}
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

}
