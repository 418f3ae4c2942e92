package org.integrationstack.gateway.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.gateway.signature.SignedRequest;
import org.integrationstack.gateway.signature.Trust;

/** All that decides on a delivery, and may be altered. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Case(Webhooks webhooks, Trust trust, SignedRequest request, byte[] body) {

    Case withBody(byte[] other) {
        return new Case(webhooks, trust, request, other);
    }

    Case withUrl(String url) {
        return new Case(
                webhooks,
                trust,
                new SignedRequest(request.method(), url, request.headers(), request.remoteAddress()),
                body);
    }

    /** As if the header had that one value. */
    Case withHeader(String name, String value) {
        SignedRequest altered = new SignedRequest(
                request.method(),
                request.url(),
                asked -> asked.equalsIgnoreCase(name)
                        ? List.of(value)
                        : request.headers().apply(asked),
                request.remoteAddress());
        return new Case(webhooks, trust, altered, body);
    }

    Case withSecrets(UnaryOperator<SigningSecret> change) {
        List<SigningSecret> secrets = trust.secrets().stream().map(change).toList();
        return withTrust(new Trust(secrets, trust.values(), trust.addresses()));
    }

    Case withTrust(Trust other) {
        return new Case(webhooks, other, request, body);
    }

    /** With schemes that are like the definition's but for one thing; empty where none can be so changed. */
    Optional<Case> withSchemes(UnaryOperator<SignatureScheme> change) {
        List<SignatureScheme> altered = webhooks.signatures().stream()
                .map(change)
                .filter(scheme -> !webhooks.signatures().contains(scheme))
                .toList();
        return altered.isEmpty() ? Optional.empty() : Optional.of(new Case(with(altered), trust, request, body));
    }

    private Webhooks with(List<SignatureScheme> signatures) {
        return new Webhooks(
                webhooks.when(),
                signatures,
                webhooks.deliveryId(),
                webhooks.eventType(),
                webhooks.eventAction(),
                webhooks.account(),
                webhooks.ordering(),
                webhooks.formField(),
                webhooks.keptHeaders(),
                webhooks.maxBytes(),
                webhooks.answer(),
                webhooks.inputs(),
                webhooks.handshakes(),
                webhooks.events());
    }

    boolean isForm() {
        return request.contentType().toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }
}
