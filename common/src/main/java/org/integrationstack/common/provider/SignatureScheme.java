package org.integrationstack.common.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How a provider signs its webhooks. */
public sealed interface SignatureScheme {

    /** The header that carries the signature. */
    String header();

    /**
     * A keyed hash; the key is the secret's UTF-8 bytes (Source: RFC 2104).
     *
     * @param prefix what stands before the signature in the header, {@code sha256=}; may be empty
     * @param signed what is hashed: {@code {body}}, or text with {@code {body}} and {@code {timestamp}}
     * @param timestamp the header whose value is {@code {timestamp}}; present if, and only if, the template uses it
     */
    record Hmac(
            String header,
            String prefix,
            Algorithm algorithm,
            Encoding encoding,
            Template signed,
            Optional<Timestamp> timestamp)
            implements SignatureScheme {

        private static final Set<String> VARIABLES = Set.of("body", "timestamp");

        public Hmac {
            if (!signed.variables().contains("body")) {
                throw new IllegalArgumentException("must contain {body}: anything else would leave the body unsigned");
            }
            if (!VARIABLES.containsAll(signed.variables())) {
                throw new IllegalArgumentException("may use {body} and {timestamp} only");
            }
            if (signed.variables().contains("timestamp") != timestamp.isPresent()) {
                throw new IllegalArgumentException("must use {timestamp} if, and only if, timestamp says where it is");
            }
        }
    }

    /**
     * When a delivery was signed, in seconds since 1970.
     *
     * @param tolerance how far from now it may be, either way
     */
    record Timestamp(String header, Duration tolerance) {}

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

    /** How the signature is written. */
    enum Encoding {
        HEX,
        BASE64
    }
}
