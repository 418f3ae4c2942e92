package org.integrationstack.connections.grant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.ProviderDefinition;

/**
 * Finds the installation that a person may connect: one in the person's own account, or in one where the provider says
 * that the person has admin rights. What a request names only chooses among those.
 */
@ApplicationScoped
public class ProvingInstallation {
    /** Nobody waits for more questions than this; who manages more says which one is meant. */
    private static final int MOST_ASKED = 20;

    private final InstallationEndpoint endpoint;

    @Inject
    ProvingInstallation(InstallationEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Proves an installation, and opens it.
     *
     * @param inputs what was given at connect; one may choose by the account's name
     * @param person who the grant is of
     * @param accountId the only account that will do, where there is one: that of the connection to renew
     */
    public Uni<InstallationAnswer> prove(
            ProviderDefinition provider,
            Map<String, String> inputs,
            Grant grant,
            Account person,
            Optional<String> accountId) {
        Question question = new Question(provider, inputs, grant, person);
        return endpoint.installations(provider, inputs, grant).chain(answer -> {
            if (answer instanceof InstallationsAnswer.Refused refused) {
                return done(new InstallationAnswer.Refused(refused.reason()));
            }
            if (answer instanceof InstallationsAnswer.Unavailable unavailable) {
                return done(new InstallationAnswer.Unavailable(unavailable.reason()));
            }
            List<Installation> seen = ((InstallationsAnswer.Listed) answer).installations();
            return choose(question, meant(question, seen, accountId));
        });
    }

    private static List<Installation> meant(Question question, List<Installation> seen, Optional<String> accountId) {
        Optional<String> name = accountId.isPresent() ? Optional.empty() : question.chosenName();
        return seen.stream()
                .filter(it -> accountId.map(it.account().id()::equals).orElse(true))
                .filter(it -> name.map(wanted -> isNamed(it, wanted)).orElse(true))
                .toList();
    }

    private static boolean isNamed(Installation installation, String name) {
        return installation.account().name().filter(name::equalsIgnoreCase).isPresent();
    }

    private Uni<InstallationAnswer> choose(Question question, List<Installation> meant) {
        return meant.size() > MOST_ASKED
                ? done(new InstallationAnswer.Ambiguous())
                : proven(question, meant, new ArrayList<>());
    }

    /** Asks about one after the other, and stops at the second that would do. */
    private Uni<InstallationAnswer> proven(Question question, List<Installation> left, List<Installation> proven) {
        if (proven.size() > 1) {
            return done(new InstallationAnswer.Ambiguous());
        }
        if (left.isEmpty()) {
            return proven.isEmpty() ? done(new InstallationAnswer.Missing()) : open(question, proven.get(0));
        }
        Installation next = left.get(0);
        return rights(question, next).chain(rights -> {
            if (rights == Rights.UNKNOWN) {
                return done(new InstallationAnswer.Unavailable("membership"));
            }
            if (rights == Rights.ADMIN) {
                proven.add(next);
            }
            return proven(question, left.subList(1, left.size()), proven);
        });
    }

    private Uni<Rights> rights(Question question, Installation installation) {
        return installation.account().id().equals(question.person().id())
                ? Uni.createFrom().item(Rights.ADMIN)
                : endpoint.rights(question.provider(), question.inputs(), question.grant(), installation);
    }

    private Uni<InstallationAnswer> open(Question question, Installation installation) {
        return endpoint.token(question.provider(), question.inputs(), installation.id())
                .map(answer -> opened(installation, answer));
    }

    private static InstallationAnswer opened(Installation installation, TokenAnswer answer) {
        if (answer instanceof TokenAnswer.Granted granted) {
            return new InstallationAnswer.Proven(installation.account(), granted.grant());
        }
        if (answer instanceof TokenAnswer.Refused refused) {
            return refused.kind() == TokenAnswer.Kind.REVOKED
                    ? new InstallationAnswer.Missing()
                    : new InstallationAnswer.Refused(refused.code());
        }
        return new InstallationAnswer.Unavailable(
                answer instanceof TokenAnswer.Unavailable unavailable ? unavailable.reason() : "installation_token");
    }

    private static Uni<InstallationAnswer> done(InstallationAnswer answer) {
        return Uni.createFrom().item(answer);
    }

    private record Question(ProviderDefinition provider, Map<String, String> inputs, Grant grant, Account person) {
        Optional<String> chosenName() {
            Credentials.Installations installations =
                    provider.credentials().app().orElseThrow().installations();
            return installations.choice().map(inputs::get).map(String::strip).filter(name -> !name.isEmpty());
        }
    }
}
