package org.integrationstack.gateway.signature;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.SignatureScheme.TokenPlace;
import org.integrationstack.common.secret.SigningSecret;

/** Verifies deliveries that bring the secret itself. It is compared in constant time. */
final class TokenVerifier implements SignatureVerifier {

    private final TokenPlace place;
    private final List<SigningSecret> secrets;
    private final InstantSource clock;

    TokenVerifier(TokenPlace place, List<SigningSecret> secrets, InstantSource clock) {
        this.place = place;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public Optional<Claim> claim(SignedRequest request) {
        if (place instanceof TokenPlace.Header header) {
            return request.only(header.name())
                    .filter(value -> value.startsWith(header.prefix()))
                    .map(value -> value.substring(header.prefix().length()))
                    .filter(token -> !token.isEmpty())
                    .map(token -> body -> Uni.createFrom().item(() -> judge(List.of(token))));
        }
        BodyTokens tokens = new BodyTokens((TokenPlace.Body) place);
        return Optional.of(body -> Uni.createFrom().item(() -> judge(tokens.in(body))));
    }

    /** Every one must be the secret, and the same one. */
    private Verdict judge(List<String> tokens) {
        Instant now = clock.instant();
        boolean found = false;
        for (SigningSecret secret : secrets) {
            if (secret.isGoodAt(now)) {
                found |= areAll(secret, tokens);
            }
        }
        return found ? Verdict.GENUINE : Verdict.WRONG;
    }

    private static boolean areAll(SigningSecret secret, List<String> tokens) {
        boolean all = !tokens.isEmpty();
        for (String token : tokens) {
            all &= secret.value().equalsConstantTime(token);
        }
        return all;
    }
}
