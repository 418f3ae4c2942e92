package org.integrationstack.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.config.ConfigProvider;

import static io.restassured.RestAssured.given;

/** What tests know of {@link Receivers}, and tell them. */
public final class ReceiversClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url = ConfigProvider.getConfig().getValue("test.receivers.url", String.class);

    /** Answers requests of that method and path so from now on, the last answer for ever. */
    public void answer(String request, Map<?, ?>... answers) {
        given().body(Map.of("request", request, "answers", List.of(answers)))
                .contentType("application/json")
                .post(url + "/_script")
                .then()
                .statusCode(204);
    }

    /** The requests whose target begins so, in the order of their arrival. */
    public List<JsonNode> requests(String target) {
        return all("/_requests").stream()
                .filter(request -> request.path("target").asText().startsWith(target))
                .toList();
    }

    /** The mails that contain this, whole. */
    public List<String> mails(String part) {
        return all("/_mails").stream()
                .map(JsonNode::asText)
                .filter(mail -> mail.contains(part))
                .toList();
    }

    public String url() {
        return url;
    }

    private List<JsonNode> all(String path) {
        try {
            JsonNode list = JSON.readTree(given().get(url + path).asByteArray());
            return StreamSupport.stream(list.spliterator(), false).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
