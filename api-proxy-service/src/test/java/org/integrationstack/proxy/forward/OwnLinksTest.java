package org.integrationstack.proxy.forward;

import java.net.URI;
import java.util.List;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.proxy.testing.Fixtures;

import static org.assertj.core.api.Assertions.assertThat;

class OwnLinksTest {
    private final ConnectionId connection = ConnectionId.random();
    private final String own = "https://proxy.example/proxy/" + connection;
    private final OwnLinks links = new OwnLinks(
            List.of(URI.create("https://api.github.com"), URI.create("http://127.0.0.1:8100/github/")),
            URI.create("https://proxy.example/"),
            connection);

    @Test
    void leadsEveryLinkToTheApiThroughTheProxy() {
        MultiMap headers = Fixtures.headers(
                "Link",
                "<https://api.github.com/user/repos?page=2>; rel=\"next\", <http://127.0.0.1:8100/github/x>; rel=\"last\"",
                "Link",
                "<https://docs.example/>; rel=\"help\"",
                "Location",
                "https://api.github.com/repos/1");

        links.rewrite(headers);

        assertThat(headers.getAll("Link"))
                .containsExactly(
                        "<" + own + "/user/repos?page=2>; rel=\"next\", <" + own + "/x>; rel=\"last\"",
                        "<https://docs.example/>; rel=\"help\"");
        assertThat(headers.get("Location")).isEqualTo(own + "/repos/1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.github.com.evil.example/x",
                "https://api.github.com@evil.example/x",
                "https://api.github.com:444/x",
                "/relative",
                "https://github.com/login"
            })
    void leavesOtherTargetsAsTheyAre(String location) {
        MultiMap headers = Fixtures.headers("Location", location);

        links.rewrite(headers);

        assertThat(headers.get("Location")).isEqualTo(location);
    }
}
