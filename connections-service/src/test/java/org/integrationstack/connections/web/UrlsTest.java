package org.integrationstack.connections.web;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class UrlsTest {
    @ParameterizedTest
    @CsvSource({
        "https://a.example/,https://a.example/?x=1%262%20%C3%A9",
        "https://a.example/?y=2,https://a.example/?y=2&x=1%262%20%C3%A9",
        "https://a.example/?y=2#part,https://a.example/?y=2&x=1%262%20%C3%A9#part"
    })
    void addsParametersBeforeTheFragment(URI url, URI expected) {
        assertThat(Urls.with(url, Map.of("x", "1&2 é"))).isEqualTo(expected);
    }
}
