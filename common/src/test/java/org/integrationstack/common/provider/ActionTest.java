package org.integrationstack.common.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.Action.Idempotency;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ActionTest {
    private static final ProviderCatalogue CATALOGUE = new ProviderCatalogue(Optional.empty());
    private static final Action CHECK_RUN = action("github", "create_check_run");
    private static final Action WORKFLOW = action("github", "dispatch_workflow");
    private static final Action MESSAGE = action("slack", "post_message");

    @Test
    void thePathTakesWhatItIsGivenAsOneSegmentEach() {
        Map<String, Object> given =
                Map.of("owner", "octo/cat", "repo", "hello?x#y", "workflow", "ci.yml", "ref", "main");

        assertThat(WORKFLOW.target(given))
                .isEqualTo("/repos/octo%2Fcat/hello%3Fx%23y/actions/workflows/ci.yml/dispatches");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", ".."})
    void nothingThatWouldMakeAnotherPathStandsInOne(String repo) {
        Map<String, Object> given = Map.of("owner", "octocat", "repo", repo, "workflow", "ci.yml", "ref", "main");

        assertThatThrownBy(() -> WORKFLOW.target(given))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the value for {repo} cannot stand in a path");
    }

    @Test
    void aVariableAloneKeepsItsType() {
        Map<String, Object> inputs = Map.of("dry", true, "times", 3, "labels", List.of("a"));

        assertThat(body(WORKFLOW, Map.of("ref", "main", "inputs", inputs)))
                .isEqualTo(json("{'ref':'main','inputs':{'dry':true,'times':3,'labels':['a']}}"));
    }

    @Test
    void whatUsesNoArgumentIsLeftOutWithWhatIsEmptyAroundIt() {
        assertThat(body(CHECK_RUN, Map.of("name", "ci", "head_sha", "abc", "key", "k1")))
                .isEqualTo(json("{'name':'ci','head_sha':'abc','external_id':'k1'}"));
    }

    @Test
    void nobodysWordsBecomeAMention() {
        assertThat(body(MESSAGE, Map.of("channel", "C1", "text", "<!channel> R&D &lt;")))
                .isEqualTo(json("{'channel':'C1','text':'&lt;!channel&gt; R&amp;D &amp;lt;'}"));
    }

    @Test
    void braceInAValueStaysAsItIs() {
        assertThat(body(MESSAGE, Map.of("channel", "C1", "text", "{channel}")))
                .isEqualTo(json("{'channel':'C1','text':'{channel}'}"));
    }

    @Test
    void aLookupAsksForTheSameThingAndKnowsItByTheKey() {
        Idempotency.Lookup lookup = (Idempotency.Lookup) CHECK_RUN.idempotency();
        JsonNode answer = json("{'check_runs':[{'id':1,'external_id':'other'},{'id':2,'external_id':'k1'}]}");

        assertThat(lookup.target(Map.of("owner", "o", "repo", "r", "name", "ci & more", "head_sha", "abc")))
                .isEqualTo("/repos/o/r/commits/abc/check-runs?check_name=ci%20%26%20more&filter=all&per_page=100");
        assertThat(lookup.find(answer, "k1").orElseThrow().path("id").asInt()).isEqualTo(2);
        assertThat(lookup.find(answer, "k2")).isEmpty();
        assertThat(lookup.find(json("{'message':'Not Found'}"), "k1")).isEmpty();
    }

    @Test
    void namesWhatIsMissingAndWhatIsTooMuch() {
        assertThat(WORKFLOW.problem(Map.of("owner", "o", "ref", "main"))).contains("no value for repo, workflow");
        assertThat(MESSAGE.problem(Map.of("channel", "C1", "text", "t", "blocks", "b")))
                .contains("takes no blocks");
        assertThat(MESSAGE.problem(Map.of("channel", "C1", "text", "t", "thread_ts", "1")))
                .isEmpty();
    }

    @Test
    void keepsOnlyCodesThatAreOneWord() {
        assertThat(MESSAGE.errors().codeIn(json("{'ok':false,'error':'channel_not_found'}")))
                .contains("channel_not_found");
        assertThat(MESSAGE.errors().codeIn(json("{'ok':false,'error':'call 555-0100 <b>now</b>'}")))
                .isEmpty();
        assertThat(MESSAGE.success().orElseThrow().isIn(json("{'ok':false}"))).isFalse();
        assertThat(MESSAGE.success().orElseThrow().isIn(json("{'ok':true}"))).isTrue();
        assertThat(MESSAGE.success().orElseThrow().isIn(json("{'ok':'true'}"))).isFalse();
    }

    @Test
    void keepsOfTheAnswerWhatTheDefinitionNames() {
        assertThat(MESSAGE.resultOf(json("{'ok':true,'ts':'1.2','channel':'C1','message':{'text':'secret'}}")))
                .isEqualTo(Map.of("id", "1.2", "channel", "C1"));
    }

    @Test
    void theBuiltInActionsAreThese() {
        assertThat(provider("github").actions().keySet()).isEqualTo(Set.of("create_check_run", "dispatch_workflow"));
        assertThat(provider("github-app").actions())
                .isEqualTo(provider("github").actions());
        assertThat(provider("slack").actions().keySet()).isEqualTo(Set.of("post_message"));
        assertThat(WORKFLOW.idempotency()).isEqualTo(new Idempotency.None(Optional.empty()));
    }

    private static JsonNode body(Action action, Map<String, Object> values) {
        return action.body().orElseThrow().render(values);
    }

    private static Action action(String provider, String name) {
        return provider(provider).actions().get(name);
    }

    private static ProviderDefinition provider(String id) {
        return CATALOGUE.find(new ProviderId(id)).orElseThrow();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
