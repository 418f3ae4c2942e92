package org.integrationstack.gateway.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.provider.Lookup;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.Sha256;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.common.webhook.WebhookContent;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.common.webhook.WebhookValues;
import org.integrationstack.gateway.delivery.Admission.Admitted;
import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.handshake.Handshakes;

/** Looks at deliveries of one kind: whether they are genuine, and the little else that has to be known. Immutable. */
final class Examiner {

    /** Ids are short. */
    private static final int LONGEST = 500;

    private final Webhooks webhooks;
    private final Handshakes handshakes;
    private final MacKeys keys;
    private final Supplier<UUID> ids;
    private final Set<JsonPointer> wanted;

    Examiner(Webhooks webhooks, MacKeys keys, Supplier<UUID> ids) {
        this.webhooks = webhooks;
        this.handshakes = new Handshakes(webhooks.handshakes());
        this.keys = keys;
        this.ids = ids;
        this.wanted = wanted(webhooks);
        wanted.addAll(handshakes.wanted());
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

    Handshakes handshakes() {
        return handshakes;
    }

    /** Nothing of a body is looked at before it is known to be genuine, unless nobody signs what is expected. */
    Uni<Examination> examine(Admitted admitted, byte[] body) {
        if (admitted.claim().isEmpty()) {
            return Uni.createFrom()
                    .item(handshake(admitted, values(admitted.head(), body), false)
                            .orElseGet(() -> new Examination.Refused(Refusal.SIGNATURE_MISSING)));
        }
        return admitted.claim().get().verify(body).map(verdict -> switch (verdict) {
            case GENUINE -> genuine(admitted, body);
            case UNVERIFIABLE -> new Examination.Refused(Refusal.UNVERIFIABLE);
            case STALE -> new Examination.Refused(Refusal.SIGNATURE_STALE);
            case WRONG -> new Examination.Refused(Refusal.SIGNATURE_WRONG);
        });
    }

    private Examination genuine(Admitted admitted, byte[] body) {
        WebhookValues values = values(admitted.head(), body);
        return handshake(admitted, values, true).orElseGet(() -> delivery(admitted, values, body));
    }

    private Optional<Examination> handshake(Admitted admitted, WebhookValues values, boolean signed) {
        Optional<Secret> secret = admitted.lane().trust().secrets().stream()
                .filter(one -> one.isGoodAt(admitted.head().receivedAt()))
                .map(SigningSecret::value)
                .findFirst();
        return handshakes.to(admitted.head().request(), values, signed, secret).map(Examination.Challenge::new);
    }

    private WebhookValues values(DeliveryHead head, byte[] body) {
        return WebhookContent.values(head.request().contentType(), webhooks.formField(), body, wanted);
    }

    private Examination delivery(Admitted admitted, WebhookValues values, byte[] body) {
        Source source = new Source(admitted.place().endpoint(), admitted.head(), values, body);
        Optional<String> id = source.first(webhooks.deliveryId());
        Optional<String> type = source.first(webhooks.eventType());
        if (id.isEmpty() || type.isEmpty()) {
            return new Examination.Refused(Refusal.UNIDENTIFIED);
        }
        return new Examination.Verified(delivery(admitted.place(), source, id.get(), withAction(type.get(), values)));
    }

    private String withAction(String type, WebhookValues values) {
        return webhooks.eventAction()
                .flatMap(values::at)
                .filter(Examiner::isName)
                .map(action -> type + "." + action)
                .orElse(type);
    }

    private ReceivedWebhook delivery(Place place, Source source, String id, String type) {
        DeliveryHead head = source.head();
        ReceivedWebhook delivery = new ReceivedWebhook(
                ids.get(),
                place.provider().value(),
                place.endpoint().map(endpoint -> endpoint.id().toString()),
                place.endpoint().map(WebhookEndpoint::tenant),
                place.endpoint().flatMap(WebhookEndpoint::connection),
                id,
                webhooks.idSigned(),
                type,
                source.first(webhooks.account()),
                source.first(webhooks.ordering()).orElse(""),
                head.receivedAt(),
                keptHeaders(head),
                head.request().contentType(),
                source.body(),
                Optional.empty());
        return delivery.signedWith(keys);
    }

    /** Nothing else of the head goes on: attributes of the record are never taken from headers of the same name. */
    private Map<String, String> keptHeaders(DeliveryHead head) {
        Map<String, String> kept = new HashMap<>();
        webhooks.keptHeaders().forEach(name -> head.header(name).ifPresent(value -> kept.put(name, value)));
        return kept;
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }

    /** Where values come from. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Source(Optional<WebhookEndpoint> endpoint, DeliveryHead head, WebhookValues values, byte[] body) {

        Optional<String> first(List<Lookup> lookups) {
            for (Lookup lookup : lookups) {
                Optional<String> value = value(lookup).filter(Examiner::isName);
                if (value.isPresent()) {
                    return value;
                }
            }
            return Optional.empty();
        }

        private Optional<String> value(Lookup lookup) {
            if (lookup instanceof Lookup.Header header) {
                return head.header(header.name());
            }
            if (lookup instanceof Lookup.Body at) {
                return values.at(at.pointer());
            }
            if (lookup instanceof Lookup.Template template) {
                return template.render(this::value);
            }
            if (lookup instanceof Lookup.Constant constant) {
                return Optional.of(constant.value());
            }
            return lookup instanceof Lookup.BodyHash
                    ? Optional.of(Sha256.hex(body))
                    : endpoint.flatMap(WebhookEndpoint::account);
        }
    }
}
