package org.integrationstack.sandbox.oauth;

/** What became of an authorization code that was presented. */
public sealed interface Redemption<P extends Account> {

    /** It was good. */
    record Redeemed<P extends Account>(Consent<P> consent) implements Redemption<P> {}

    /** It was not. */
    record Refused<P extends Account>(Reason reason) implements Redemption<P> {}

    /** Why a code is refused; providers word it in their own way. */
    enum Reason {
        /** It was never given. */
        UNKNOWN,
        /** It was presented before: a second use may be a thief's, or the first one was. */
        REPLAYED,
        /** It came too late. */
        EXPIRED,
        /** The PKCE verifier is missing, wrong, or belongs to no challenge. */
        UNVERIFIED,
        /** The redirect URI is not the one the code was sent to. */
        OTHER_REDIRECT_URI
    }
}
