package org.integrationstack.gateway.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.provider.Handshake;
import org.integrationstack.common.provider.Handshake.Condition;
import org.integrationstack.common.provider.Handshake.Echo;
import org.integrationstack.common.provider.Handshake.HmacEcho;
import org.integrationstack.common.provider.Handshake.QueryEcho;
import org.integrationstack.common.provider.Handshake.Reply;
import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.webhook.WebhookValues;
import org.integrationstack.gateway.endpoint.Query;
import org.integrationstack.gateway.signature.SignedRequest;

/** What is answered to the handshakes of one kind of delivery. Immutable. */
public final class Handshakes {

    /** The longest echo, in bytes: a challenge is a token, and this is no place to have pages served from. */
    static final int LONGEST_ECHO = 1024;

    /** Whoever could have anything hashed with a secret could have a delivery signed. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final List<Handshake> handshakes;

    public Handshakes(List<Handshake> handshakes) {
        this.handshakes = List.copyOf(handshakes);
    }

    /** What has to be known of the body. */
    public Set<JsonPointer> wanted() {
        Set<JsonPointer> wanted = new HashSet<>();
        for (Handshake handshake : handshakes) {
            if (handshake instanceof Echo echo) {
                wanted.add(echo.challenge());
                body(echo.when()).ifPresent(wanted::add);
            } else if (handshake instanceof HmacEcho echo) {
                wanted.add(echo.challenge());
                body(echo.when()).ifPresent(wanted::add);
            } else if (handshake instanceof Reply reply) {
                body(reply.when()).ifPresent(wanted::add);
            }
        }
        return wanted;
    }

    private static Optional<JsonPointer> body(Condition condition) {
        return condition instanceof Condition.Body body ? Optional.of(body.pointer()) : Optional.empty();
    }

    /** Whether a body that nobody has signed may be one. */
    public boolean hasUnsignedBodies() {
        return handshakes.stream().anyMatch(handshake -> !handshake.signed() && !(handshake instanceof QueryEcho));
    }

    /**
     * The answer to a challenge in the query, which nobody signs: asked only where that is answered.
     *
     * @param values of the definition's inputs
     */
    public Optional<Answer> toQuery(SignedRequest request, Map<String, String> values) {
        Query query = Query.of(request);
        return handshakes.stream()
                .filter(QueryEcho.class::isInstance)
                .map(QueryEcho.class::cast)
                .filter(echo -> echo.method().name().equals(request.method()))
                .filter(echo -> echo.verify()
                        .map(verify -> query.value(verify.parameter())
                                .filter(word -> isWord(word, verify.equals(), values))
                                .isPresent())
                        .orElse(true))
                .flatMap(echo -> query.value(echo.parameter()).stream())
                .flatMap(challenge -> echo(challenge).stream())
                .findFirst();
    }

    /** Whether a request could be such a challenge, whatever it may be answered. */
    public boolean isQuery(SignedRequest request) {
        Query query = Query.of(request);
        return handshakes.stream()
                .anyMatch(handshake -> handshake instanceof QueryEcho echo
                        && echo.method().name().equals(request.method())
                        && query.value(echo.parameter()).isPresent());
    }

    /** A word that is not known here is never the right one. */
    private static boolean isWord(String said, Template expected, Map<String, String> values) {
        return values.keySet().containsAll(expected.variables())
                && MessageDigest.isEqual(
                        said.getBytes(StandardCharsets.UTF_8),
                        expected.render(values).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The answer to a handshake by head or body.
     *
     * @param signed whether its signature was verified
     * @param secret the current one
     */
    public Optional<Answer> to(SignedRequest request, WebhookValues body, boolean signed, Optional<Secret> secret) {
        return handshakes.stream()
                .filter(handshake -> handshake.signed() == signed)
                .flatMap(handshake -> answer(handshake, request, body, secret).stream())
                .findFirst();
    }

    private static Optional<Answer> answer(
            Handshake handshake, SignedRequest request, WebhookValues body, Optional<Secret> secret) {
        if (handshake instanceof Echo echo && isMet(echo.when(), request, body)) {
            return body.at(echo.challenge()).flatMap(Handshakes::echo);
        }
        if (handshake instanceof HmacEcho echo && isMet(echo.when(), request, body)) {
            return body.at(echo.challenge())
                    .filter(challenge -> TOKEN.matcher(challenge).matches())
                    .flatMap(challenge -> secret.map(key -> hashed(echo, challenge, key)));
        }
        return handshake instanceof Reply reply && isMet(reply.when(), request, body)
                ? Optional.of(reply.answer())
                : Optional.empty();
    }

    private static boolean isMet(Condition condition, SignedRequest request, WebhookValues body) {
        if (condition instanceof Condition.Header header) {
            return request.only(header.name()).filter(header.equals()::equals).isPresent();
        }
        Condition.Body at = (Condition.Body) condition;
        return body.at(at.pointer()).filter(at.equals()::equals).isPresent();
    }

    private static Optional<Answer> echo(String challenge) {
        boolean isShort = challenge.getBytes(StandardCharsets.UTF_8).length <= LONGEST_ECHO;
        return isShort ? Optional.of(new Answer(200, challenge, "text/plain; charset=utf-8")) : Optional.empty();
    }

    /** Names and token need no escapes. */
    private static Answer hashed(HmacEcho echo, String challenge, Secret secret) {
        byte[] hash = mac(echo, challenge, secret);
        String text = echo.encoding() == Encoding.HEX
                ? HexFormat.of().formatHex(hash)
                : Base64.getEncoder().encodeToString(hash);
        String json =
                "{\"%s\":\"%s\",\"%s\":\"%s\"}".formatted(echo.challengeMember(), challenge, echo.hashMember(), text);
        return new Answer(200, json, "application/json");
    }

    private static byte[] mac(HmacEcho echo, String challenge, Secret secret) {
        String name = echo.algorithm().macName();
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), name));
            return mac.doFinal(challenge.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + name, e);
        }
    }
}
