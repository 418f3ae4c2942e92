package org.integrationstack.common.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Payloads are somebody else's word: what comes out of them is of one type, one line and one size. */
class ExtractTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Source: docs.stripe.com "Supported currencies". */
    private static final Currencies CURRENCIES = Currencies.of(List.of("JPY", "MGA"), List.of("KWD"));

    @ParameterizedTest
    @CsvSource({
        "1999, eur, 19.99 EUR",
        "5, usd, 0.05 USD",
        "0, usd, 0.00 USD",
        "-250, gbp, -2.50 GBP",
        "5000, jpy, 5000 JPY",
        "5000, mga, 5000 MGA",
        "5120, kwd, 5.120 KWD",
        "500, ugx, 5.00 UGX",
        "9223372036854775807, eur, 92233720368547758.07 EUR",
    })
    void writesAmountsWithTheDecimalsThatTheCurrencyHasThere(long amount, String currency, String written) {
        assertThat(CURRENCIES.write(amount, currency)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"1999, EUR, 19.99 EUR", "5000, JPY, 5000 JPY", "5120, BHD, 5.120 BHD", "100, ZZZ, 1.00 ZZZ"})
    void goesByTheStandardWhereADefinitionSaysNothing(long amount, String currency, String written) {
        assertThat(Currencies.STANDARD.write(amount, currency)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": \"5\", \"c\": \"eur\"}",
                "{\"a\": 5.5, \"c\": \"eur\"}",
                "{\"a\": 5}",
                "{\"a\": 5, \"c\": \"euro\"}",
                "{\"a\": 5, \"c\": \"e\\u0000r\"}",
                "{\"a\": 99999999999999999999, \"c\": \"eur\"}"
            })
    void takesNoAmountThatIsNone(String payload) throws Exception {
        assertThat(extract("/a", new Extract.Money(JsonPointer.compile("/c"), CURRENCIES))
                        .from(JSON.readTree(payload)))
                .isEmpty();
    }

    @Test
    void looksInTheSecondPlaceIfTheFirstHasNothingOfTheKind() throws Exception {
        Extract extract =
                new Extract(List.of(JsonPointer.compile("/a"), JsonPointer.compile("/b")), new Extract.Whole());

        assertThat(extract.from(JSON.readTree("{\"a\": \"1\", \"b\": 2}"))).contains(2L);
        assertThat(extract.from(JSON.readTree("{\"a\": 1, \"b\": 2}"))).contains(1L);
        assertThat(extract.from(JSON.readTree("{}"))).isEmpty();
    }

    @Test
    void makesOneLineOfAText() {
        assertThat(text("a\u0000b\r\nc\td\u2028e\u007f")).isEqualTo("a b  c d e ");
        assertThat(text("half \ud83d of a pair")).isEqualTo("half   of a pair");
        assertThat(text("ok \ud83d\ude00 ok")).isEqualTo("ok \ud83d\ude00 ok");
        assertThat(text("safe\u202egnp.exe\u2066")).isEqualTo("safegnp.exe");
    }

    @Test
    void cutsATextThatIsTooLong() {
        assertThat(text("x".repeat(1000))).hasSize(1000);
        assertThat(text("\ud83d\ude00".repeat(1001))).isEqualTo("\ud83d\ude00".repeat(1000) + "…");
    }

    @Test
    void takesJsonAsItIsButForWhatCannotBeStored() throws Exception {
        JsonNode payload = JSON.readTree(
                "{\"a\": {\"t\": \"x\\u0000y\", \"n\": 1, \"f\": 1.5, \"b\": true, \"l\": [1, null], \"z\": null}}");

        assertThat(extract("/a", new Extract.Json()).from(payload))
                .contains(Map.of("t", "x\ufffdy", "n", 1L, "f", 1.5, "b", true, "l", List.of(1L, "")));
    }

    @Test
    void takesNoJsonThatIsTooMuchOrTooDeep() throws Exception {
        Extract whole = extract("/a", new Extract.Json());

        assertThat(whole.from(JSON.readTree("{\"a\": [\"" + "x".repeat(PlainJson.MOST) + "\"]}")))
                .isEmpty();
        assertThat(whole.from(JSON.readTree("{\"a\": [0" + ",0".repeat(PlainJson.MOST) + "]}")))
                .isEmpty();
        assertThat(whole.from(JSON.readTree(
                        "{\"a\": " + "[".repeat(PlainJson.DEEPEST + 1) + "]".repeat(PlainJson.DEEPEST + 1) + "}")))
                .isEmpty();
        assertThat(whole.from(JSON.readTree(
                        "{\"a\": " + "[".repeat(PlainJson.DEEPEST) + "]".repeat(PlainJson.DEEPEST) + "}")))
                .isPresent();
    }

    private static String text(String text) {
        JsonNode payload = JSON.createObjectNode().put("a", text);
        return (String)
                extract("/a", new Extract.Text(Optional.empty())).from(payload).orElseThrow();
    }

    private static Extract extract(String pointer, Extract.Kind kind) {
        return new Extract(List.of(JsonPointer.compile(pointer)), kind);
    }
}
