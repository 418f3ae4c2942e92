package org.integrationstack.connections.authorization;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.connections.idempotency.Answer;
import org.integrationstack.connections.idempotency.AnsweredOnce;
import org.integrationstack.connections.idempotency.IdempotencyKey;

/** Gives a program that lost the answer the link that it was given before, as long as that can be opened. */
@ApplicationScoped
public class Links {
    private final AnsweredOnce answers;
    private final Clock clock;

    @Inject
    Links(AnsweredOnce answers, Clock clock) {
        this.answers = answers;
        this.clock = clock;
    }

    /**
     * The link of the same request's first answer, or this one where it is the first; empty when another request came
     * under the key.
     */
    public Uni<Optional<Link>> once(Caller caller, IdempotencyKey key, byte[] request, Link link) {
        Duration opens = Duration.between(clock.instant(), link.expiresAt());
        return answers.answer(
                        caller, key, request, opens, () -> Uni.createFrom().item(text(link)))
                .map(answer ->
                        answer instanceof Answer.Given given ? Optional.of(link(given.text())) : Optional.empty());
    }

    private static String text(Link link) {
        return link.expiresAt() + " " + link.url();
    }

    private static Link link(String text) {
        int blank = text.indexOf(' ');
        return new Link(URI.create(text.substring(blank + 1)), Instant.parse(text.substring(0, blank)));
    }
}
