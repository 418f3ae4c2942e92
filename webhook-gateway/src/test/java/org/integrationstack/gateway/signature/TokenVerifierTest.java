package org.integrationstack.gateway.signature;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenVerifierTest {

    private final Sample gitlab = SignatureVector.named("gitlab-token").sample();
    private final Sample graph = SignatureVector.named("microsoft-graph").sample();

    @ParameterizedTest
    @ValueSource(strings = {"gl-token ", " gl-token", "GL-TOKEN", "gl-toke", "gl-tokens"})
    void takesTheTokenAsItIs(String token) {
        assertThat(gitlab.header("X-Gitlab-Token", token).verdict()).contains(Verdict.WRONG);
    }

    @Test
    void takesAnyBodyWithTheToken() {
        assertThat(gitlab.body("{}").isGenuine()).isTrue();
        assertThat(gitlab.webhooks().idSigned())
                .as("a scheme beside it signs bodies, but not that id")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"value\":[]}",
                "{\"value\":{}}",
                "{\"value\":[{}]}",
                "{\"value\":[{\"clientState\":null}]}",
                "{\"value\":[{\"clientState\":7}]}",
                "{\"value\":[{\"clientState\":[\"client-state\"]}]}",
                "{\"value\":[{\"clientState\":\"other\"}]}",
                "{\"value\":[{\"clientState\":\"client-state\"},{}]}",
                "{\"value\":[{\"clientState\":\"client-state\"},{\"clientState\":\"other\"}]}",
                "{\"value\":[{\"clientState\":\"other\",\"clientState\":\"client-state\"}]}",
                "{\"value\":[{\"clientState\":\"client-state\"}],\"value\":[{\"clientState\":\"client-state\"}]}",
                "{\"value\":[{\"clientState\":\"client-state\"}]}{}",
                "{\"value\":[{\"clientState\":\"client-state\"}]",
                "{\"x\":{\"value\":[{\"clientState\":\"client-state\"}]}}",
                "clientState=client-state"
            })
    void needsTheTokenInEveryElement(String body) {
        assertThat(graph.body(body).verdict()).contains(Verdict.WRONG);
    }

    @Test
    void passesOverWhateverStandsBesideIt() {
        assertThat(graph.body(
                                "{\"a\":[{\"clientState\":\"no\"}],\"value\":[{\"b\":{\"clientState\":\"no\"},\"clientState\":\"client-state\"}]}")
                        .isGenuine())
                .isTrue();
    }

    @Test
    void comesToNoHarmByADeepBody() {
        assertThat(graph.body("{\"value\":[" + "[".repeat(100_000)).verdict()).contains(Verdict.WRONG);
    }
}
