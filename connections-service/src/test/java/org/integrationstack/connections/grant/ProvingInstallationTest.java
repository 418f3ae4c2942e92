package org.integrationstack.connections.grant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;

class ProvingInstallationTest {
    private static final ProviderDefinition PROVIDER = new ProviderCatalogue(Optional.empty())
            .find(new ProviderId("github-app"))
            .orElseThrow();
    private static final Account OCTOCAT = account("1", "octocat");
    private static final Installation OWN = new Installation("10", OCTOCAT);
    private static final Installation ORGANIZATION = new Installation("20", account("2", "octo-org"));
    private static final Installation OTHER = new Installation("30", account("3", "other-org"));

    private final Endpoint endpoint = new Endpoint();
    private final ProvingInstallation proving = new ProvingInstallation(endpoint);

    @Test
    void provesThePersonsOwnAccountWithoutAskingForRights() {
        endpoint.installed = List.of(OWN);

        assertThat(prove("")).isEqualTo(new InstallationAnswer.Proven(OCTOCAT, tokenOf("10")));
        assertThat(endpoint.asked).isEmpty();
    }

    @Test
    void provesAnAccountWhereThePersonIsAdmin() {
        endpoint.installed = List.of(ORGANIZATION, OTHER);
        endpoint.administered = List.of(ORGANIZATION);

        assertThat(prove("")).isEqualTo(new InstallationAnswer.Proven(ORGANIZATION.account(), tokenOf("20")));
    }

    @Test
    void doesNotConnectWhatIsOnlySeen() {
        endpoint.installed = List.of(ORGANIZATION);

        assertThat(prove("")).isInstanceOf(InstallationAnswer.Missing.class);
        assertThat(prove("octo-org")).isInstanceOf(InstallationAnswer.Missing.class);
        assertThat(endpoint.opened).isEmpty();
    }

    @Test
    void doesNotGuessBetweenTwo() {
        endpoint.installed = List.of(OWN, ORGANIZATION);
        endpoint.administered = List.of(ORGANIZATION);

        assertThat(prove(" ")).isInstanceOf(InstallationAnswer.Ambiguous.class);
        assertThat(endpoint.opened).isEmpty();
    }

    @Test
    void takesTheOneThatIsNamedAndAsksAboutNoOther() {
        endpoint.installed = List.of(OWN, ORGANIZATION, OTHER);
        endpoint.administered = List.of(ORGANIZATION, OTHER);

        assertThat(prove("Octo-Org")).isEqualTo(new InstallationAnswer.Proven(ORGANIZATION.account(), tokenOf("20")));
        assertThat(endpoint.asked).containsExactly(ORGANIZATION);
    }

    @Test
    void renewsTheAccountThatIsConnectedWhateverWasNamed() {
        endpoint.installed = List.of(OWN, ORGANIZATION);
        endpoint.administered = List.of(ORGANIZATION);

        assertThat(prove("octocat", Optional.of("2")))
                .isEqualTo(new InstallationAnswer.Proven(ORGANIZATION.account(), tokenOf("20")));
    }

    @Test
    void asksAboutNoMoreThanSomebodyWaitsFor() {
        endpoint.installed = IntStream.range(100, 121)
                .mapToObj(id -> new Installation("i" + id, account("" + id, "org-" + id)))
                .toList();

        assertThat(prove("")).isInstanceOf(InstallationAnswer.Ambiguous.class);
        assertThat(endpoint.asked).isEmpty();
    }

    @Test
    void saysThatItCannotTellWhileTheProviderIsAway() {
        endpoint.installed = List.of(ORGANIZATION);
        endpoint.away = true;

        assertThat(prove("")).isInstanceOf(InstallationAnswer.Unavailable.class);
    }

    private InstallationAnswer prove(String choice) {
        return prove(choice, Optional.empty());
    }

    private InstallationAnswer prove(String choice, Optional<String> accountId) {
        return proving.prove(PROVIDER, Map.of("account", choice), tokenOf("person"), OCTOCAT, accountId)
                .await()
                .indefinitely();
    }

    private static Account account(String id, String name) {
        return new Account(id, Optional.of(name), Optional.empty());
    }

    private static Grant tokenOf(String id) {
        return new Grant(
                Secret.of("token-" + id),
                Optional.empty(),
                "Bearer",
                Set.of(),
                Optional.empty(),
                Map.of(Credentials.App.INSTALLATION_ID, id));
    }

    private static final class Endpoint implements InstallationEndpoint {
        private List<Installation> installed = List.of();
        private List<Installation> administered = List.of();
        private boolean away;
        private final List<Installation> asked = new ArrayList<>();
        private final List<String> opened = new ArrayList<>();

        @Override
        public Uni<InstallationsAnswer> installations(
                ProviderDefinition provider, Map<String, String> inputs, Grant person) {
            return Uni.createFrom().item(new InstallationsAnswer.Listed(installed));
        }

        @Override
        public Uni<Rights> rights(
                ProviderDefinition provider, Map<String, String> inputs, Grant person, Installation installation) {
            asked.add(installation);
            Rights known = administered.contains(installation) ? Rights.ADMIN : Rights.LESS;
            return Uni.createFrom().item(away ? Rights.UNKNOWN : known);
        }

        @Override
        public Uni<TokenAnswer> token(ProviderDefinition provider, Map<String, String> inputs, String installationId) {
            opened.add(installationId);
            return Uni.createFrom()
                    .item(new TokenAnswer.Granted(
                            tokenOf(installationId), Map.of(), Optional.empty(), Optional.empty()));
        }
    }
}
