package org.integrationstack.connections.submission;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.AccountEndpoint;
import org.integrationstack.connections.grant.ClientGrant;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.KeptValues;
import org.integrationstack.connections.grant.OwnClient;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenEndpoint;

/** Shows credentials to their provider, which says whether it takes them and whose they are. Never fails. */
@ApplicationScoped
class CredentialProof {
    private final TokenEndpoint tokens;
    private final AccountEndpoint accounts;
    private final Fingerprints fingerprints;

    @Inject
    CredentialProof(TokenEndpoint tokens, AccountEndpoint accounts, Fingerprints fingerprints) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.fingerprints = fingerprints;
    }

    /**
     * What the provider makes of it.
     *
     * @param entered as {@link CredentialFields#grant} made it, or as it was proven before
     */
    Uni<ProofAnswer> prove(
            TenantId tenant,
            ProviderDefinition provider,
            ConnectionKind kind,
            Map<String, String> inputs,
            Grant entered) {
        Question question = new Question(tenant, provider, kind, inputs);
        return kind == ConnectionKind.CLIENT_CREDENTIALS ? client(question, entered) : account(question, entered);
    }

    private Uni<ProofAnswer> client(Question question, Grant entered) {
        Credentials.ClientCredentials definition =
                question.provider().credentials().clientCredentials().orElseThrow();
        OwnClient client = OwnClient.of(entered.refreshToken().orElseThrow());
        return tokens.clientCredentials(new ClientGrant(definition, question.inputs(), client.id(), client.secret()))
                .chain(answer -> answer instanceof TokenAnswer.Granted granted
                        ? token(question, granted.grant().keptBy(client))
                        : Uni.createFrom().item(failed(answer)));
    }

    private Uni<ProofAnswer> token(Question question, Grant grant) {
        return KeptValues.leadToTheProvider(question.provider(), question.kind(), question.inputs(), grant)
                ? account(question, grant)
                : Uni.createFrom().item(new ProofAnswer.Refused("kept_values"));
    }

    private static ProofAnswer failed(TokenAnswer answer) {
        if (answer instanceof TokenAnswer.Refused refused) {
            return new ProofAnswer.Refused(refused.code());
        }
        return new ProofAnswer.Unavailable(
                answer instanceof TokenAnswer.Unavailable unavailable
                        ? unavailable.reason()
                        : ((TokenAnswer.Unknown) answer).reason());
    }

    private Uni<ProofAnswer> account(Question question, Grant grant) {
        return accounts.account(question.provider(), question.kind(), question.inputs(), grant)
                .map(answer -> proof(question, grant, answer));
    }

    private ProofAnswer proof(Question question, Grant grant, AccountAnswer answer) {
        if (answer instanceof AccountAnswer.Known known) {
            return new ProofAnswer.Proven(known.account(), true, grant);
        }
        if (answer instanceof AccountAnswer.Unnamed) {
            return new ProofAnswer.Proven(unnamed(question, grant), false, grant);
        }
        if (answer instanceof AccountAnswer.Refused refused) {
            return new ProofAnswer.Refused(refused.reason());
        }
        if (answer instanceof AccountAnswer.Unavailable unavailable) {
            return new ProofAnswer.Unavailable(unavailable.reason());
        }
        return new ProofAnswer.Unavailable(
                answer instanceof AccountAnswer.Unreadable unreadable ? unreadable.reason() : "account_unasked");
    }

    private Account unnamed(Question question, Grant grant) {
        return switch (question.kind()) {
            case BASIC -> named(userName(grant));
            case CLIENT_CREDENTIALS ->
                named(OwnClient.of(grant.refreshToken().orElseThrow()).id());
            default ->
                new Account(
                        fingerprints.of(question.tenant(), grant.accessToken()), Optional.empty(), Optional.empty());
        };
    }

    private static Account named(String id) {
        String fitting = id.substring(0, Math.min(id.length(), Account.MAX_LENGTH));
        return new Account(fitting, Optional.of(fitting), Optional.empty());
    }

    private static String userName(Grant grant) {
        byte[] pair = Base64.getDecoder().decode(grant.accessToken().reveal());
        return new String(pair, StandardCharsets.UTF_8).split(":", 2)[0];
    }

    private record Question(
            TenantId tenant, ProviderDefinition provider, ConnectionKind kind, Map<String, String> inputs) {}
}
