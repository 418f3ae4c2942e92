package org.integrationstack.sandbox.oauth;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.integrationstack.sandbox.oauth.Redemption.Reason;

/** Consent pages that are open and authorization codes that were given. Confined to the event loop. */
public final class Authorizations<P extends Account> {
    private static final int OPEN_PAGES = 1000;

    private final Supplier<String> codes;
    private final Duration codeLife;
    private final Secrets secrets;
    private final Clock clock;
    private final Map<String, Consent<P>> consents = new HashMap<>();
    private final Set<String> spent = new HashSet<>();
    private final Map<String, AuthorizationRequest> pages = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, AuthorizationRequest> eldest) {
            return size() > OPEN_PAGES;
        }
    };

    /**
     * @param codes makes codes in the provider's form
     * @param codeLife how long a code is good
     */
    public Authorizations(Supplier<String> codes, Duration codeLife, Secrets secrets, Clock clock) {
        this.codes = codes;
        this.codeLife = codeLife;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Opens a consent page: the answer is the secret its form sends back. */
    String open(AuthorizationRequest request) {
        String ticket = secrets.alphanumeric(40);
        pages.put(ticket, request);
        return ticket;
    }

    /** The request of an open page, which is then closed. */
    Optional<AuthorizationRequest> close(String ticket) {
        return Optional.ofNullable(pages.remove(ticket));
    }

    /** A consent, whose code goes to the application. */
    public Consent<P> grant(AuthorizationRequest request, P person, Set<String> granted) {
        Consent<P> consent = new Consent<>(
                codes.get(), request, person, granted, clock.instant().plus(codeLife));
        consents.put(consent.code(), consent);
        return consent;
    }

    /**
     * Exchanges a code for the consent behind it, once and in time; the code is spent then, whatever
     * comes of it.
     *
     * @param verifier of PKCE; one without a challenge is refused, so that a stripped challenge shows
     *     (RFC 9700 section 2.1.1)
     * @param redirectUri compared if present; whether it must be is the provider's to say
     */
    public Redemption<P> redeem(String code, Optional<String> verifier, Optional<String> redirectUri) {
        if (spent.contains(code)) {
            return new Redemption.Refused<>(Reason.REPLAYED);
        }
        Consent<P> consent = consents.remove(code);
        if (consent == null) {
            return new Redemption.Refused<>(Reason.UNKNOWN);
        }
        spent.add(code);
        if (!clock.instant().isBefore(consent.codeUntil())) {
            return new Redemption.Refused<>(Reason.EXPIRED);
        }
        if (!verified(consent.request().challenge(), verifier)) {
            return new Redemption.Refused<>(Reason.UNVERIFIED);
        }
        return redirectUri
                        .filter(uri -> !uri.equals(consent.request().redirectUri()))
                        .isPresent()
                ? new Redemption.Refused<>(Reason.OTHER_REDIRECT_URI)
                : new Redemption.Redeemed<>(consent);
    }

    private static boolean verified(Optional<Challenge> challenge, Optional<String> verifier) {
        return challenge.isPresent() == verifier.isPresent()
                && challenge
                        .map(known -> known.verifiedBy(verifier.orElseThrow()))
                        .orElse(true);
    }
}
