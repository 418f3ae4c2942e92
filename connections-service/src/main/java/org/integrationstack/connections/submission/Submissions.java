package org.integrationstack.connections.submission;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.UrlTemplate;
import org.integrationstack.connections.connection.ConnectionEdit;
import org.integrationstack.connections.connection.ConnectionSettings;
import org.integrationstack.connections.connection.NewCredential;
import org.integrationstack.connections.web.Violation;

/** Turns submissions into credentials that may be stored and checked: every part is held against the definition. */
@ApplicationScoped
public class Submissions {
    private final Providers providers;
    private final ConnectionSettings settings;

    @Inject
    Submissions(Providers providers, ConnectionSettings settings) {
        this.providers = providers;
        this.settings = settings;
    }

    /** The credential that was meant, or why there is none. */
    public Reviewed review(Submission submission) {
        Optional<ProviderDefinition> provider =
                ProviderId.parse(submission.provider()).flatMap(providers::find);
        if (provider.isEmpty()) {
            return new Reviewed.UnknownProvider();
        }
        if (!submission.caller().narrowing().admitsNew(provider.get().id())) {
            return new Reviewed.OutOfReach();
        }
        Optional<ConnectionKind> kind =
                ConnectionKind.parse(submission.kind()).filter(it -> isAskedFor(provider.get(), it));
        if (kind.isEmpty()) {
            return new Reviewed.Invalid(List.of(new Violation("kind", kinds(provider.get()))));
        }
        UserId owner;
        try {
            owner = submission
                    .userId()
                    .map(UserId::new)
                    .orElse(submission.caller().subject());
        } catch (IllegalArgumentException e) {
            return new Reviewed.Invalid(List.of(new Violation("userId", e.getMessage())));
        }
        return submission.caller().actsFor(owner)
                ? review(submission, provider.get(), kind.get(), owner)
                : new Reviewed.OtherUser();
    }

    private Reviewed review(Submission submission, ProviderDefinition provider, ConnectionKind kind, UserId owner) {
        CredentialFields fields = new CredentialFields(provider, kind, submission.credentials());
        List<Violation> violations = new ArrayList<>(fields.check());
        provider.inputProblems(submission.inputs())
                .forEach((name, problem) -> violations.add(new Violation("inputs." + name, problem)));
        violations.addAll(ConnectionEdit.check(submission.labels()));
        violations.addAll(settings.check(provider.id(), submission.settings()));
        if (!violations.isEmpty()) {
            return new Reviewed.Invalid(violations);
        }
        Map<String, String> inputs = provider.withDefaults(submission.inputs());
        NewCredential credential = new NewCredential(
                submission.caller().tenant(),
                owner,
                provider.id(),
                issuer(provider, kind, inputs),
                kind,
                inputs,
                submission.labels(),
                submission.settings());
        return new Reviewed.Accepted(credential, fields.grant());
    }

    /**
     * Who says whose the credential is. Another than for a grant of the same provider's authorization server: it may be
     * of another app, with other rights, and ends by itself.
     */
    private static URI issuer(ProviderDefinition provider, ConnectionKind kind, Map<String, String> inputs) {
        Credentials credentials = provider.credentials();
        UrlTemplate url = kind == ConnectionKind.CLIENT_CREDENTIALS
                ? credentials.clientCredentials().orElseThrow().token().url()
                : credentials.account(kind).orElseThrow().url().orElseThrow();
        return url.resolve(inputs);
    }

    private static boolean isAskedFor(ProviderDefinition provider, ConnectionKind kind) {
        return !provider.credentials().fields(kind).isEmpty();
    }

    private static String kinds(ProviderDefinition provider) {
        String kinds = provider.kinds().stream()
                .filter(kind -> isAskedFor(provider, kind))
                .map(ConnectionKind::text)
                .collect(Collectors.joining(", "));
        return kinds.isEmpty()
                ? "accounts of this provider are connected by signing in there, at /api/connect/" + provider.id()
                : "must be one of " + kinds;
    }
}
