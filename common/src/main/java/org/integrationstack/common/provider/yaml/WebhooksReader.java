package org.integrationstack.common.provider.yaml;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.integrationstack.common.provider.DataSize;
import org.integrationstack.common.provider.Input;
import org.integrationstack.common.provider.Lookup;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.common.provider.Webhooks.When;

/** Reads {@code webhooks}: a mapping for the only kind of delivery, or a list of them. */
final class WebhooksReader {

    private static final String DEFAULT_MAX = "2MiB";

    private final Urls urls;
    private final EventsReader events;

    WebhooksReader(Urls urls, EventsReader events) {
        this.urls = urls;
        this.events = events;
    }

    List<Webhooks> read(Field webhooks) {
        List<Field> kinds = webhooks.node().isArray() ? webhooks.elements() : List.of(webhooks);
        refuseUnreachable(kinds);
        refuseSharedEvents(kinds);
        return kinds.stream().map(this::kind).toList();
    }

    /** What stands behind a kind that takes everything would never be used. */
    private static void refuseUnreachable(List<Field> kinds) {
        for (Field kind : kinds.subList(0, kinds.size() - 1)) {
            if (!kind.node().has("when")) {
                throw kind.refused("needs when, since others stand behind it");
            }
        }
    }

    private static void refuseSharedEvents(List<Field> kinds) {
        Set<String> seen = new HashSet<>();
        for (Field kind : kinds) {
            kind.in("events").members(event -> event).forEach((type, event) -> {
                if (!seen.add(type)) {
                    throw event.refused("is among the events of another kind of delivery already");
                }
            });
        }
    }

    private Webhooks kind(Field field) {
        Map<String, Input> inputs = field.in("inputs").members(WebhooksReader::input);
        List<SignatureScheme> signatures = new SignatureReader(urls, inputs.keySet()).read(field.in("signature"));
        Set<String> proofs = signatures.stream()
                .flatMap(scheme -> scheme.proofHeaders().stream())
                .collect(Collectors.toSet());
        return new Webhooks(
                field.optional("when").map(WebhooksReader::when),
                signatures,
                lookups(field.in("deliveryId")),
                lookups(field.in("eventType")),
                field.optional("eventAction").map(Field::jsonPointer),
                lookups(field.in("account")),
                lookups(field.in("ordering")),
                field.optional("formField").map(Field::text),
                field.in("keptHeaders").elements().stream()
                        .map(header -> Headers.kept(header, proofs))
                        .toList(),
                maxBytes(field.in("maxBytes")),
                answer(field.in("answer")),
                inputs,
                field.in("handshakes").elements().stream()
                        .map(new HandshakeReader(inputs.keySet())::read)
                        .toList(),
                events.read(field.in("events")));
    }

    private static When when(Field field) {
        return field.optional("header")
                .<When>map(header -> new When.Header(header.text()))
                .orElseGet(() -> new When.Query(field.in("query").text()));
    }

    private static Input input(Field field) {
        if (field.pointer().last().getMatchingProperty().equals("account")) {
            throw field.refused("is a name that has a meaning already");
        }
        return new Input(
                Input.Kind.TEXT,
                field.in("title").text(),
                field.optional("description").map(Field::text),
                field.optional("default").map(Field::text));
    }

    private static List<Lookup> lookups(Field field) {
        if (field.node().isArray()) {
            return field.elements().stream().map(WebhooksReader::lookup).toList();
        }
        return field.node().isMissingNode() ? List.of() : List.of(lookup(field));
    }

    private static Lookup lookup(Field field) {
        if (field.node().isTextual()) {
            return new Lookup.Body(field.jsonPointer());
        }
        return field.optional("header")
                .<Lookup>map(header -> new Lookup.Header(header.text()))
                .or(() -> field.optional("body").map(body -> new Lookup.Body(body.jsonPointer())))
                .or(() -> field.optional("template").map(template -> template.as(Lookup.Template::parse)))
                .or(() -> field.optional("constant").map(constant -> new Lookup.Constant(constant.text())))
                .or(() -> field.optional("bodyHash").map(hash -> new Lookup.BodyHash()))
                .orElseGet(Lookup.EndpointAccount::new);
    }

    private static DataSize maxBytes(Field field) {
        DataSize size = field.check(() -> DataSize.parse(field.node().asText(DEFAULT_MAX)));
        if (size.bytes() > Webhooks.LARGEST.bytes()) {
            throw field.refused("must be " + Webhooks.LARGEST + " at most");
        }
        return size;
    }

    private static Answer answer(Field field) {
        return new Answer(
                field.number("status", 200), field.text("body", "OK"), field.text("contentType", "text/plain"));
    }
}
