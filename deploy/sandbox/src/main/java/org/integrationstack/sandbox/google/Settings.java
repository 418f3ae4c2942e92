package org.integrationstack.sandbox.google;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Input;
import org.integrationstack.sandbox.frame.Json;

/**
 * What can be changed about this Google.
 *
 * @param accessTokenLife of new access tokens
 * @param refreshTokenLife of new refresh tokens; empty: for ever. Seven days is what apps get whose
 *     publishing status is Testing
 * @param refreshTokenLimit how many refresh tokens a person can have at once
 * @param rateLimit API requests per person and minute
 * @param idTokenClaims merged over every ID token's claims (RFC 7396)
 * @param idTokenSignature how ID tokens are signed
 * @param idTokenKey the name of the key that signs; another name is another key
 * @param pushServiceAccount whom pushes of Pub/Sub are sent in the name of
 * @param pushTokenClaims merged over the claims of their tokens (RFC 7396)
 */
record Settings(
        Duration accessTokenLife,
        Optional<Duration> refreshTokenLife,
        int refreshTokenLimit,
        int rateLimit,
        ObjectNode idTokenClaims,
        Signature idTokenSignature,
        String idTokenKey,
        String pushServiceAccount,
        ObjectNode pushTokenClaims) {
    /** The usual service account, which is also what local stacks expect. */
    static final String SERVICE_ACCOUNT = "integration-push@sandbox-project.iam.gserviceaccount.com";

    private static final Set<String> MEMBERS = Set.of(
            "accessTokenSeconds",
            "refreshTokenSeconds",
            "refreshTokenLimit",
            "rateLimit",
            "idTokenClaims",
            "idTokenSignature",
            "idTokenKey",
            "pushServiceAccount",
            "pushTokenClaims");

    /** How an ID token is signed. */
    enum Signature {
        /** By the published key. */
        VALID,
        /** By another key under the published one's name. */
        INVALID,
        /** Not at all, with the algorithm {@code none}. */
        NONE
    }

    /**
     * Source: developers.google.com, "Using OAuth 2.0 to Access Google APIs" (100 refresh tokens) and
     * "Google Drive API", "Usage limits" (12,000 queries per 60 seconds and user).
     */
    static final Settings DEFAULT = new Settings(
            Duration.ofSeconds(3599),
            Optional.empty(),
            100,
            12_000,
            Json.object(),
            Signature.VALID,
            "sandbox-1",
            SERVICE_ACCOUNT,
            Json.object());

    Settings {
        idTokenClaims = idTokenClaims.deepCopy();
        pushTokenClaims = pushTokenClaims.deepCopy();
    }

    Settings with(ObjectNode changes) {
        Input input = Input.of(changes, MEMBERS);
        return new Settings(
                input.seconds("accessTokenSeconds", 1).orElse(accessTokenLife),
                input.seconds("refreshTokenSeconds", 0)
                        .or(() -> refreshTokenLife)
                        .filter(life -> !life.isZero()),
                input.number("refreshTokenLimit", 1, 10_000).orElse(refreshTokenLimit),
                input.number("rateLimit", 0, Integer.MAX_VALUE).orElse(rateLimit),
                input.object("idTokenClaims").orElse(idTokenClaims),
                input.choice("idTokenSignature", Signature.class).orElse(idTokenSignature),
                input.text("idTokenKey").orElse(idTokenKey),
                input.text("pushServiceAccount").orElse(pushServiceAccount),
                input.object("pushTokenClaims").orElse(pushTokenClaims));
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("accessTokenSeconds", accessTokenLife.toSeconds())
                .put(
                        "refreshTokenSeconds",
                        refreshTokenLife.orElse(Duration.ZERO).toSeconds())
                .put("refreshTokenLimit", refreshTokenLimit)
                .put("rateLimit", rateLimit);
        json.set("idTokenClaims", idTokenClaims.deepCopy());
        json.put("idTokenSignature", Input.camelCase(idTokenSignature))
                .put("idTokenKey", idTokenKey)
                .put("pushServiceAccount", pushServiceAccount);
        json.set("pushTokenClaims", pushTokenClaims.deepCopy());
        return json;
    }
}
