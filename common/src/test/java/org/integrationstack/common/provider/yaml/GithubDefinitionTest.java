package org.integrationstack.common.provider.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.EventDefinition.Activity;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class GithubDefinitionTest {

    private static final String PUSH = """
            {"ref": "refs/heads/feature/refs/heads/x", "after": "7fd1a60b", "compare": "https://github.com/octocat/hello/compare/a...b",
             "commits": [{"id": "1"}, {"id": "2"}], "pusher": {"name": "octocat"},
             "repository": {"id": 1296269, "full_name": "octocat/hello", "owner": {"id": 583231}}}""";

    private final ProviderDefinition github = new ProviderCatalogue(Optional.empty())
            .find(new ProviderId("github"))
            .orElseThrow();
    private final OAuth oauth = github.oauth().orElseThrow();
    private final Webhooks webhooks = github.webhooks().get(0);

    @Test
    void asksForScopesWithBlanksAndReadsThemWithCommas() {
        assertThat(oauth.scopes().join(List.of("repo", "read:user"))).isEqualTo("repo read:user");
        assertThat(oauth.scopes().split("repo,read:user, gist,")).containsExactly("repo", "read:user", "gist");
    }

    @Test
    void missesNoScopeThatAWiderOneIncludes() {
        assertThat(oauth.scopes().missing(List.of("user", "read:user", "gist"), List.of("user")))
                .containsExactly("gist");
    }

    @Test
    void revokesTheTokenWithTheClientsOwnCredentials() {
        OAuth.Revocation revoke = oauth.revoke().orElseThrow();

        assertThat(revoke.url().resolve(Map.of("client_id", "Iv1.8a/b")))
                .hasToString("https://api.github.com/applications/Iv1.8a%2Fb/token");
        assertThat(revoke.body().get("access_token").render(Map.of("access_token", "gho_x")))
                .isEqualTo("gho_x");
        assertThat(revoke.authentication()).isEqualTo(OAuth.RevocationAuthentication.BASIC);
    }

    @Test
    void countsTheHourAsGithubReportsIt() {
        Api.Limit core = github.limits().get(0);

        assertThat(core.kind()).isEqualTo(Api.LimitKind.REPORTED);
        assertThat(core.permits()).isEqualTo(5000);
        assertThat(core.window()).isEqualTo(Duration.ofHours(1));
        assertThat(core.freeStatuses()).containsExactly(304);
    }

    @Test
    void makesAnActivityOfAPush() throws Exception {
        Activity activity =
                webhooks.event("push").flatMap(EventDefinition::activity).orElseThrow();
        JsonNode payload = new ObjectMapper().readTree(PUSH);

        Map<String, Object> metadata = activity.metadataOf(payload);

        assertThat(metadata)
                .contains(
                        entry("repository", "octocat/hello"),
                        entry("commits", 2L),
                        entry("branch", "feature/refs/heads/x"));
        assertThat(activity.summaryOf(metadata))
                .isEqualTo("octocat pushed to feature/refs/heads/x of octocat/hello (commits: 2)");
    }

    @Test
    void leavesOutWhatAPayloadDoesNotHold() throws Exception {
        Activity activity =
                webhooks.event("push").flatMap(EventDefinition::activity).orElseThrow();
        JsonNode payload = new ObjectMapper().readTree("{\"ref\": null, \"commits\": 7, \"repository\": []}");

        Map<String, Object> metadata = activity.metadataOf(payload);

        assertThat(metadata).isEmpty();
        assertThat(activity.summaryOf(metadata)).isEqualTo("? pushed to ? of ? (commits: ?)");
    }

    @Test
    void findsAnEventByItsTypeAndAction() {
        assertThat(webhooks.event("pull_request.opened")).isPresent();
        assertThat(webhooks.event("push.anything")).isEqualTo(webhooks.event("push"));
        assertThat(webhooks.event("pull_request.labeled")).isEmpty();
        assertThat(webhooks.event("star")).isEmpty();
    }
}
