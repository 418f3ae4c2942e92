package org.integrationstack.gateway.signature;

import java.security.Key;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

import org.integrationstack.common.provider.SignatureScheme.Oidc;

/**
 * Verifies deliveries by the identity token that they bring. Asymmetric signatures alone will do, and only by a key of the
 * set, so that neither {@code none} nor a key in the token itself is a way in. A valid token is not yet the right one:
 * anybody can have a token of the same issuer, so audience and claims must be the endpoint's.
 *
 * <p>Source: RFC 8725, section 3; cloud.google.com/pubsub/docs "Authenticate push subscriptions".
 */
final class OidcVerifier implements SignatureVerifier {

    private static final String BEARER = "bearer ";
    private static final int SKEW_SECONDS = 60;
    private static final int MAX_LENGTH = 8_192;

    private static final AlgorithmConstraints SIGNED = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

    private static final Set<Integer> OF_TIME =
            Set.of(ErrorCodes.EXPIRED, ErrorCodes.ISSUED_AT_INVALID_FUTURE, ErrorCodes.NOT_YET_VALID);

    private final Oidc scheme;
    private final String audience;
    private final Map<String, String> claims;
    private final KeySets keys;
    private final InstantSource clock;

    /**
     * @param audience empty for the URL that is called
     * @param claims what other claims must say; none of it empty
     */
    OidcVerifier(Oidc scheme, String audience, Map<String, String> claims, KeySets keys, InstantSource clock) {
        this.scheme = scheme;
        this.audience = audience;
        this.claims = Map.copyOf(claims);
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Optional<Claim> claim(SignedRequest request) {
        return request.only("Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()))
                .filter(token ->
                        token.length() <= MAX_LENGTH && signature(token).isPresent())
                .map(token -> body -> verify(token, audience.isEmpty() ? request.url() : audience));
    }

    private static Optional<JsonWebSignature> signature(String token) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setCompactSerialization(token);
            return Optional.of(signature);
        } catch (JoseException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private Uni<Verdict> verify(String token, String wantedAudience) {
        return keys.of(scheme.keys())
                .chain(known -> hasKey(token, known) ? Uni.createFrom().item(known) : keys.anew(scheme.keys()))
                .map(known -> judge(token, wantedAudience, known))
                .onFailure()
                .recoverWithItem(Verdict.UNVERIFIABLE);
    }

    private static boolean hasKey(String token, List<JsonWebKey> known) {
        try {
            JsonWebSignature signature = signature(token).orElseThrow();
            return new VerificationJwkSelector().select(signature, known) != null;
        } catch (JoseException | RuntimeException e) {
            return false;
        }
    }

    private Verdict judge(String token, String wantedAudience, List<JsonWebKey> known) {
        try {
            JwtClaims found = consumer(wantedAudience, known).processToClaims(token);
            boolean right = claims.entrySet().stream()
                    .allMatch(claim -> claim.getValue().equals(text(found.getClaimValue(claim.getKey()))));
            return right ? Verdict.GENUINE : Verdict.WRONG;
        } catch (InvalidJwtException e) {
            boolean timeAlone = e.getErrorDetails().stream()
                    .map(ErrorCodeValidator.Error::getErrorCode)
                    .allMatch(OF_TIME::contains);
            return timeAlone ? Verdict.STALE : Verdict.WRONG;
        } catch (RuntimeException e) {
            // What a hostile token makes the library throw.
            return Verdict.WRONG;
        }
    }

    /** A text, or a number or boolean as it is written; nothing else could be meant. */
    private static String text(Object claim) {
        return claim instanceof String || claim instanceof Boolean || claim instanceof Long ? claim.toString() : "";
    }

    private JwtConsumer consumer(String wantedAudience, List<JsonWebKey> known) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(SIGNED)
                .setVerificationKeyResolver((signature, nesting) -> key(signature, known))
                .setExpectedIssuers(true, scheme.issuers().toArray(String[]::new))
                .setExpectedAudience(true, wantedAudience)
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setIssuedAtRestrictions(0, Integer.MAX_VALUE)
                .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .build();
    }

    private static Key key(JsonWebSignature signature, List<JsonWebKey> known) throws UnresolvableKeyException {
        try {
            JsonWebKey key = new VerificationJwkSelector().select(signature, known);
            if (key == null) {
                throw new UnresolvableKeyException("the issuer publishes no such key");
            }
            return key.getKey();
        } catch (JoseException e) {
            throw new UnresolvableKeyException("the issuer's keys do not fit", e);
        }
    }
}
