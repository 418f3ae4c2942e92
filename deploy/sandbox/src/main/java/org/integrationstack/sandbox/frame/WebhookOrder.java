package org.integrationstack.sandbox.frame;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What {@code POST /_admin/webhooks} asks a provider to send.
 *
 * @param sender the provider's id, or that of another app of the same owner there
 * @param event the provider's own name of it
 * @param account whose event: the id that the provider's events name accounts by; empty: the usual one's
 * @param target where to; empty: where the provider sends such webhooks by itself
 * @param secret signs instead of the registered one
 * @param age how long before now it says it was sent; negative: in the future
 * @param deliveryId instead of a new one, to imitate a redelivery
 * @param form whether a payload comes in a field of a form, where the provider offers that
 * @param payload merged over the provider's usual payload (RFC 7396)
 * @param rawBody sent instead of any payload, byte for byte
 */
public record WebhookOrder(
        String sender,
        String event,
        Optional<String> account,
        Optional<URI> target,
        Signature signature,
        Optional<String> secret,
        Duration age,
        Optional<String> deliveryId,
        boolean form,
        Optional<ObjectNode> payload,
        Optional<String> rawBody) {

    static final Set<String> MEMBERS = Set.of(
            "provider",
            "event",
            "account",
            "target",
            "signature",
            "secret",
            "ageSeconds",
            "deliveryId",
            "form",
            "payload",
            "rawBody",
            "headers",
            "times",
            "retry");

    private static final int A_DAY = 86_400;
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    /** How a webhook is signed. */
    public enum Signature {
        /** Right. */
        VALID,
        /** Well-formed, but made with another secret. */
        INVALID,
        /** No signature at all. */
        MISSING,
        /** The right signature, sent twice. */
        DOUBLED,
        /** Right for the payload, which then was parsed and written anew on its way. */
        RESERIALIZED
    }

    static WebhookOrder read(Input input) {
        return new WebhookOrder(
                input.requiredText("provider"),
                input.requiredText("event"),
                input.text("account"),
                input.address("target"),
                input.choice("signature", Signature.class).orElse(Signature.VALID),
                input.text("secret"),
                Duration.ofSeconds(input.number("ageSeconds", -A_DAY, A_DAY).orElse(0)),
                input.text("deliveryId"),
                input.flag("form").orElse(false),
                input.object("payload"),
                input.text("rawBody"));
    }

    /** The secret to sign with, which is never the right one if the order says so. */
    public String signingSecret(String registered) {
        String right = secret.orElse(registered);
        if (right.isEmpty()) {
            throw Problem.invalid("No webhook secret is registered for " + sender + "; give 'secret'.");
        }
        return signature == Signature.INVALID ? "not " + right : right;
    }

    /** What is sent of a body that was signed: JSON with other blanks, or a form with other escapes. */
    public String sent(String signed) {
        if (signature != Signature.RESERIALIZED) {
            return signed;
        }
        return Json.parseObject(signed).isPresent() ? Json.indented(signed) : lowerCaseEscapes(signed);
    }

    private static String lowerCaseEscapes(String form) {
        return ESCAPE.matcher(form).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
    }

    /** @throws Problem if the order wants a form, which the provider does not offer */
    public void requireNoForm() {
        if (form) {
            throw Problem.invalid("'form' means nothing here: it is GitHub's hooks that may be set so.");
        }
    }

    /** @throws Problem unless it is to be sent as of now: {@code what} says why it tells no time */
    public void requireNoAge(String what) {
        if (!age.isZero()) {
            throw Problem.invalid("'ageSeconds' means nothing here: " + what + ".");
        }
    }

    /** @throws Problem if the order names a secret: {@code what} says what proves it instead */
    public void requireNoSecret(String what) {
        if (secret.isPresent()) {
            throw Problem.invalid("'secret' means nothing here: " + what + ".");
        }
    }

    /** Whether a provider would send it so. */
    boolean genuine() {
        return signature == Signature.VALID && age.isZero();
    }
}
