package org.integrationstack.sandbox.google;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.GoogleClient;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class DriveTest extends SandboxTestBase {
    private static final String DRIVE = "https://www.googleapis.com/auth/drive";
    private static final String FILES = "/drive/v3/files";

    private GoogleClient google;

    @BeforeEach
    void connect() {
        google = new GoogleClient(client);
    }

    @Test
    void pagesByTokenUntilThereIsNone() {
        String token = google.accessToken(DRIVE);
        List<String> names = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = json(google.get(FILES + "?pageSize=2" + next, token));
            page.path("files").forEach(file -> names.add(file.path("name").asText()));
            next = page.has("nextPageToken")
                    ? "&pageToken=" + page.path("nextPageToken").asText()
                    : "";
            pages++;
        } while (!next.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(names).hasSize(5).doesNotHaveDuplicates().allMatch(name -> name.startsWith("Ada's"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pageToken=made-up", "pageSize=0", "pageSize=1001", "pageSize=x"})
    void namesTheParameterThatIsWrong(String query) {
        HttpResponse<String> response = google.get(FILES + "?" + query, google.accessToken(DRIVE));

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = json(response).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(400);
        assertThat(error.at("/errors/0/location").asText()).isEqualTo(query.substring(0, query.indexOf('=')));
        assertThat(error.at("/errors/0/locationType").asText()).isEqualTo("parameter");
    }

    @Test
    void createsGetsAndDeletesFiles() {
        String token = google.accessToken(DRIVE);
        JsonNode created = json(google.call("POST", FILES, "{\"name\":\"Plan\"}", token));
        String path = FILES + "/" + created.path("id").asText();

        assertThat(json(google.get(path, token)).path("name").asText()).isEqualTo("Plan");
        assertThat(google.call("DELETE", path, null, token).statusCode()).isEqualTo(204);
        HttpResponse<String> gone = google.get(path, token);
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(json(gone).at("/error/errors/0/reason").asText()).isEqualTo("notFound");
        assertThat(json(gone).at("/error/errors/0/location").asText()).isEqualTo("fileId");
    }

    @Test
    void showsAnAppWithFileScopeOnlyWhatItMade() {
        String token = google.accessToken(DRIVE + ".file");

        assertThat(json(google.get(FILES, token)).path("files")).isEmpty();
        google.call("POST", FILES, "{\"name\":\"Ours\"}", token);
        assertThat(json(google.get(FILES, token)).path("files")).hasSize(1);
    }

    @Test
    void refusesATokenWithoutTheScope() {
        HttpResponse<String> reading = google.get(FILES, google.accessToken("openid"));
        HttpResponse<String> writing = google.call("POST", FILES, "{}", google.accessToken(DRIVE + ".readonly"));

        assertThat(List.of(reading.statusCode(), writing.statusCode())).containsOnly(403);
        JsonNode error = json(writing).path("error");
        assertThat(error.path("message").asText()).isEqualTo("Request had insufficient authentication scopes.");
        assertThat(error.path("status").asText()).isEqualTo("PERMISSION_DENIED");
        assertThat(error.at("/errors/0/reason").asText()).isEqualTo("insufficientPermissions");
        assertThat(error.at("/details/0/reason").asText()).isEqualTo("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
        assertThat(header(writing, "WWW-Authenticate")).contains("error=\"insufficient_scope\"", DRIVE + ".file");
    }

    @Test
    void tellsAMissingTokenFromABadOne() {
        JsonNode missing = json(client.get("/google" + FILES)).path("error");
        HttpResponse<String> bad = google.get(FILES, "ya29.made-up");

        assertThat(missing.path("code").asInt()).isEqualTo(401);
        assertThat(missing.at("/errors/0/reason").asText()).isEqualTo("required");
        assertThat(missing.at("/details/0/reason").asText()).isEqualTo("CREDENTIALS_MISSING");
        assertThat(bad.statusCode()).isEqualTo(401);
        assertThat(json(bad).at("/error/errors/0/reason").asText()).isEqualTo("authError");
        assertThat(json(bad).at("/error/status").asText()).isEqualTo("UNAUTHENTICATED");
        assertThat(header(bad, "WWW-Authenticate")).contains("error=\"invalid_token\"");
    }

    @Test
    void answers403OverAPersonsQuotaUntilTheMinuteIsOver() {
        client.post("/_admin/settings", "{\"google\":{\"rateLimit\":2}}");
        String token = google.accessToken(DRIVE);
        google.get(FILES, token);
        google.get(FILES, token);

        HttpResponse<String> third = google.get(FILES, token);

        assertThat(third.statusCode()).isEqualTo(403);
        assertThat(json(third).at("/error/errors/0/reason").asText()).isEqualTo("userRateLimitExceeded");
        assertThat(json(third).at("/error/errors/0/domain").asText()).isEqualTo("usageLimits");
        assertThat(third.headers().map().keySet()).noneMatch(name -> name.contains("ratelimit"));
        clock.forward(Duration.ofMinutes(1));
        assertThat(google.get(FILES, token).statusCode()).isEqualTo(200);
    }

    @Test
    void answersAnOrderedRateLimitByItsStatus() {
        client.post(
                "/_admin/faults",
                "{\"provider\":\"google\",\"kind\":\"rateLimited\",\"status\":429,\"retryAfterSeconds\":7,\"times\":1}");
        client.post("/_admin/faults", "{\"provider\":\"google\",\"kind\":\"status\",\"status\":503,\"times\":1}");
        String token = "ya29.any";

        HttpResponse<String> limited = google.get(FILES, token);
        HttpResponse<String> failed = google.get(FILES, token);

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(header(limited, "Retry-After")).isEqualTo("7");
        assertThat(json(limited).at("/error/errors/0/reason").asText()).isEqualTo("rateLimitExceeded");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(json(failed).at("/error/errors/0/reason").asText()).isEqualTo("backendError");
    }

    @Test
    void doesNotKnowOtherPaths() {
        assertThat(google.get("/drive/v9/files", google.accessToken(DRIVE)).statusCode())
                .isEqualTo(404);
    }
}
