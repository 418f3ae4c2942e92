package org.integrationstack.connections.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.console.ConnectionPages.Result;
import org.integrationstack.connections.endpoint.CreateOutcome;
import org.integrationstack.connections.endpoint.Endpoint;
import org.integrationstack.connections.endpoint.EndpointCreation;
import org.integrationstack.connections.endpoint.EndpointUrls;
import org.integrationstack.connections.endpoint.EndpointWish;
import org.integrationstack.connections.endpoint.RotateOutcome;
import org.integrationstack.connections.endpoint.RotationWish;
import org.integrationstack.connections.endpoint.SecretRotation;
import org.integrationstack.connections.idempotency.IdempotencyKey;
import org.integrationstack.connections.web.CanonicalJson;
import org.integrationstack.connections.web.Violation;

/** Makes endpoints and other secrets by a page's forms. What comes of it is the page that shows them, once. */
@ApplicationScoped
public class EndpointForms {
    private static final String ONCE = "once";

    private final EndpointCreation creation;
    private final SecretRotation rotation;
    private final EndpointUrls urls;
    private final ConnectionPages pages;

    @Inject
    EndpointForms(EndpointCreation creation, SecretRotation rotation, EndpointUrls urls, ConnectionPages pages) {
        this.creation = creation;
        this.rotation = rotation;
        this.urls = urls;
        this.pages = pages;
    }

    /** Makes an endpoint of a connection; empty where the caller sees no such connection. */
    public Uni<Optional<ConnectionPage>> create(Caller caller, ConnectionId connection, Sent sent) {
        return pages.provider(caller, connection)
                .chain(found -> found.map(provider -> create(caller, connection, provider, sent))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<ConnectionPage>> create(Caller caller, ConnectionId connection, String provider, Sent sent) {
        EndpointWish wish = new EndpointWish(
                provider, Optional.of(connection.toString()), secret(sent), sent.entered(ConnectionPages.VALUE));
        return creation.create(caller, key(sent), request(connection.toString(), sent), wish)
                .chain(outcome -> pages.of(caller, connection, result(outcome, sent)));
    }

    /** Gives an endpoint of a connection another secret; empty where the caller sees no such connection. */
    public Uni<Optional<ConnectionPage>> rotate(Caller caller, ConnectionId connection, UUID endpoint, Sent sent) {
        RotationWish wish = new RotationWish(secret(sent), overlap(sent));
        return rotation.rotate(caller, endpoint, key(sent), request(endpoint.toString(), sent), wish)
                .chain(outcome -> pages.of(caller, connection, result(outcome, endpoint, sent)));
    }

    private Result result(CreateOutcome outcome, Sent sent) {
        if (outcome instanceof CreateOutcome.Created created) {
            return shown("The endpoint is made", created.endpoint(), created.secret());
        }
        if (outcome instanceof CreateOutcome.Invalid invalid) {
            return invalid(invalid.violations(), Optional.empty(), sent);
        }
        return problem(problem(outcome));
    }

    private static String problem(CreateOutcome outcome) {
        if (outcome instanceof CreateOutcome.Unusable unusable) {
            return unusable.status() == ConnectionStatus.PAUSED
                    ? "The connection is paused. Resume it first."
                    : "The connection is not in use at the moment, so it gets no endpoint.";
        }
        if (outcome instanceof CreateOutcome.TooMany tooMany) {
            return "There are " + tooMany.most() + " endpoints already. Delete one first.";
        }
        if (outcome instanceof CreateOutcome.Gone) {
            return "The endpoint that this form made is deleted by now.";
        }
        return "Nothing was made. Please send the form again.";
    }

    private Result result(RotateOutcome outcome, UUID endpoint, Sent sent) {
        if (outcome instanceof RotateOutcome.Rotated rotated) {
            return shown("The secret is changed", rotated.endpoint(), rotated.secret());
        }
        if (outcome instanceof RotateOutcome.Invalid invalid) {
            return invalid(invalid.violations(), Optional.of(endpoint), sent);
        }
        if (outcome instanceof RotateOutcome.TooMany tooMany) {
            return problem(tooMany.most()
                    + " secrets are good already. Wait until one ends, or have the old ones end at once.");
        }
        return problem(
                outcome instanceof RotateOutcome.Unknown
                        ? "The endpoint is deleted by now."
                        : "Nothing was changed. Please send the form again.");
    }

    private Result shown(String heading, Endpoint endpoint, Optional<Secret> secret) {
        ConnectionPage.Shown shown =
                new ConnectionPage.Shown(heading, urls.of(endpoint).toString(), secret.map(Secret::reveal));
        return new Result(Optional.of(shown), Optional.empty(), Optional.empty(), Sent.NOTHING);
    }

    private static Result problem(String text) {
        return new Result(Optional.empty(), Optional.of(text), Optional.empty(), Sent.NOTHING);
    }

    /** By the names of the form's fields; the use case names the members of a body. */
    private static Result invalid(List<Violation> violations, Optional<UUID> endpoint, Sent sent) {
        Map<String, String> problems = new LinkedHashMap<>();
        violations.forEach(violation ->
                problems.put(violation.field().replaceFirst("^values\\.", ConnectionPages.VALUE), violation.message()));
        return new Result(
                Optional.empty(), Optional.of("Nothing was changed: see below."), endpoint, sent.with(problems));
    }

    private static Optional<Secret> secret(Sent sent) {
        return sent.all(ConnectionPages.SECRET).stream()
                .findFirst()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Secret::of);
    }

    private static Optional<Duration> overlap(Sent sent) {
        try {
            return sent.all(ConnectionPages.OVERLAP).stream().findFirst().map(Duration::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<IdempotencyKey> key(Sent sent) {
        return IdempotencyKey.of(sent.all(ONCE));
    }

    private static byte[] request(String place, Sent sent) {
        return CanonicalJson.of("console/" + place, sent.values());
    }
}
