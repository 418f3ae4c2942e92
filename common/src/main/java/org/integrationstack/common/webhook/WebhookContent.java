package org.integrationstack.common.webhook;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads bodies by their content type:
 *
 * <ul>
 *   <li>form-encoded: the JSON in the definition's form field, where there is such a field; else the fields as an object,
 *       a field that is there several times as an array of texts;
 *   <li>XML: an element is a member of its parent, several of one name are an array, names lose their namespace,
 *       attributes are members {@code @name}. An element with neither attributes nor elements is its text; the text of
 *       one with attributes alone is the member {@code #text}. White space around a text is dropped;
 *   <li>everything else: JSON.
 * </ul>
 */
public final class WebhookContent {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private WebhookContent() {}

    /**
     * What stands where the pointers point, as far as they are values, read in one pass.
     *
     * @param formField for a form, the field that holds JSON
     */
    public static WebhookValues values(
            String contentType, Optional<String> formField, byte[] body, Set<JsonPointer> wanted) {
        if (wanted.isEmpty()) {
            return WebhookValues.NONE;
        }
        WebhookValues found = new WebhookValues();
        List<Wanted> all = Wanted.all(wanted);
        switch (Kind.of(contentType)) {
            case JSON -> JsonValues.read(body, all, found);
            case XML -> XmlValues.read(body, all, found);
            case FORM -> formValues(formField, body, all, found);
        }
        return found;
    }

    /**
     * The whole content; {@link MissingNode} where there is none.
     *
     * @param formField for a form, the field that holds JSON
     */
    public static JsonNode tree(String contentType, Optional<String> formField, byte[] body) {
        return switch (Kind.of(contentType)) {
            case JSON -> jsonTree(body);
            case XML -> XmlTree.read(body);
            case FORM -> formTree(formField, body);
        };
    }

    private static JsonNode jsonTree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static void formValues(Optional<String> formField, byte[] body, List<Wanted> wanted, WebhookValues found) {
        Optional<byte[]> json = formField.flatMap(new FormBody(body)::only);
        if (json.isPresent()) {
            JsonValues.read(json.get(), wanted, found);
            return;
        }
        JsonNode fields = fields(body);
        wanted.forEach(
                value -> found.put(value.whole(), fields.at(value.whole()).textValue()));
    }

    private static JsonNode formTree(Optional<String> formField, byte[] body) {
        return formField
                .flatMap(new FormBody(body)::only)
                .map(WebhookContent::jsonTree)
                .orElseGet(() -> fields(body));
    }

    private static JsonNode fields(byte[] body) {
        Optional<List<FormBody.Field>> fields = new FormBody(body).fields();
        if (fields.isEmpty()) {
            return MissingNode.getInstance();
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        fields.get()
                .forEach(field -> Members.add(object, field.name(), JsonNodeFactory.instance.textNode(field.value())));
        return object;
    }

    /** What a body is written in. */
    private enum Kind {
        JSON,
        FORM,
        XML;

        /** Source: WHATWG MIME Sniffing, section 4.6 ("XML MIME type"). */
        static Kind of(String contentType) {
            String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (type.equals("application/x-www-form-urlencoded")) {
                return FORM;
            }
            return type.equals("text/xml") || type.equals("application/xml") || type.endsWith("+xml") ? XML : JSON;
        }
    }
}
