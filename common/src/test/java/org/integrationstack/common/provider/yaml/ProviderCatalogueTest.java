package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.integrationstack.common.provider.DefinitionProblem;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;

import static org.assertj.core.api.Assertions.assertThat;

class ProviderCatalogueTest {

    private static final Path ACME = Path.of("..", "deploy", "local", "examples", "acme.yaml");
    private static final ProviderId GITHUB = new ProviderId("github");

    @TempDir
    Path directory;

    @Test
    void holdsTheBuiltInProvidersWithoutADirectory() {
        ProviderCatalogue catalogue = new ProviderCatalogue(Optional.empty());

        assertThat(catalogue.all())
                .extracting(definition -> definition.id().value())
                .contains("github", "github-app", "google", "salesforce", "slack", "stripe", "standard-webhooks")
                .isSorted();
        assertThat(catalogue.problems()).isEmpty();
        assertThat(catalogue.warnings()).isEmpty();
    }

    @Test
    void addsTheDirectorysDefinitionsAndLeavesOtherFilesAlone() throws IOException {
        Files.copy(ACME, directory.resolve("acme.yml"));
        Files.writeString(directory.resolve("notes.txt"), "not a definition");
        Files.createDirectory(directory.resolve("old.yaml"));
        Files.writeString(directory.resolve(".hidden.yaml"), "not a definition");

        ProviderCatalogue catalogue = catalogue();

        assertThat(catalogue.all())
                .extracting(ProviderDefinition::id)
                .contains(new ProviderId("acme"), GITHUB)
                .doesNotHaveDuplicates();
        assertThat(catalogue.problems()).isEmpty();
    }

    @Test
    void namesABadFileAndKeepsTheGoodOnes() throws IOException {
        Files.copy(ACME, directory.resolve("acme.yaml"));
        Files.writeString(directory.resolve("bad.yaml"), "id: bad\n");
        Files.writeString(
                directory.resolve("github.yaml"),
                github().replace("https://api.github.com/user", "http://api.github.com/user"));

        ProviderCatalogue catalogue = catalogue();

        assertThat(catalogue.find(new ProviderId("acme"))).isPresent();
        assertThat(catalogue.find(GITHUB)).as("the built-in definition").isPresent();
        assertThat(catalogue.problems())
                .extracting(DefinitionProblem::toString)
                .contains("bad.yaml:1:1: website: is missing")
                .anyMatch(problem -> problem.matches("github\\.yaml:\\d+:\\d+: oauth\\.account\\.url: must be https"));
    }

    @Test
    void refusesTheSecondDefinitionOfAnId() throws IOException {
        Files.copy(ACME, directory.resolve("a.yaml"));
        Files.copy(ACME, directory.resolve("b.yaml"));

        assertThat(catalogue().problems()).singleElement().hasToString("b.yaml: id: is defined by a.yaml already");
    }

    @Test
    void saysThatABuiltInDefinitionIsReplaced() throws IOException {
        Files.writeString(directory.resolve("github.yaml"), github().replace("name: GitHub", "name: Our GitHub"));

        ProviderCatalogue catalogue = catalogue();

        assertThat(catalogue.find(GITHUB).orElseThrow().catalogue().name()).isEqualTo("Our GitHub");
        assertThat(catalogue.warnings()).containsExactly("github.yaml replaces the built-in definition of github");
    }

    @Test
    void keepsTheBuiltInDefinitionWhenTokensWouldGoElsewhere() throws IOException {
        Files.writeString(directory.resolve("github.yaml"), github().replace("github.com", "github.example"));

        ProviderCatalogue catalogue = catalogue();

        assertThat(catalogue.problems())
                .singleElement()
                .hasToString("github.yaml: would send tokens of github elsewhere; an operator approves that by setting"
                        + " integration.providers.github.destinations to"
                        + " https://api.github.example,https://github.example");
        assertThat(catalogue.find(GITHUB)).isEqualTo(new ProviderCatalogue(Optional.empty()).find(GITHUB));
    }

    @Test
    void sendsTokensElsewhereOnceAnOperatorHasNamedEveryDestination() throws IOException {
        Files.writeString(directory.resolve("github.yaml"), github().replace("github.com", "github.example"));

        ProviderCatalogue one = approving("https://github.example");
        ProviderCatalogue both = approving("https://github.example, https://api.github.example");

        assertThat(one.problems()).hasSize(1);
        assertThat(both.problems()).isEmpty();
        assertThat(both.warnings())
                .containsExactly("github.yaml replaces the built-in definition of github AND SENDS TOKENS ELSEWHERE, as"
                        + " approved: to [https://api.github.example, https://github.example]");
        assertThat(both.find(GITHUB).orElseThrow().hosts().entries()).contains("api.github.example");
    }

    /** With salesforce's, a value decides the host: then every host that it can lead to is a destination. */
    @Test
    void takesHostsThatValuesCanLeadToForDestinations() throws IOException {
        String wider = builtIn("salesforce").replace("hosts:\n", "hosts:\n  - \"*.salesforce.example\"\n");
        Files.writeString(directory.resolve("salesforce.yaml"), wider);

        assertThat(catalogue().problems())
                .singleElement()
                .asString()
                .endsWith("integration.providers.salesforce.destinations to https://*.salesforce.example");
    }

    @Test
    void saysThatTheDirectoryIsNotThere() {
        ProviderCatalogue catalogue = new ProviderCatalogue(Optional.of(directory.resolve("nowhere")));

        assertThat(catalogue.problems()).singleElement().hasToString("nowhere: does not exist");
        assertThat(catalogue.all()).isNotEmpty();
    }

    private ProviderCatalogue catalogue() {
        return new ProviderCatalogue(Optional.of(directory));
    }

    private ProviderCatalogue approving(String destinations) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of("integration.providers.github.destinations", destinations), "test", 100))
                .build();
        return new ProviderCatalogue(Optional.of(directory), new ProviderSettings(config));
    }

    private static String github() throws IOException {
        return builtIn("github");
    }

    private static String builtIn(String provider) throws IOException {
        return new String(
                ProviderCatalogueTest.class
                        .getResourceAsStream("/providers/" + provider + ".yaml")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }
}
