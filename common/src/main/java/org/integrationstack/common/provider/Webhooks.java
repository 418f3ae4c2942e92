package org.integrationstack.common.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;

/**
 * One kind of delivery that a provider sends, how it is known to be genuine, and what is made of it.
 *
 * @param when what a delivery of this kind has; empty for the kind that takes all others
 * @param signatures any of them proves a delivery
 * @param deliveryId the provider's own id of a delivery, the same when it sends the delivery again; the first that has a
 *     value counts, here and in the lists below
 * @param eventType the event's type
 * @param eventAction where a finer name is, joined to the type by a dot: {@code pull_request} and {@code opened} give the
 *     event type {@code pull_request.opened}. The gateway does this; a received webhook's event type is already joined.
 * @param account the account that the event belongs to
 * @param ordering the key within which deliveries stay in order; none means that all deliveries of the account stay in
 *     order
 * @param formField for a form-encoded delivery, the field that holds the JSON
 * @param keptHeaders request headers worth keeping, in lower case
 * @param inputs what must be known of an endpoint, beside its secrets, before its deliveries can be verified; {@code
 *     account}, which is never among them, is the account of the endpoint's connection
 * @param events what is made of an event, by event type
 */
public record Webhooks(
        Optional<When> when,
        List<SignatureScheme> signatures,
        List<Lookup> deliveryId,
        List<Lookup> eventType,
        Optional<JsonPointer> eventAction,
        List<Lookup> account,
        List<Lookup> ordering,
        Optional<String> formField,
        List<String> keptHeaders,
        DataSize maxBytes,
        Answer answer,
        Map<String, Input> inputs,
        List<Handshake> handshakes,
        Map<String, EventDefinition> events) {

    /** The largest body that any definition may allow; the topic's records are sized for it. */
    public static final DataSize LARGEST = DataSize.parse("25MiB");

    private static final String EVERY_EVENT = "*";

    public Webhooks {
        if (maxBytes.bytes() > LARGEST.bytes()) {
            throw new IllegalArgumentException("must be " + LARGEST + " at most");
        }
        signatures = List.copyOf(signatures);
        if (signatures.isEmpty()) {
            throw new IllegalArgumentException("must have a signature");
        }
        deliveryId = List.copyOf(deliveryId);
        eventType = List.copyOf(eventType);
        account = List.copyOf(account);
        ordering = List.copyOf(ordering);
        keptHeaders = List.copyOf(keptHeaders);
        inputs = Copies.of(inputs);
        handshakes = List.copyOf(handshakes);
        events = Copies.of(events);
    }

    /**
     * Whether no captured delivery can come again under another id: the proof covers the id as it covers the body. Where it
     * covers neither, a captured delivery has given everything away, and its body tells as little as its id.
     */
    public boolean idSigned() {
        return signatures.stream()
                .filter(SignatureScheme::coversBody)
                .allMatch(scheme -> deliveryId.stream().allMatch(lookup -> isCovered(lookup, scheme)));
    }

    private static boolean isCovered(Lookup lookup, SignatureScheme scheme) {
        if (lookup instanceof Lookup.Header header) {
            return scheme.coversHeader(header.name());
        }
        return !(lookup instanceof Lookup.Template template)
                || template.parts().stream().allMatch(part -> isCovered(part, scheme));
    }

    /** Whether any of its signatures rests on a secret. */
    public boolean needsSecret() {
        return signatures.stream().anyMatch(SignatureScheme::needsSecret);
    }

    /** What is made of an event; by its whole type, else by the type without its action. Empty: it is kept, no more. */
    public Optional<EventDefinition> event(String eventType) {
        int dot = eventType.indexOf('.');
        String general = dot > 0 ? eventType.substring(0, dot) : eventType;
        return Stream.of(eventType, general)
                .filter(name -> !name.equals(EVERY_EVENT))
                .flatMap(name -> Stream.ofNullable(events.get(name)))
                .findFirst();
    }

    /** What is made of every event, beside what is made of it in particular. */
    public Optional<EventDefinition> everyEvent() {
        return Optional.ofNullable(events.get(EVERY_EVENT));
    }

    /** What tells one kind of delivery from another: that the request has it, whatever it says. */
    public sealed interface When {

        /** A request header. */
        record Header(String name) implements When {}

        /** A query parameter. */
        record Query(String name) implements When {}
    }

    /** What the provider wants to hear once its delivery is safe. */
    public record Answer(int status, String body, String contentType) {}
}
