package org.integrationstack.gateway.signature;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.provider.Webhooks.When;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.gateway.testing.FakeKeySets;

/**
 * A delivery, and what is known where it arrives. Immutable; a test alters it piece by piece.
 *
 * @param headers by name, in any letter case
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares samples
record Sample(
        Webhooks webhooks,
        Trust trust,
        Instant now,
        String method,
        String url,
        Map<String, List<String>> headers,
        String remoteAddress,
        byte[] body) {

    static final ProviderCatalogue CATALOGUE = new ProviderCatalogue(Optional.empty());

    Sample {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = copy;
    }

    /** An empty JSON delivery of a built-in provider's, of the kind that has these headers. */
    static Sample of(String provider, String url, Map<String, String> headers) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        Webhooks kind = CATALOGUE.find(new ProviderId(provider)).orElseThrow().webhooks().stream()
                .filter(webhooks ->
                        webhooks.when().map(when -> has(when, url, all)).orElse(true))
                .findFirst()
                .orElseThrow();
        return new Sample(
                kind,
                new Trust(List.of(), Map.of(), List.of()),
                Instant.EPOCH,
                "POST",
                url,
                all,
                "192.0.2.1",
                bytes("{}"));
    }

    private static boolean has(When when, String url, Map<String, List<String>> headers) {
        return when instanceof When.Header header
                ? headers.containsKey(header.name())
                : url.contains(((When.Query) when).name() + "=");
    }

    Sample webhooks(Webhooks other) {
        return new Sample(other, trust, now, method, url, headers, remoteAddress, body);
    }

    Sample trust(Trust other) {
        return new Sample(webhooks, other, now, method, url, headers, remoteAddress, body);
    }

    Sample secrets(String... secrets) {
        return secrets(
                List.of(secrets).stream().map(Secret::of).map(SigningSecret::of).toList());
    }

    Sample secrets(List<SigningSecret> secrets) {
        return trust(new Trust(secrets, trust.values(), trust.addresses()));
    }

    Sample values(Map<String, String> values) {
        return trust(new Trust(trust.secrets(), values, trust.addresses()));
    }

    Sample now(Instant other) {
        return new Sample(webhooks, trust, other, method, url, headers, remoteAddress, body);
    }

    Sample method(String other) {
        return new Sample(webhooks, trust, now, other, url, headers, remoteAddress, body);
    }

    Sample url(String other) {
        return new Sample(webhooks, trust, now, method, other, headers, remoteAddress, body);
    }

    Sample from(String address) {
        return new Sample(webhooks, trust, now, method, url, headers, address, body);
    }

    /** With a header in place of the one of that name; without it where there are no values. */
    Sample header(String name, String... values) {
        Map<String, List<String>> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        if (values.length == 0) {
            changed.remove(name);
        } else {
            changed.put(name, List.of(values));
        }
        return new Sample(webhooks, trust, now, method, url, changed, remoteAddress, body);
    }

    Sample header(String name, UnaryOperator<String> change) {
        return header(name, change.apply(headers.get(name).get(0)));
    }

    Sample body(String other) {
        return body(bytes(other));
    }

    Sample body(byte[] other) {
        return new Sample(webhooks, trust, now, method, url, headers, remoteAddress, other);
    }

    SignedRequest request() {
        return new SignedRequest(
                method, url, name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()), remoteAddress);
    }

    /** The verifier for this place; empty where nothing could ever be genuine. */
    Optional<SignatureVerifier> verifier() {
        return verifier(new FakeKeySets());
    }

    Optional<SignatureVerifier> verifier(KeySets keySets) {
        return new SignatureVerifiers(keySets, () -> now).of(webhooks, trust);
    }

    /** What comes of it; empty where it is refused before the body is read. */
    Optional<Verdict> verdict() {
        return verdict(new FakeKeySets());
    }

    Optional<Verdict> verdict(KeySets keySets) {
        return verifier(keySets)
                .orElseThrow(() -> new AssertionError("nothing could ever be genuine here"))
                .claim(request())
                .map(claim -> claim.verify(body).await().indefinitely());
    }

    boolean isGenuine() {
        return verdict().filter(Verdict.GENUINE::equals).isPresent();
    }

    SignatureScheme scheme() {
        return webhooks.signatures().get(0);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
