package org.integrationstack.gateway.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.provider.Webhooks.Lookup;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.gateway.signature.SignatureVerifier;
import org.integrationstack.gateway.signature.SignatureVerifier.Claim;

/** Where one provider's deliveries come in. Immutable; decisions only, no I/O. */
final class Entrance {

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1," + PayloadValues.LONGEST + "}");

    private final ProviderId provider;
    private final Webhooks webhooks;
    private final Optional<SignatureVerifier> verifier;
    private final MacKeys keys;
    private final Supplier<UUID> ids;
    private final Set<JsonPointer> wanted;

    /** @param verifier empty where no secret has been set */
    Entrance(
            ProviderId provider,
            Webhooks webhooks,
            Optional<SignatureVerifier> verifier,
            MacKeys keys,
            Supplier<UUID> ids) {
        this.provider = provider;
        this.webhooks = webhooks;
        this.verifier = verifier;
        this.keys = keys;
        this.ids = ids;
        this.wanted = wanted(webhooks);
    }

    private static Set<JsonPointer> wanted(Webhooks webhooks) {
        Set<JsonPointer> wanted = new HashSet<>(webhooks.accountPointers());
        wanted.addAll(webhooks.orderingPointers());
        webhooks.eventAction().ifPresent(wanted::add);
        for (Lookup lookup : List.of(webhooks.deliveryId(), webhooks.eventType())) {
            if (lookup instanceof Lookup.Body body) {
                wanted.add(body.pointer());
            }
        }
        return wanted;
    }

    Webhooks webhooks() {
        return webhooks;
    }

    Admission admit(DeliveryHead head) {
        if (verifier.isEmpty()) {
            return new Admission.Refused(Refusal.NO_SECRET);
        }
        if (head.isEncoded()) {
            return new Admission.Refused(Refusal.CONTENT_ENCODING);
        }
        return verifier.get()
                .claim(head.headers())
                .<Admission>map(claim -> new Admission.Admitted(this, head, claim))
                .orElseGet(() -> new Admission.Refused(Refusal.SIGNATURE_MISSING));
    }

    Examination examine(DeliveryHead head, Claim claim, byte[] body) {
        if (!claim.proves(body)) {
            return new Examination.Refused(Refusal.SIGNATURE_WRONG);
        }
        PayloadValues payload = webhooks.json(head.contentType(), body)
                .map(json -> PayloadValues.read(json, wanted))
                .orElseGet(PayloadValues::none);
        Optional<String> id = find(webhooks.deliveryId(), head, payload);
        Optional<String> type = eventType(head, payload);
        if (id.isEmpty() || type.isEmpty()) {
            return new Examination.Refused(Refusal.UNIDENTIFIED);
        }
        return new Examination.Verified(delivery(head, body, payload, id.get(), type.get()));
    }

    private ReceivedWebhook delivery(DeliveryHead head, byte[] body, PayloadValues payload, String id, String type) {
        ReceivedWebhook delivery = new ReceivedWebhook(
                ids.get(),
                provider.value(),
                Optional.empty(),
                Optional.empty(),
                id,
                webhooks.idSigned(),
                type,
                first(webhooks.accountPointers(), payload),
                first(webhooks.orderingPointers(), payload).orElse(""),
                head.receivedAt(),
                keptHeaders(head),
                head.contentType(),
                body,
                Optional.empty());
        return delivery.signedWith(keys);
    }

    private Optional<String> eventType(DeliveryHead head, PayloadValues payload) {
        Optional<String> type = find(webhooks.eventType(), head, payload);
        Optional<String> action = webhooks.eventAction()
                .flatMap(payload::at)
                .filter(text -> NAME.matcher(text).matches());
        return type.map(name -> action.map(text -> name + "." + text).orElse(name));
    }

    private static Optional<String> find(Lookup lookup, DeliveryHead head, PayloadValues payload) {
        Optional<String> value = lookup instanceof Lookup.Header header
                ? head.header(header.name())
                : payload.at(((Lookup.Body) lookup).pointer());
        return value.filter(text -> NAME.matcher(text).matches());
    }

    private static Optional<String> first(List<JsonPointer> pointers, PayloadValues payload) {
        return pointers.stream().map(payload::at).flatMap(Optional::stream).findFirst();
    }

    private Map<String, String> keptHeaders(DeliveryHead head) {
        Map<String, String> kept = new TreeMap<>();
        webhooks.keptHeaders().forEach(name -> head.header(name).ifPresent(value -> kept.put(name, value)));
        return kept;
    }
}
