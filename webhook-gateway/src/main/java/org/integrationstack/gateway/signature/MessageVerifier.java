package org.integrationstack.gateway.signature;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.SignatureScheme.SignatureHeader;
import org.integrationstack.common.provider.SignatureScheme.SignedText;
import org.integrationstack.common.provider.SignatureScheme.TimePlace;
import org.integrationstack.common.provider.SignatureScheme.Timestamp;
import org.integrationstack.common.webhook.WebhookContent;

/** Verifies schemes that sign a text with the body in it, whatever the kind of key. */
final class MessageVerifier implements SignatureVerifier {

    private static final Set<String> OF_THE_HEAD = Set.of("timestamp", "id");
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,500}");

    private final SignatureHeader grammar;
    private final SignedText rule;
    private final SignedContent content;
    private final Optional<String> timeTag;
    private final int signatureLength;
    private final Keys<MessageKey> keys;
    private final InstantSource clock;

    MessageVerifier(
            SignatureHeader grammar, SignedText rule, int signatureLength, Keys<MessageKey> keys, InstantSource clock) {
        this.grammar = grammar;
        this.rule = rule;
        this.content = new SignedContent(rule);
        this.timeTag = timeTag(rule);
        this.signatureLength = signatureLength;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Optional<Claim> claim(SignedRequest request) {
        if (!content.suits(request)) {
            return Optional.empty();
        }
        return request.only(grammar.name())
                .flatMap(header -> SignatureField.read(grammar, timeTag, signatureLength, header))
                .flatMap(field -> values(request, field).map(values -> claim(request, field.signatures(), values)));
    }

    private Claim claim(SignedRequest request, List<byte[]> signatures, Map<String, String> values) {
        return body -> Uni.createFrom().item(() -> judge(request, signatures, values, body));
    }

    private static Optional<String> timeTag(SignedText rule) {
        return rule.timestamp()
                .map(Timestamp::place)
                .filter(TimePlace.Tag.class::isInstance)
                .map(place -> ((TimePlace.Tag) place).name());
    }

    /** The values of the template's variables that the head holds; empty where one is missing or malformed. */
    private Optional<Map<String, String>> values(SignedRequest request, SignatureField field) {
        Map<String, String> values = new HashMap<>();
        if (content.variables().contains("timestamp")) {
            time(request, field).ifPresent(time -> values.put("timestamp", time));
        }
        rule.idHeader()
                .flatMap(request::only)
                .filter(id -> ID.matcher(id).matches() && content.isClear("id", id))
                .ifPresent(id -> values.put("id", id));
        long wanted = content.variables().stream().filter(OF_THE_HEAD::contains).count();
        return values.size() == wanted ? Optional.of(values) : Optional.empty();
    }

    private Optional<String> time(SignedRequest request, SignatureField field) {
        Timestamp timestamp = rule.timestamp().orElseThrow();
        Optional<String> text =
                timestamp.place() instanceof TimePlace.Header header ? request.only(header.name()) : field.time();
        return text.filter(
                written -> SignedTime.parse(timestamp.unit(), written).isPresent());
    }

    /** Age comes second: only what is signed is worth believing. */
    private Verdict judge(SignedRequest request, List<byte[]> signatures, Map<String, String> values, byte[] body) {
        Instant now = clock.instant();
        List<List<byte[]>> messages = content.candidates(request, values, body);
        boolean proven = false;
        for (MessageKey key : keys.goodAt(now)) {
            for (List<byte[]> message : messages) {
                proven |= key.proves(message, signatures);
            }
        }
        if (!proven) {
            return Verdict.WRONG;
        }
        return rule.timestamp().isEmpty() || isRecent(request, values, body, now) ? Verdict.GENUINE : Verdict.STALE;
    }

    private boolean isRecent(SignedRequest request, Map<String, String> values, byte[] body, Instant now) {
        Timestamp timestamp = rule.timestamp().orElseThrow();
        Optional<String> text = timestamp.place() instanceof TimePlace.Body place
                ? inBody(request, place.pointer(), body)
                : Optional.of(values.get("timestamp"));
        return text.flatMap(written -> SignedTime.parse(timestamp.unit(), written))
                .filter(signedAt -> SignedTime.isWithin(timestamp, signedAt, now))
                .isPresent();
    }

    private static Optional<String> inBody(SignedRequest request, JsonPointer pointer, byte[] body) {
        return WebhookContent.values(request.contentType(), Optional.empty(), body, Set.of(pointer))
                .at(pointer);
    }
}
