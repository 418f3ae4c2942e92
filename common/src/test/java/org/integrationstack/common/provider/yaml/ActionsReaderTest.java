package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ActionsReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arguments: [owner, repo, name, head_sha] | arguments: [owner, repo, name] | actions.create_check_run.body.head_sha: {head_sha} is not a variable",
                "arguments: [owner, repo, name, head_sha] | arguments: [owner, repo, key, name, head_sha] | actions.create_check_run.arguments[2]: is a name that has a meaning already",
                "optional: [inputs] | optional: [] | actions.dispatch_workflow.body.inputs: {inputs} is not a variable",
                "arguments: [owner, repo, workflow, ref] | arguments: [owner, repo, ref] | actions.dispatch_workflow.path: {workflow} is not a variable",
                "external_id: \"{key}\" | external_id: fixed | actions.create_check_run: its body must carry {key}, by which it is looked up",
                "match: /external_id | match: external_id | actions.create_check_run.idempotency.match: must be a JSON pointer",
                "items: /check_runs | header: X-Key | actions.create_check_run.idempotency: needs items where its kind is lookup",
                "kind: none | kind: hope | actions.dispatch_workflow.idempotency.kind: must be header or lookup or none",
                "path: /repos/{owner}/{repo}/check-runs | path: https://evil.example/ | actions.create_check_run.path: must be a path that begins with /",
            })
    void namesWhatIsWrongWithAnAction(String text, String wrong, String problem) throws Exception {
        assertThat(github()).contains(text);

        assertThatThrownBy(() -> load(github().replace(text, wrong)))
                .isInstanceOf(InvalidDefinitionException.class)
                .extracting(failure ->
                        ((InvalidDefinitionException) failure).problems().toString())
                .asString()
                .contains(problem);
    }

    private static void load(String text) throws InvalidDefinitionException {
        new DefinitionLoader().load("github.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String github() throws IOException {
        try (InputStream file = ActionsReaderTest.class.getResourceAsStream("/providers/github.yaml")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
