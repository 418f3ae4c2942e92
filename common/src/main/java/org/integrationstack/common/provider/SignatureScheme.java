package org.integrationstack.common.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.http.AddressRange;

/** How a delivery is known to be genuine. */
public sealed interface SignatureScheme {

    /** Headers, in lower case, whose value is a proof or a credential: they are never kept. */
    Set<String> proofHeaders();

    /** Whether the proof holds for one body only. */
    default boolean coversBody() {
        return false;
    }

    /** Whether the proof holds for one value of that request header only. */
    default boolean coversHeader(String name) {
        return false;
    }

    /** Whether it rests on a secret; else on what the endpoint's values and the definition say. */
    default boolean needsSecret() {
        return true;
    }

    /** A signature in a header, over a text that leaves no part of the body out. */
    sealed interface Signed extends SignatureScheme {

        SignatureHeader signature();

        /** How a secret becomes the key. */
        KeyForm key();

        SignedText signed();

        @Override
        default Set<String> proofHeaders() {
            return Set.of(lower(signature().name()));
        }

        @Override
        default boolean coversBody() {
            return true;
        }

        @Override
        default boolean coversHeader(String name) {
            return signed().coversHeader(name);
        }
    }

    /**
     * A keyed hash. Source: RFC 2104.
     *
     * @param key how a secret becomes the key
     */
    record Hmac(SignatureHeader signature, Algorithm algorithm, KeyForm key, SignedText signed) implements Signed {}

    /**
     * A signature by a private key that only the provider has; the "secret" is its public key, of 32 bytes. Source: RFC
     * 8032.
     */
    record Ed25519(SignatureHeader signature, KeyForm key, SignedText signed) implements Signed {}

    /** The secret itself comes with each delivery: whoever sees one delivery can make any other. */
    record Token(TokenPlace place) implements SignatureScheme {

        @Override
        public Set<String> proofHeaders() {
            return place instanceof TokenPlace.Header header ? Set.of(lower(header.name())) : Set.of();
        }
    }

    /** Where the secret comes. */
    sealed interface TokenPlace {

        /** @param prefix what stands before it, {@code Bearer }; may be empty */
        record Header(String name, String prefix) implements TokenPlace {}

        /**
         * In the JSON body.
         *
         * @param each the array of which every element must hold it; empty text stands for the body itself
         */
        record Body(JsonPointer each, JsonPointer token) implements TokenPlace {}
    }

    /**
     * A token of the provider's identity service in {@code Authorization: Bearer}, signed by a key of its JWK set (RS256 or
     * ES256). It does not cover the body. Source: RFC 7519, OpenID Connect Core 1.0 section 3.1.3.7.
     *
     * @param issuers what {@code iss} may say
     * @param keys the JWK set
     * @param audience what {@code aud} must hold, of the inputs; where it comes out empty, the URL that the delivery was
     *     sent to
     * @param claims what other claims must say, of the inputs
     */
    record Oidc(Set<String> issuers, URI keys, Template audience, Map<String, Template> claims)
            implements SignatureScheme {

        public Oidc {
            issuers = Set.copyOf(issuers);
            claims = Copies.of(claims);
        }

        @Override
        public Set<String> proofHeaders() {
            return Set.of("authorization");
        }

        @Override
        public boolean needsSecret() {
            return false;
        }
    }

    /**
     * No proof but where it comes from: the body names the organization, and the peer's address is the provider's.
     *
     * @param organization where the body names it
     * @param equals what it must be: {@code {account}} is the account of the endpoint's connection, others are inputs
     * @param addresses the ranges the provider sends from, unless the operator sets others
     */
    record Origin(JsonPointer organization, Template equals, List<AddressRange> addresses) implements SignatureScheme {

        public Origin {
            addresses = List.copyOf(addresses);
        }

        @Override
        public Set<String> proofHeaders() {
            return Set.of();
        }

        @Override
        public boolean needsSecret() {
            return false;
        }
    }

    /**
     * The header that carries the signature.
     *
     * @param prefix what stands before the signature, or before the first of a list, {@code sha256=}; may be empty
     * @param list how several signatures are written; empty where there is exactly one
     */
    record SignatureHeader(String name, String prefix, Optional<SignatureList> list, Encoding encoding) {}

    /**
     * Several signatures in one header, any of which may be the right one.
     *
     * @param separator between two of them, one character
     * @param assign between a tag and its value, one character; empty where they have no tags
     * @param accept the tags of signatures; all others are passed over, so that a weaker scheme is no way in
     */
    record SignatureList(String separator, Optional<String> assign, Set<String> accept) {

