package org.integrationstack.connections.web;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.identity.TenantId;

import static org.assertj.core.api.Assertions.assertThat;

class ReturnToTest {
    private static final TenantId ACME = new TenantId("acme");

    private final ReturnTo returnTo = new ReturnTo(
            URI.create("https://console.example"), Map.of("acme", List.of(URI.create("https://product.example/done"))));

    @ParameterizedTest
    @CsvSource({
        "/,https://console.example/",
        "/settings/integrations?tab=two,https://console.example/settings/integrations?tab=two",
        "https://console.example/x,https://console.example/x",
        "HTTPS://CONSOLE.example/x,HTTPS://CONSOLE.example/x",
        "/a/..//evil.example,https://console.example/a/..//evil.example",
        "https://product.example/done,https://product.example/done"
    })
    void acceptsOurPagesAndTheTenantsList(String wish, String target) {
        assertThat(returnTo.accept(ACME, wish)).contains(URI.create(target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "https://evil.example/",
                "//evil.example/",
                "///evil.example/",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "https:evil.example",
                "https:/evil.example",
                "javascript:alert(1)",
                "data:text/html,x",
                "http://console.example/",
                "https://console.example:8443/",
                "https://console.example@evil.example/",
                "https://user@console.example/",
                "https://console.example.evil.example/",
                "https://product.example/done?x=1",
                "https://product.example/done/",
                "https://product.example/",
                "/%zz"
            })
    void acceptsNothingElse(String wish) {
        assertThat(returnTo.accept(ACME, wish)).isEmpty();
    }

    @Test
    void acceptsNoOtherTenantsList() {
        assertThat(returnTo.accept(new TenantId("globex"), "https://product.example/done"))
                .isEmpty();
    }
}
