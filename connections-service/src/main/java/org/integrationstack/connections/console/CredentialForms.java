package org.integrationstack.connections.console;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.Json;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.idempotency.IdempotencyKey;
import org.integrationstack.connections.submission.Reviewed;
import org.integrationstack.connections.submission.Submission;
import org.integrationstack.connections.submission.Submissions;
import org.integrationstack.connections.submission.SubmitOutcome;
import org.integrationstack.connections.submission.Submitting;

/** Connects accounts by what was entered in the page's forms. */
@ApplicationScoped
public class CredentialForms {
    private static final String ONCE = "once";

    private final Submissions submissions;
    private final Submitting submitting;
    private final ConnectPages pages;

    @Inject
    CredentialForms(Submissions submissions, Submitting submitting, ConnectPages pages) {
        this.submissions = submissions;
        this.submitting = submitting;
        this.pages = pages;
    }

    /** What came of a form: a connection, or the form again. */
    public record Outcome(Optional<ConnectionId> connection, Optional<ConnectPage> page) {}

    /** Connects, or says why not; both are empty where there is no such provider. */
    public Uni<Outcome> submit(Caller caller, String provider, String kind, Sent sent) {
        Reviewed reviewed = submissions.review(new Submission(
                caller,
                provider,
                kind,
                sent.entered(Sent.CREDENTIAL),
                sent.entered(Sent.INPUT),
                Map.of(),
                Map.of(),
                Optional.empty()));
        if (reviewed instanceof Reviewed.Accepted accepted) {
            return submitting
                    .submit(caller, IdempotencyKey.of(sent.all(ONCE)), request(provider, kind, sent), accepted)
                    .map(outcome -> connection(outcome)
                            .map(id -> new Outcome(Optional.of(id), Optional.empty()))
                            .orElseGet(() -> again(caller, provider, kind, sent, Optional.of(problem(outcome)))));
        }
        Sent corrected = reviewed instanceof Reviewed.Invalid invalid ? sent.with(problems(invalid)) : sent;
        return Uni.createFrom().item(again(caller, provider, kind, corrected, problem(reviewed, corrected)));
    }

    private Outcome again(Caller caller, String provider, String kind, Sent sent, Optional<String> problem) {
        return new Outcome(Optional.empty(), pages.of(caller, provider, kind, sent, problem));
    }

    private static Optional<ConnectionId> connection(SubmitOutcome outcome) {
        if (outcome instanceof SubmitOutcome.Connected connected) {
            return Optional.of(connected.connection().id());
        }
        if (outcome instanceof SubmitOutcome.Waiting waiting) {
            return Optional.of(waiting.connection().id());
        }
        return outcome instanceof SubmitOutcome.Repeated repeated
                ? Optional.of(repeated.connection().id())
                : Optional.empty();
    }

    private static String problem(SubmitOutcome outcome) {
        if (outcome instanceof SubmitOutcome.Refused) {
            return "The provider did not accept what you entered. Nothing was connected, and nothing of it was kept.";
        }
        if (outcome instanceof SubmitOutcome.Duplicate) {
            return "You have connected this account already. Nothing was changed.";
        }
        return outcome instanceof SubmitOutcome.KeyReused
                ? "This form was sent before, with something else in it. Please send it again."
                : "The connection was removed while what you entered was checked.";
    }

    /** A problem that belongs to no field. */
    private static Optional<String> problem(Reviewed reviewed, Sent corrected) {
        if (reviewed instanceof Reviewed.Invalid) {
            return corrected.problems().isEmpty()
                    ? Optional.of("This provider is not connected in that way.")
                    : Optional.empty();
        }
        return Optional.of("You may not connect this provider.");
    }

    /** By the names of the form's fields; the use case names the members of a body. */
    private static Map<String, String> problems(Reviewed.Invalid invalid) {
        Map<String, String> problems = new LinkedHashMap<>();
        invalid.violations().forEach(violation -> {
            String field = violation.field();
            if (field.startsWith("credentials.")) {
                problems.put(Sent.CREDENTIAL + field.substring("credentials.".length()), violation.message());
            } else if (field.startsWith("inputs.")) {
                problems.put(Sent.INPUT + field.substring("inputs.".length()), violation.message());
            }
        });
        return problems;
    }

    private static byte[] request(String provider, String kind, Sent sent) {
        Map<String, List<String>> fields = new TreeMap<>(sent.values());
        return Json.encode(List.of(provider, kind, fields)).getBytes(StandardCharsets.UTF_8);
    }
}
