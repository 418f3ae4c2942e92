package org.integrationstack.sandbox.github;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Consent pages that are open and authorization codes that were given. Confined to the event loop. */
final class Authorizations {
    /** Source: docs.github.com, "Authorizing OAuth apps": a code expires after 10 minutes. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private static final int OPEN_PAGES = 1000;

    /**
     * A checked authorization request.
     *
     * @param redirectUri one of the registered ones
     * @param challenge PKCE, S256
     */
    record Request(String redirectUri, Set<String> scopes, Optional<String> state, Optional<String> challenge) {

        /**
         * Whether {@code verifier} belongs to the challenge; none belongs to none.
         *
         * <p>Source: RFC 7636 section 4.6; RFC 9700 section 2.1.1 (a verifier without a challenge is
         * refused, so that a stripped challenge shows).
         */
        boolean verifiedBy(Optional<String> verifier) {
            return challenge.equals(verifier.map(Request::challenge));
        }

        private static String challenge(String verifier) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
                return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException(missing);
            }
        }
    }

    /** A person's consent, which a code stands for. */
    record Consent(Request request, Person person, Set<String> granted, Instant until) {}

    private final Ids ids;
    private final Clock clock;
    private final Map<String, Consent> codes = new HashMap<>();
    private final Set<String> spent = new HashSet<>();
    private final Map<String, Request> pages = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Request> eldest) {
            return size() > OPEN_PAGES;
        }
    };

    Authorizations(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** Opens a consent page: the answer is the secret its form sends back. */
    String open(Request request) {
        String ticket = ids.alphanumeric(40);
        pages.put(ticket, request);
        return ticket;
    }

    /** The request of an open page, which is then closed. */
    Optional<Request> close(String ticket) {
        return Optional.ofNullable(pages.remove(ticket));
    }

    /** A code for a consent. */
    String grant(Request request, Person person, Set<String> granted) {
        String code = ids.hexadecimal(20);
        codes.put(code, new Consent(request, person, granted, clock.instant().plus(CODE_LIFE)));
        return code;
    }

    /** The consent behind a code, once and in time; the code is spent then, whatever comes of it. */
    Optional<Consent> redeem(String code) {
        Optional<Consent> consent = Optional.ofNullable(codes.remove(code));
        consent.ifPresent(known -> spent.add(code));
        return consent.filter(known -> clock.instant().isBefore(known.until));
    }

    /** Whether the code was redeemed before. */
    boolean spent(String code) {
        return spent.contains(code);
    }
}
