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

package dev.resilience.autoconfigure.idempotency.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of what is stored, and of records that cannot be written or read.
 */
class RecordFormatTests {

	@Test
	void namesTheFormatOfAResult() {
		Ending ending = codec(String.class).encode("paid");
		assertThat(ending.codec()).isEqualTo("json/1");
		assertThat(ending.bytes()).isEqualTo("\"paid\"".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void compressesFromTheThresholdOn() throws Exception {
		ResultCodec codec = codec(String.class);
		assertThat(codec.encode("x".repeat(8190)).codec()).isEqualTo("json/1");
		Ending ending = codec.encode("x".repeat(8191));
		assertThat(ending.codec()).isEqualTo("json+gzip/1");
		assertThat(ending.bytes()).hasSizeLessThan(1000);
		assertThat(codec.decode(ending)).isEqualTo("x".repeat(8191));
	}

	@Test
	void keepsNothingOfAResultThatIsTooLargeCase39() {
		ResultCodec codec = codec(String.class);
		assertThat(codec.encode("x".repeat(262_142)).kind()).isEqualTo(Ending.Kind.RESULT);
		Ending ending = codec.encode("x".repeat(262_143));
		assertThat(ending.kind()).isEqualTo(Ending.Kind.NOT_RETAINED);
		assertThat(ending.codec()).isEqualTo("is larger than 262144 bytes").hasSizeLessThanOrEqualTo(40);
	}

	@Test
	void keepsNothingOfAResultThatCannotBeWrittenCase39() {
		Endless endless = new Endless();
		endless.next = endless;
		Ending ending = codec(Endless.class).encode(endless);
		assertThat(ending.kind()).isEqualTo(Ending.Kind.NOT_RETAINED);
		assertThat(ending.codec()).hasSizeLessThanOrEqualTo(40);
	}

	@Test
	void keepsNothingOfASubtypeThatIsNotDeclared() {
		Ending ending = codec(Base.class).encode(new Derived());
		assertThat(ending.kind()).isEqualTo(Ending.Kind.NOT_RETAINED);
		assertThat(ending.codec()).hasSizeLessThanOrEqualTo(40);
	}

	@Test
	void doesNotReadFormatsThatItDoesNotKnow() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> codec(String.class).decode(Ending.result("json/2", new byte[] { '1' })))
			.withMessageContaining("json/2");
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> codec(String.class).decode(Ending.result("own/1", null)))
			.withMessageContaining("own/1");
	}

	@Test
	void doesNotReadWhatGrowsWithoutBounds() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			byte[] blank = " ".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8);
			for (int i = 0; i < 17; i++) {
				gzip.write(blank);
			}
		}
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> codec(String.class).decode(Ending.result("json+gzip/1", bytes.toByteArray())))
			.withMessageContaining("larger than");
	}

	@Test
	void doesNotReadDamagedRecordsCase52() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> codec(V1.class).decode(stored("{\"id\":\"a\",")));
	}

	@Test
	void readsARecordWrittenBeforeAPropertyWasAdded() throws Exception {
		assertThat(codec(V2.class).decode(codec(V1.class).encode(new V1("a", BigDecimal.ONE))))
			.isEqualTo(new V2("a", BigDecimal.ONE, null));
	}

	@Test
	void readsARecordWrittenBeforeAPropertyWasRemovedOrByANewerVersion() throws Exception {
		assertThat(codec(V1.class).decode(codec(V2.class).encode(new V2("a", BigDecimal.ONE, "n"))))
			.isEqualTo(new V1("a", BigDecimal.ONE));
	}

	@Test
	void doesNotReadARecordWhosePropertyWasRenamedCase52() {
		Ending ending = codec(V1.class).encode(new V1("a", BigDecimal.ONE));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> codec(Renamed.class).decode(ending))
			.withMessageContaining("[total]")
			.withMessageContaining("[amount]");
	}

	@Test
	void doesNotReadARecordThatLacksAPrimitiveCase52() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> codec(WithPrimitive.class).decode(stored("{\"id\":\"a\"}")));
	}

	@Test
	void doesNotReadARecordOfAnotherTypeCase52() {
		for (String json : List.of("[]", "\"a\"", "{\"id\":{},\"total\":1}", "{\"id\":\"a\",\"total\":\"much\"}")) {
			assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> codec(V1.class).decode(stored(json)));
		}
	}

	@Test
	void neverLoadsAClassThatARecordNamesCase51() throws Exception {
		String gadget = "dev.resilience.autoconfigure.idempotency.codec.Gadget";
		String property = "\"@class\":\"" + gadget + "\",\"@type\":\"" + gadget + "\"";
		assertThat(codec(V1.class).decode(stored("{" + property + ",\"id\":\"a\",\"total\":1}")))
			.isEqualTo(new V1("a", BigDecimal.ONE));
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> codec(V1.class).decode(stored("[\"" + gadget + "\",{}]")));
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> codec(ReplayedValuesTests.Outcome.class).decode(stored("{" + property + "}")));
		assertThat(System.getProperty("resilience.test.gadget")).isNull();
	}

	@Test
	void findsResultsThatAreNotReplayedAsTheyWere() {
		CodecOptions options = new CodecOptions(1000, 1000, true, StoredResponses.defaults());
		JacksonResultCodecs codecs = JacksonResultCodecs.of(JsonMapper.shared(), options);
		assertThatIllegalStateException()
			.isThrownBy(() -> codecs.codecOf(Forgetful.class).encode(new Forgetful(List.of())))
			.withMessageContaining("not equal");
		assertThatIllegalStateException().isThrownBy(() -> codecs.verify(Forgetful.class, new Forgetful(List.of())));
		assertThatIllegalStateException().isThrownBy(() -> codecs.verify(String.class, "x".repeat(1000)))
			.withMessageContaining("larger");
		codecs.verify(Forgetful.class, new Forgetful(List.of("a")));
		codecs.verify(Base.class, new Base());
		assertThat(codecs.codecOf(V1.class).encode(new V1("a", BigDecimal.ONE)).kind()).isEqualTo(Ending.Kind.RESULT);
	}

	@Test
	void makesTheCodecOfATypeOnce() {
		JacksonResultCodecs codecs = JacksonResultCodecs.of(JsonMapper.shared(), CodecOptions.defaults());
		assertThat(codecs.codecOf(V1.class)).isSameAs(codecs.codecOf(V1.class));
	}

	private static Ending stored(String json) {
		return Ending.result("json/1", json.getBytes(StandardCharsets.UTF_8));
	}

	private static ResultCodec codec(Class<?> type) {
		return JacksonResultCodecs.of(JsonMapper.shared(), CodecOptions.defaults()).codecOf(type);
	}

	record V1(String id, BigDecimal total) {

	}

	record V2(String id, BigDecimal total, @Nullable String note) {

	}

	record Renamed(String id, BigDecimal amount) {

	}

	record WithPrimitive(String id, int count) {

	}

	record Forgetful(@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> items) {

	}

	static final class Endless {

		public @Nullable Endless next;

	}

	static class Base {

		public int a;

	}

	static final class Derived extends Base {

		public int b;

	}

}
