package org.integrationstack.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What only the sources show. */
class SourceRulesTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final List<String> MODULES =
            List.of("common", "connections-service", "webhook-gateway", "webhook-worker", "api-proxy-service");

    @Test
    void noProviderIsNamedInCode() {
        String names = String.join("|", builtInProviders());
        Pattern literal = Pattern.compile("\"(" + names + ")\"");

        List<String> named = sources("src/main/java")
                .flatMap(source -> lines(source)
                        .filter(line -> literal.matcher(line).find())
                        .map(line -> source + ": " + line.strip()))
                .toList();

        assertThat(named).as("quirks are data in the provider's definition").isEmpty();
    }

    @Test
    void noTestSleepsOrIsSwitchedOff() {
        Pattern idle = Pattern.compile("Thread\\.sleep\\(|@Disabled\\b");

        List<String> idlers = sources("src/test/java")
                .flatMap(source -> lines(source)
                        .filter(line -> idle.matcher(line).find())
                        .map(line -> source + ": " + line.strip()))
                .toList();

        assertThat(idlers).isEmpty();
    }

    /** It gives each transaction its tenant, which row-level security reads, and its deadline. */
    @Test
    void connectionsServiceReachesItsDatabaseThroughTransactionsOnly() {
        Pattern direct = Pattern.compile("@With(Transaction|Session)\\b|[.]withTransaction\\(|sqlclient[.]Pool;");

        List<String> besides = sources("src/main/java")
                .filter(source -> source.startsWith(ROOT.resolve("connections-service")))
                .filter(source -> !source.getParent().endsWith("database")
                        && !source.getParent().endsWith("wiring"))
                .filter(source ->
                        lines(source).anyMatch(line -> direct.matcher(line).find()))
                .map(Path::toString)
                .toList();

        assertThat(besides).isEmpty();
    }

    @Test
    void theReadmeShowsTheExampleAsItIs() throws IOException {
        String example = Files.readString(ROOT.resolve("deploy/local/examples/acme.yaml"));

        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```yaml\n" + example + "```");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections-service/src/main/resources/db/migration/V1__connections.sql",
                "webhook-worker/src/main/resources/db/migration/V2__outbox.sql"
            })
    void everyOutboxIsAsCommonDeclaresIt(String migration) throws IOException {
        Path declared = ROOT.resolve("common/src/main/resources/org/integrationstack/common/outbox/outbox.sql");
        String tables = Files.readString(declared);

        assertThat(Files.readString(ROOT.resolve(migration)))
                .contains(tables.substring(tables.indexOf("create table")).strip());
    }

    private static List<String> builtInProviders() {
        Path definitions = ROOT.resolve("common/src/main/resources/providers");
        List<String> names = files(definitions)
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".yaml"))
                .map(name -> name.substring(0, name.length() - ".yaml".length()))
                .toList();
        assertThat(names).as("built-in definitions").isNotEmpty();
        return names;
    }

    private static Stream<Path> sources(String folder) {
        return MODULES.stream()
                .map(module -> ROOT.resolve(module).resolve(folder))
                .filter(Files::isDirectory)
                .flatMap(SourceRulesTest::files)
                .filter(file -> file.toString().endsWith(".java"));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path source) {
        try {
            return Files.readAllLines(source).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
