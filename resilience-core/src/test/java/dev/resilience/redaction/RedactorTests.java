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

package dev.resilience.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(value = 5, threadMode = ThreadMode.SEPARATE_THREAD)
class RedactorTests {

	private final Redactor redactor = Redactor.standard();

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', value = { //
			"password=hunter2|password=***", //
			"Password : hunter2 for bob|Password : *** for bob", //
			"user=bob&password=a,b;c&x=1|user=bob&password=***&x=1", //
			"spring.datasource.password: s3cret|spring.datasource.password: ***", //
			"{\"apiKey\": \"a \\\" b\", \"n\": 1}|{\"apiKey\": \"***\", \"n\": 1}", //
			"{\\\"secret\\\":\\\"abc\\\",\\\"n\\\":1}|{\\\"secret\\\":\\\"***\\\",\\\"n\\\":1}", //
			"{\\\\\\\"secret\\\\\\\":\\\\\\\"a\\\\\\\"}|{\\\\\\\"secret\\\\\\\":\\\\\\\"***\\\\\\\"}", //
			"https://x.example/b?sig=ab%2Fc&se=1|https://x.example/b?sig=***&se=1", //
			"Login[user=bob, password=correct horse, otp=1 2]|Login[user=bob, password=***, otp=***]", //
			"{Authorization=[Bearer abc, x], Accept=[a]}|{Authorization=***, Accept=[a]}", //
			"Authorization: Basic dXNlcjpwYXNz|Authorization: ***", //
			"sent with bearer 0123456789abcdef, refused|sent with bearer ***, refused", //
			"Cookie: a=1; b=2|Cookie: ***", //
			"<wsse:Password>abc</wsse:Password>|<wsse:Password>***</wsse:Password>", //
			"credentials={user=a, pw=(b)} denied|credentials=*** denied", //
			"access_token => abc|access_token => ***", //
			"to https://bob:p@ss@host:80/x?y=z|to https://***@host:80/x?y=z", //
			"jdbc:postgresql://db/x?user=a&password=b|jdbc:postgresql://db/x?user=a&password=***", //
			"jdbc:oracle:thin:scott/tiger@db:1521|jdbc:oracle:thin:***@db:1521", //
			"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_ ends|jwt *** ends", //
			"key AKIAIOSFODNN7EXAMPLE.|key ***.", //
			"ghp_abcdefghijklmnopqrstuvwxyz0123456789|***", //
			"card 4111 1111 1111 1111 declined|card *** declined", //
			"user 42 5555555555554444|user 42 ***", //
			"378282246310005 and 4111-1111-1111-1111|*** and ***", //
			"to DE89 3704 0044 0532 0130 00 FROM BANK|to *** FROM BANK", //
			"GB82WEST12345698765432|***" })
	void masksSecrets(String text, String expected) {
		assertThat(this.redactor.redact(text)).isEqualTo(expected);
		assertThat(this.redactor.redact(expected)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Something weird happened", "timed out after 30s: order 4711", //
			"max-tokens=4096", "at 1795398282000 ms", "4111 1111 1111 1112", "0.4111111111111111", //
			"Basic Authentication failed for user bob", "bearer authentication is required", //
			"com.example.PasswordTooShortException: at least 8 characters", //
			"id 12345678-1234-4234-8234-123456789012", "DE00 3704 0044 0532 0130 00", //
			"jdbc:postgresql://localhost:5432/orders", "https://host/a?mail=x@y.z", //
			"ERROR: duplicate key value violates unique constraint \"orders_pkey\"" })
	void leavesOtherTextsAsTheyAre(String text) {
		assertThat(this.redactor.redact(text)).isSameAs(text);
	}

	@Test
	void masksPrivateKeysThatAreCut() {
		assertThat(this.redactor.redact("a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b"))
			.isEqualTo("a *** b");
		assertThat(this.redactor.redact("a -----BEGIN PRIVATE KEY-----\nMIIE\n")).isEqualTo("a ***");
		assertThat(this.redactor.redact("key='-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n'"))
			.isEqualTo("key='***\n'");
	}

	@Test
	void cutsWhatIsTooLongWithoutShowingHalfASecret() {
		Redactor shortened = Redactor.builder().maxLength(64).build();
		String redacted = shortened.redact("x".repeat(52) + " 4111 1111 1111 1111 " + "y".repeat(2000));
		assertThat(redacted).startsWith("x".repeat(52) + " ***").endsWith("... (2073 characters)").hasSizeLessThan(100);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "=", ":", "{", "password=", "4", "4 ", "eyJ", "a://", "token,", "-----BEGIN ",
			"bearer ", "A", "DE89 ", "\\\"", "token=[" })
	void takesLinearTime(String part) {
		String text = part.repeat(200_000 / part.length());
		assertThat(Redactor.builder().maxLength(300_000).build().redact(text)).isNotNull();
	}

	@Test
	void masksByNamesAndPatternsOfTheUser() {
		Redactor mine = Redactor.builder()
			.name("customer-no")
			.pattern(Pattern.compile("tenant-([0-9]+)"))
			.pattern(Pattern.compile("X[0-9]{3}"))
			.build();
		assertThat(mine.redact("customerNo: 12, tenant-77, X123, password=a"))
			.isEqualTo("customerNo: ***, tenant-***, ***, password=***");
		assertThat(mine.redactValue("customer_no", 12)).isEqualTo("***");
	}

	@Test
	void showsNothingOfATextOnWhichAPatternExplodes() {
		Redactor mine = Redactor.builder().pattern(Pattern.compile("(a+)+b")).build();
		assertThat(mine.redact("a".repeat(1000) + "c")).isEqualTo(GuardedRedactor.HIDDEN);
	}

	@Test
	void looksIntoValues() {
		Object card = Map.of("number", 4111111111111111L, "holder", "bob");
		Object redacted = this.redactor.redactValue("order",
				Map.of("card", card, "login", new Object[] { "password=a", 7 }, "accessToken", List.of("t")));
		assertThat(redacted).isEqualTo(Map.of("card", Map.of("number", "***", "holder", "bob"), "login",
				List.of("password=***", 7), "accessToken", "***"));
		assertThat(this.redactor.redactValue("password", "abc")).isEqualTo("***");
	}

	@Test
	void givesValuesWithoutSecretsBackAsTheyAre() {
		Object value = Map.of("items", List.of(1, "b", Map.of("c", new int[0])));
		assertThat(this.redactor.redactValue("order", value)).isSameAs(value);
		assertThat(this.redactor.redactValue("password", null)).isNull();
	}

	@Test
	void comesToAnEndOnValuesThatHoldThemselves() {
		List<Object> itself = new ArrayList<>();
		itself.add(itself);
		itself.add(itself);
		assertThat(this.redactor.redactValue("list", itself)).isNotNull();
	}

	@Test
	void letsNoPasswordThroughWhateverStandsAroundIt() {
		String[] parts = { " ", ",", ";", "\"", "'", "{", "}", "[", "]", "(", ")", "\\", "<", ">", "&", "=", ":", "@",
				"//", "\n", "4111 ", "name", "token", "password", "Bearer ", "eyJ", "é" };
		String[] before = { "password=", "password: ", "\"password\": \"", "PASSWORD=>", "<password>",
				"x.password ='" };
		Random random = new Random(42);
		for (int i = 0; i < 20_000; i++) {
			String prefix = text(parts, random);
			// What stands before must not open a quotation or element that swallows the
			// name
			String text = prefix + "\n" + before[random.nextInt(before.length)] + "s3cr3tValue" + "\n"
					+ text(parts, random);
			assertThat(this.redactor.redact(text)).as(text).doesNotContain("s3cr3tValue");
		}
	}

	private static String text(String[] parts, Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(8); i > 0; i--) {
			text.append(parts[random.nextInt(parts.length)]);
		}
		return text.toString();
	}

	@Test
	void readsMessagesThatThrow() {
		assertThat(this.redactor.message(new RuntimeException("pin: 1234"))).isEqualTo("pin: ***");
		assertThat(this.redactor.message(new RuntimeException())).isEmpty();
		assertThat(this.redactor.message(new RuntimeException() {

			@Override
			public String getMessage() {
				throw new StackOverflowError();
			}

		})).isEqualTo("(its message cannot be read: java.lang.StackOverflowError)");
	}

	@Test
	void hidesWhatARedactorOfTheUserFailsOn() {
		Redactor guarded = Redactor.guarded((text) -> {
			throw new LinkageError();
		});
		assertThat(guarded.redact("a")).isEqualTo(GuardedRedactor.HIDDEN);
		assertThat(guarded.redactValue("a", List.of("b"))).isEqualTo(GuardedRedactor.HIDDEN);
		assertThat(guarded.message(new RuntimeException("a"))).isEqualTo(GuardedRedactor.HIDDEN);
		assertThat(Redactor.guarded(guarded)).isSameAs(guarded);
		assertThat(Redactor.guarded(this.redactor)).isSameAs(this.redactor);
	}

	@Test
	void refusesNamesAndLengthsThatMakeNoSense() {
		assertThatIllegalArgumentException().isThrownBy(() -> Redactor.builder().name(" - "));
		assertThatIllegalArgumentException().isThrownBy(() -> Redactor.builder().maxLength(63));
	}

	@ParameterizedTest
	@CsvSource({ "userPassword, true", "db_pwd, true", "x-api-key, true", "tokens, false", "tokenLimit, false",
			"idToken, true", "pinned, false", "PIN, true", "'', false", "secretary, false" })
	void knowsSensitiveNames(String name, boolean sensitive) {
		@Nullable Object redacted = this.redactor.redactValue(name, "value");
		assertThat(redacted).isEqualTo(sensitive ? "***" : "value");
	}

}
