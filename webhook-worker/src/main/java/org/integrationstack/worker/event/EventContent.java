package org.integrationstack.worker.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.common.provider.Extract;
import org.integrationstack.common.webhook.WebhookContent;
import org.integrationstack.worker.delivery.Payload;

/** What a provider sent, as a tree in which extracts find the body's values and the headers kept. */
final class EventContent {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private EventContent() {}

    /**
     * The content; empty where the body cannot be read. One without a byte can be: it says nothing.
     *
     * @param without where it holds what must not be there
     * @param encoded where it holds base64 of JSON or text
     */
    static Optional<JsonNode> of(
            Payload payload, Optional<String> formField, List<JsonPointer> without, List<JsonPointer> encoded) {
        JsonNode content = payload.body().length == 0
                ? JsonNodeFactory.instance.objectNode()
                : WebhookContent.tree(payload.contentType(), formField, payload.body());
        if (!content.isContainerNode()) {
            return Optional.empty();
        }
        without.forEach(pointer -> remove(content, pointer));
        encoded.forEach(pointer -> decode(content, pointer));
        if (content instanceof ObjectNode object) {
            addHeaders(object, payload);
        }
        return Optional.of(content);
    }

    /** What the headers alone say. */
    static JsonNode ofHeaders(Payload payload) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        addHeaders(content, payload);
        return content;
    }

    private static void addHeaders(ObjectNode content, Payload payload) {
        ObjectNode headers = content.putObject(Extract.HEADERS);
        payload.headers().forEach(headers::put);
    }

    private static void remove(JsonNode content, JsonPointer pointer) {
        if (content.at(pointer.head()) instanceof ObjectNode parent) {
            parent.remove(pointer.last().getMatchingProperty());
        }
    }

    private static void decode(JsonNode content, JsonPointer pointer) {
        if (content.at(pointer.head()) instanceof ObjectNode parent) {
            String name = pointer.last().getMatchingProperty();
            decoded(parent.path(name).asText()).ifPresent(node -> parent.set(name, node));
        }
    }

    private static Optional<JsonNode> decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return Optional.of(json(bytes).orElseGet(() -> JsonNodeFactory.instance.textNode(text(bytes))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> json(byte[] bytes) {
        try {
            return Optional.ofNullable(JSON.readTree(bytes)).filter(JsonNode::isContainerNode);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("neither JSON nor text", e);
        }
    }
}
