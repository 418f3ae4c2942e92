package org.integrationstack.connections.grant.http;

import java.security.Key;
import java.time.Clock;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

import org.integrationstack.connections.grant.IdTokenAnswer;
import org.integrationstack.connections.grant.IdTokenCheck;
import org.integrationstack.connections.grant.IdTokens;

/**
 * Checks signatures by the issuer's published keys: asymmetric ones alone, so that neither {@code none} nor a secret that
 * somebody else knows will do.
 *
 * <p>Source: OpenID Connect Core 1.0 section 3.1.3.7; RFC 8725 section 3.
 */
@ApplicationScoped
class SignedIdTokens implements IdTokens {
    private static final int SKEW_SECONDS = 60;
    private static final int MAX_LENGTH = 16_384;

    private static final AlgorithmConstraints SIGNED = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.EDDSA);

    private final KeySets keys;
    private final Clock clock;

    @Inject
    SignedIdTokens(KeySets keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Uni<IdTokenAnswer> check(IdTokenCheck check) {
        if (check.token().reveal().length() > MAX_LENGTH) {
            return Uni.createFrom().item(new IdTokenAnswer.Invalid("id_token_too_long"));
        }
        return keys.of(check.keys())
                .chain(known -> signer(check, known).isEmpty()
                        ? keys.anew(check.keys())
                        : Uni.createFrom().item(known))
                .map(known -> judge(check, known))
                .onFailure()
                .recoverWithItem(
                        failure -> new IdTokenAnswer.Unavailable("id_token_keys: " + ProviderCalls.reason(failure)));
    }

    private static List<JsonWebKey> signer(IdTokenCheck check, List<JsonWebKey> known) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setCompactSerialization(check.token().reveal());
            return new VerificationJwkSelector().selectList(signature, known);
        } catch (JoseException | RuntimeException e) {
            return List.of();
        }
    }

    private IdTokenAnswer judge(IdTokenCheck check, List<JsonWebKey> known) {
        try {
            JwtClaims claims =
                    consumer(check, known).processToClaims(check.token().reveal());
            if (!check.nonce().equals(claims.getStringClaimValue("nonce"))) {
                return new IdTokenAnswer.Invalid("id_token_of_another_authorization");
            }
            return isMeantForUs(claims, check.clientId())
                    ? new IdTokenAnswer.Valid(claims.getSubject())
                    : new IdTokenAnswer.Invalid("id_token_for_another_client");
        } catch (InvalidJwtException e) {
            // Its message quotes the token.
            return new IdTokenAnswer.Invalid("id_token_error_"
                    + e.getErrorDetails().stream()
                            .findFirst()
                            .map(error -> error.getErrorCode())
                            .orElse(0));
        } catch (MalformedClaimException | RuntimeException e) {
            return new IdTokenAnswer.Invalid("id_token_malformed");
        }
    }

    /** A token for several must name the one it was issued to. */
    private static boolean isMeantForUs(JwtClaims claims, String clientId) throws MalformedClaimException {
        String authorizedParty = claims.getStringClaimValue("azp");
        return authorizedParty == null ? claims.getAudience().size() == 1 : authorizedParty.equals(clientId);
    }

    private JwtConsumer consumer(IdTokenCheck check, List<JsonWebKey> known) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(SIGNED)
                .setVerificationKeyResolver((signature, nesting) -> key(signature, known))
                .setExpectedIssuers(true, check.issuers().toArray(String[]::new))
                .setExpectedAudience(true, check.clientId())
                .setRequireExpirationTime()
                .setRequireSubject()
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
