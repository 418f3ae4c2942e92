package org.integrationstack.gateway.signature;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Several schemes, any of which proves a delivery. */
record AnyOf(List<SignatureVerifier> verifiers) implements SignatureVerifier {

    @Override
    public Optional<Claim> claim(SignedRequest request) {
        List<Claim> claims = verifiers.stream()
                .flatMap(verifier -> verifier.claim(request).stream())
                .toList();
        return claims.isEmpty() ? Optional.empty() : Optional.of(body -> best(claims, body));
    }

    private static Uni<Verdict> best(List<Claim> claims, byte[] body) {
        return Multi.createFrom()
                .iterable(claims)
                .onItem()
                .transformToUniAndConcatenate(claim -> claim.verify(body))
                .collect()
                .with(Collectors.minBy(Comparator.<Verdict>naturalOrder()))
                .map(best -> best.orElse(Verdict.WRONG));
    }
}
