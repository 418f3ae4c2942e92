package org.integrationstack.common.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
