package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.integrationstack.common.provider.DefinitionProblem;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;

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
                .containsExactly("github", "github-app", "google", "salesforce", "slack", "stripe");
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
                .startsWith(new ProviderId("acme"), GITHUB)
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
                .contains("bad.yaml:1:1: hosts: is missing")
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
    void warnsLoudlyWhenTokensWouldGoElsewhere() throws IOException {
        Files.writeString(directory.resolve("github.yaml"), github().replace("github.com", "github.example"));

        assertThat(catalogue().warnings())
                .containsExactly(
                        "github.yaml replaces the built-in definition of github AND SENDS ITS TOKENS ELSEWHERE:"
                                + " to [https://api.github.example, https://github.example]"
                                + " instead of [https://api.github.com, https://github.com]");
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

    private static String github() throws IOException {
        return new String(
                ProviderCatalogueTest.class
                        .getResourceAsStream("/providers/github.yaml")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }
}
