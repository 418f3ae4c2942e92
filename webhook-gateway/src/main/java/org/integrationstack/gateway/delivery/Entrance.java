package org.integrationstack.gateway.delivery;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.provider.Lookup;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.webhook.WebhookContent;
import org.integrationstack.common.webhook.WebhookValues;
import org.integrationstack.gateway.signature.SignatureVerifier;
import org.integrationstack.gateway.signature.SignatureVerifier.Claim;

/** Where one provider's deliveries come in. Immutable; decisions only, no I/O. */
final class Entrance {

    /** Ids are short. */
    private static final int LONGEST = 500;

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1," + LONGEST + "}");

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
        Set<JsonPointer> wanted = new HashSet<>();
        webhooks.eventAction().ifPresent(wanted::add);
        Stream.of(webhooks.deliveryId(), webhooks.eventType(), webhooks.account(), webhooks.ordering())
                .flatMap(List::stream)
                .flatMap(lookup ->
                        lookup instanceof Lookup.Template template ? template.parts().stream() : Stream.of(lookup))
                .forEach(lookup -> {
                    if (lookup instanceof Lookup.Body body) {
                        wanted.add(body.pointer());
                    }
                });
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
                .claim(head.request())
                .<Admission>map(claim -> new Admission.Admitted(this, head, claim))
                .orElseGet(() -> new Admission.Refused(Refusal.SIGNATURE_MISSING));
    }

    Uni<Examination> examine(DeliveryHead head, Claim claim, byte[] body) {
        return claim.verify(body).map(verdict -> switch (verdict) {
            case GENUINE -> genuine(head, body);
            case UNVERIFIABLE -> new Examination.Refused(Refusal.UNVERIFIABLE);
            case STALE -> new Examination.Refused(Refusal.SIGNATURE_STALE);
            case WRONG -> new Examination.Refused(Refusal.SIGNATURE_WRONG);
        });
    }

    private Examination genuine(DeliveryHead head, byte[] body) {
        WebhookValues payload = WebhookContent.values(head.contentType(), webhooks.formField(), body, wanted);
        Optional<String> id = find(webhooks.deliveryId(), head, payload, body);
        Optional<String> type = eventType(head, payload, body);
        if (id.isEmpty() || type.isEmpty()) {
            return new Examination.Refused(Refusal.UNIDENTIFIED);
        }
        return new Examination.Verified(delivery(head, body, payload, id.get(), type.get()));
    }

    private ReceivedWebhook delivery(DeliveryHead head, byte[] body, WebhookValues payload, String id, String type) {
        ReceivedWebhook delivery = new ReceivedWebhook(
                ids.get(),
                provider.value(),
                Optional.empty(),
                Optional.empty(),
                id,
                webhooks.idSigned(),
                type,
                find(webhooks.account(), head, payload, body),
                find(webhooks.ordering(), head, payload, body).orElse(""),
                head.receivedAt(),
                keptHeaders(head),
                head.contentType(),
                body,
                Optional.empty());
        return delivery.signedWith(keys);
    }

    private Optional<String> eventType(DeliveryHead head, WebhookValues payload, byte[] body) {
        Optional<String> type = find(webhooks.eventType(), head, payload, body);
        Optional<String> action = webhooks.eventAction()
                .flatMap(payload::at)
                .filter(text -> NAME.matcher(text).matches());
        return type.map(name -> action.map(text -> name + "." + text).orElse(name));
    }

    /** The first that has a value. */
    private static Optional<String> find(List<Lookup> lookups, DeliveryHead head, WebhookValues payload, byte[] body) {
        return lookups.stream()
                .flatMap(lookup -> value(lookup, head, payload, body).stream())
                .filter(text -> NAME.matcher(text).matches())
                .findFirst();
    }

    private static Optional<String> value(Lookup lookup, DeliveryHead head, WebhookValues payload, byte[] body) {
        if (lookup instanceof Lookup.Header header) {
            return head.header(header.name());
        }
        if (lookup instanceof Lookup.Body at) {
            return payload.at(at.pointer());
        }
        if (lookup instanceof Lookup.Template template) {
            return template.render(part -> value(part, head, payload, body));
        }
        if (lookup instanceof Lookup.Constant constant) {
            return Optional.of(constant.value());
        }
        return lookup instanceof Lookup.BodyHash ? Optional.of(sha256(body)) : Optional.empty();
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private Map<String, String> keptHeaders(DeliveryHead head) {
        Map<String, String> kept = new TreeMap<>();
        webhooks.keptHeaders().forEach(name -> head.header(name).ifPresent(value -> kept.put(name, value)));
        return kept;
    }
}
