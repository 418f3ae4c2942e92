package org.integrationstack.common.provider;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

class UrlTemplateTest {

    private static final Hosts HOSTS = new Hosts(List.of("api.example.com", "*.shops.example.com"));

    private final UrlTemplate byLabel = new UrlTemplate("https://{shop}.shops.example.com/v1/{part}?q={part}", HOSTS);
    private final UrlTemplate byOrigin = new UrlTemplate("{instance_url}/services/data", HOSTS);

    @Test
    void encodesValuesBehindTheHost() {
        assertThat(byLabel.resolve(Map.of("shop", "coyote", "part", "a/../b?c#d e+f%2F")))
                .hasToString(
                        "https://coyote.shops.example.com/v1/a%2F..%2Fb%3Fc%23d%20e%2Bf%252F?q=a%2F..%2Fb%3Fc%23d%20e%2Bf%252F");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.b",
                "a/b",
                "evil.example#",
                "evil.example/",
                "user@",
                "a:1",
                "a%2eb",
                "-a",
                "a-",
                "a b",
                "a\n",
                "ä",
                "{shop}",
                "xn--\u0130",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void takesOneLabelInTheHostAndNothingElse(String value) {
        assertThatThrownBy(() -> byLabel.resolve(Map.of("shop", value, "part", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("{shop} must be one DNS label");
    }

    @Test
    void takesAnOriginOfTheListedHosts() {
        URI url = byOrigin.resolve(Map.of("instance_url", "https://eu1.shops.example.com/"));

        assertThat(url).hasToString("https://eu1.shops.example.com/services/data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://eu1.shops.example.com",
                "https://eu1.shops.example.com:8443",
                "https://me@eu1.shops.example.com",
                "https://shops.example.com",
                "https://eu1.shops.example.com.evil.example",
                "https://evilshops.example.com",
                "https://eu1.shops.example.com?x=",
                "https://eu1.shops.example.com#x",
                "//eu1.shops.example.com",
                "https:eu1.shops.example.com",
                "https://127.0.0.1",
                "https://evil.example\\.shops.example.com",
                "https://evil.example/.shops.example.com"
            })
    void refusesAnyOtherOrigin(String value) {
        assertThatThrownBy(() -> byOrigin.resolve(Map.of("instance_url", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("shops");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://eu1.shops.example.com/path",
                "https://eu1.shops.example.com//",
                "https://eu1.shops.example.com/..",
                "https://eu1.shops.example.com/%2e%2e/x",
                "https://eu1.shops.example.com;x",
                "https://eu1.shops.example.com:",
                "https://eu1.shops.example.com:443@evil.example",
                "https://evil.example#.shops.example.com",
                "https://evil.example?.shops.example.com",
                "https://evil.example%2f.shops.example.com",
                "https://evil.example%00.shops.example.com",
                "https://eu1.shops.example.com.",
                "https://eu1.shops.example.com\r\nHost: evil.example",
                " https://eu1.shops.example.com",
                "https://eu1.shops.example.com ",
                "https://eu1.shops.ex\u0430mple.com",
                "https://[::ffff:10.0.0.1]",
                "file://eu1.shops.example.com",
                "javascript:https://eu1.shops.example.com",
                "{instance_url}",
                ""
            })
    void takesAnOriginWithoutAnythingBehindIt(String value) {
        assertThatThrownBy(() -> byOrigin.resolve(Map.of("instance_url", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("{instance_url} must be an https URL of one of the definition's hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void leavesThePathAsItIs(String value) {
        assertThatThrownBy(() -> byLabel.resolve(Map.of("shop", "coyote", "part", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the values lead to another path");
    }

    /** Whatever the values are, the URL is on the hosts for whoever reads it, or there is none. */
    @Test
    void staysOnItsHostsWhateverTheValuesAre() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int resolved = 0;
        for (int i = 0; i < Integer.getInteger("rounds", 20_000); i++) {
            Map<String, String> values =
                    Map.of("shop", text(random), "part", text(random), "instance_url", "https://" + text(random));
            resolved += staysOnHosts(byLabel, values, "seed " + seed + ", round " + i) ? 1 : 0;
            resolved += staysOnHosts(byOrigin, values, "seed " + seed + ", round " + i) ? 1 : 0;
        }
        assertThat(resolved).as("URLs that came about, seed %s", seed).isPositive();
    }

    private static boolean staysOnHosts(UrlTemplate template, Map<String, String> values, String round) {
        String url;
        try {
            url = template.resolve(values).toString();
        } catch (IllegalArgumentException refused) {
            return false;
        }
        assertThat(url).as(round).matches("https://[A-Za-z0-9.-]+(:443)?/[\\x21-\\x5b\\x5d-\\x7e]*");
        String host = url.split("[/:]", 5)[3].toLowerCase(Locale.ROOT);
        assertThat(host.equals("api.example.com") || host.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*\\.shops\\.example\\.com"))
                .as(round + ": " + url)
                .isTrue();
        return true;
    }

    private static final String[] FRAGMENTS = {
        "coyote",
        "a",
        "-",
        ".",
        "..",
        "/",
        "\\",
        "@",
        ":",
        ":443",
        "#",
        "?",
        "%2f",
        "%",
        "%00",
        "\n",
        "\r",
        " ",
        "\0",
        "evil.example",
        "shops.example.com",
        ".shops.example.com",
        "api.example.com",
        "//",
        "https:",
        "[",
        "]",
        "::1",
        "127.0.0.1",
        "\u0430",
        "\u3002",
        "\uff0e",
        "\ud83d\ude00",
        "{",
        "}",
        "{shop}",
        "$1",
        ";",
        "&",
        "=",
        "\u202e"
    };

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(4); n >= 0; n--) {
            text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        }
        return text.toString();
    }

    /** Parsing ends soon and in nothing but a template or a refusal. */
    @Test
    void takesAnyTextForATemplateOrRefusesIt() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < Integer.getInteger("rounds", 20_000); i++) {
            String text = (random.nextBoolean() ? "https://" : "") + text(random) + text(random);
            try {
                UrlTemplate template = new UrlTemplate(text, HOSTS);
                template.variables().forEach(name -> assertThat(name).matches("[a-z][a-z0-9_]*"));
            } catch (IllegalArgumentException e) {
                refused++;
            } catch (RuntimeException e) {
                fail("seed " + seed + ", round " + i + ": " + text, e);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void knowsWhatMayLieBehindABase() {
        UrlTemplate base = new UrlTemplate("https://{shop}.shops.example.com/api/", HOSTS);

        assertThat(new UrlTemplate("https://eu1.shops.example.com/api/token?x=1", HOSTS).behind(base))
                .contains("/token?x=1");
        assertThat(new UrlTemplate("{instance_url}/api/token", HOSTS).behind(base))
                .contains("/token");
        assertThat(new UrlTemplate("https://eu1.shops.example.com/token", HOSTS).behind(base))
                .isEmpty();
        assertThat(new UrlTemplate("https://eu1.shops.example.com/apitoken", HOSTS).behind(base))
                .isEmpty();
        assertThat(new UrlTemplate("https://api.example.com/api/token", HOSTS).behind(base))
                .isEmpty();
    }

    @Test
    void letsNothingBeGluedToAnOrigin() {
        assertThatThrownBy(() -> new UrlTemplate("{instance_url}.evil.example/x", HOSTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a variable at the beginning is a whole origin: only / may follow it");
    }

    @Test
    void needsAValueForEveryVariable() {
        assertThatThrownBy(() -> byLabel.resolve(Map.of("shop", "coyote")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no value for {part}");
    }

    @Test
    void neverLooksAtAValueAgain() {
        Template template = new Template("{a}-{b}");

        assertThat(template.render(Map.of("a", "{b}$1\\", "b", "x"))).isEqualTo("{b}$1\\-x");
    }

    @Test
    void allowsListedHostsAlone() {
        assertThat(HOSTS.allow("API.example.com")).isTrue();
        assertThat(HOSTS.allow("a.b.shops.example.com")).isTrue();
        assertThat(HOSTS.allow("v2.api.example.com")).isFalse();
        assertThat(HOSTS.allow("shops.example.com")).isFalse();
        assertThat(HOSTS.allow(".shops.example.com")).isFalse();
        assertThat(HOSTS.allow("evilshops.example.com")).isFalse();
        assertThat(HOSTS.allow("api.example.com.")).isFalse();
    }
}
