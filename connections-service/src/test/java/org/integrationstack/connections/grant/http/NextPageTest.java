package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.Api;

import static org.assertj.core.api.Assertions.assertThat;

class NextPageTest {
    private static final URI PAGE = URI.create("https://api.example.com/items?per_page=100&after=a");
    private static final Api.Pagination LINK = new Api.Pagination.LinkHeader(Optional.empty());

    @Test
    void followsTheNextLinkAmongOthers() {
        String header = "<https://api.example.com/items?page=1>; rel=\"prev\", <https://api.example.com/items?page=3>;"
                + " rel=\"next\", <https://api.example.com/items?page=9>; rel=\"last\"";

        assertThat(next(LINK, header, "{}")).contains(URI.create("https://api.example.com/items?page=3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<https://evil.example/items?page=3>; rel=\"next\"",
                "<http://api.example.com/items?page=3>; rel=\"next\"",
                "<https://api.example.com:444/items?page=3>; rel=\"next\"",
                "<//evil.example/x>; rel=next",
                "<https://api.example.com/items?page=1>; rel=\"prev\"",
                "<:::>; rel=\"next\"",
                "nonsense"
            })
    void endsWhereTheLinkLeadsElsewhereOrNowhere(String header) {
        assertThat(next(LINK, header, "{}")).isEmpty();
    }

    @Test
    void replacesTheCursorOfThePageBefore() {
        Api.Pagination cursor = new Api.Pagination.Cursor("after", JsonPointer.compile("/next"), Optional.empty());

        assertThat(next(cursor, "", "{\"next\":\"b&c\"}"))
                .contains(URI.create("https://api.example.com/items?per_page=100&after=b%26c"));
        assertThat(next(cursor, "", "{\"next\":\"\"}")).isEmpty();
    }

    @Test
    void beginsBehindTheLastElementWhereThereAreMore() {
        Api.Pagination last = new Api.Pagination.LastElement(
                "after",
                JsonPointer.compile("/data"),
                JsonPointer.compile("/id"),
                JsonPointer.compile("/more"),
                Optional.empty());

        assertThat(next(last, "", "{\"data\":[{\"id\":\"x\"},{\"id\":\"y\"}],\"more\":true}"))
                .contains(URI.create("https://api.example.com/items?per_page=100&after=y"));
        assertThat(next(last, "", "{\"data\":[{\"id\":\"x\"}],\"more\":false}")).isEmpty();
        assertThat(next(last, "", "{\"data\":[],\"more\":true}")).isEmpty();
    }

    @Test
    void takesThePathThatTheAnswerNames() {
        Api.Pagination path = new Api.Pagination.NextPath(JsonPointer.compile("/nextUrl"), Optional.empty());

        assertThat(next(path, "", "{\"nextUrl\":\"/items/2\"}"))
                .contains(URI.create("https://api.example.com/items/2"));
        assertThat(next(path, "", "{\"nextUrl\":\"//evil.example/items\"}")).isEmpty();
    }

    private static Optional<URI> next(Api.Pagination how, String link, String body) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json");
        if (!link.isEmpty()) {
            headers.add("Link", link);
        }
        InboundResponse response = new InboundResponse(200, headers, body.getBytes(StandardCharsets.UTF_8));
        return NextPage.of(how, PAGE, response, Bodies.read(response).orElseThrow());
    }
}