        public SignatureList {
            accept = Set.copyOf(accept);
            if (assign.isPresent() == accept.isEmpty()) {
                throw new IllegalArgumentException("needs accept if, and only if, there is assign");
            }
            if (assign.filter(separator::equals).isPresent()) {
                throw new IllegalArgumentException("cannot have the same character as separator and assign");
            }
        }
    }

    /**
     * How a secret becomes a key.
     *
     * @param prefix what a secret must begin with, {@code whsec_}, and is no part of the key; may be empty
     */
    record KeyForm(KeyEncoding encoding, String prefix) {

        /** The secret as it is. */
        public static final KeyForm PLAIN = new KeyForm(KeyEncoding.UTF8, "");
    }

    /**
     * What is signed.
     *
     * @param text in which {@code {body}} is the raw body, {@code {form}} the fields of a form-encoded body sorted by name,
     *     each name followed by its value, {@code {url}} the URL as it was called, {@code {method}} the method,
     *     {@code {timestamp}} and {@code {id}} what {@code timestamp} and {@code idHeader} say
     * @param idHeader the header whose value is {@code {id}}
     * @param url how the provider writes {@code {url}}
     * @param bodyHashParameter the query parameter that holds the body's SHA-256 in hex, for providers that sign the URL
     *     alone
     */
    record SignedText(
            Template text,
            Optional<Timestamp> timestamp,
            Optional<String> idHeader,
            UrlForms url,
            Optional<String> bodyHashParameter) {

        private static final Set<String> VARIABLES = Set.of("body", "form", "timestamp", "id", "url", "method");

        public SignedText {
            Set<String> used = text.variables();
            if (!VARIABLES.containsAll(used)) {
                throw new IllegalArgumentException(
                        "may use {body}, {form}, {timestamp}, {id}, {url} and {method} only");
            }
            if (!used.contains("body")
                    && !used.contains("form")
                    && !(used.contains("url") && bodyHashParameter.isPresent())) {
                throw new IllegalArgumentException("must contain {body}: anything else would leave the body unsigned");
            }
            boolean named = timestamp
                    .filter(time -> !(time.place() instanceof TimePlace.Body))
                    .isPresent();
            if (used.contains("timestamp") != named) {
                throw new IllegalArgumentException("must use {timestamp} if, and only if, timestamp says where it is");
            }
            if (used.contains("id") != idHeader.isPresent()) {
                throw new IllegalArgumentException("must use {id} if, and only if, id says where it is");
            }
        }

        /** What is signed where that is the body and no more. */
        public static SignedText body() {
            return new SignedText(
                    new Template("{body}"), Optional.empty(), Optional.empty(), UrlForms.AS_CALLED, Optional.empty());
        }

        boolean coversHeader(String name) {
            return idHeader.filter(name::equalsIgnoreCase).isPresent();
        }
    }

    /**
     * How the provider writes the URL it signs.
     *
     * @param decoded characters whose percent-escapes it decodes, in one pass; may be empty
     * @param portOptional whether it writes the port, or leaves it out, as it likes
     */
    record UrlForms(String decoded, boolean portOptional) {

        /** As it was called. */
        public static final UrlForms AS_CALLED = new UrlForms("", false);
    }

    /**
     * When a delivery was signed.
     *
     * @param tolerance how far from now it may be, either way
     */
    record Timestamp(TimePlace place, TimeUnit unit, Duration tolerance) {}

    /** Where that is written. */
    sealed interface TimePlace {

        record Header(String name) implements TimePlace {}

        /** In the list of signatures, under this tag. */
        record Tag(String name) implements TimePlace {}

        /** In the signed JSON body. */
        record Body(JsonPointer pointer) implements TimePlace {}
    }

    /** How it is written. */
    enum TimeUnit {
        /** Since 1970. */
        SECONDS,
        /** Since 1970. */
        MILLIS,
        RFC3339
    }

    /** The hash function. */
    enum Algorithm {
        SHA1("HmacSHA1", 20),
        SHA256("HmacSHA256", 32),
        SHA512("HmacSHA512", 64);

        private final String macName;
        private final int bytes;

        Algorithm(String macName, int bytes) {
            this.macName = macName;
            this.bytes = bytes;
        }

        /** The name that {@code javax.crypto.Mac} knows it by. */
        public String macName() {
            return macName;
        }

        /** How long a signature is, in bytes. */
        public int bytes() {
            return bytes;
        }
    }

    /** How a signature is written. */
    enum Encoding {
        HEX,
        BASE64
    }

    /** How a key is written. */
    enum KeyEncoding {
        UTF8,
        BASE64,
        HEX
    }

    private static String lower(String header) {
        return header.toLowerCase(Locale.ROOT);
    }
}
