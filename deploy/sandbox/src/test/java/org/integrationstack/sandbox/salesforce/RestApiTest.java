package org.integrationstack.sandbox.salesforce;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class RestApiTest extends SandboxTestBase {
    private static final String DATA = "/services/data/v60.0";

    private SalesforceClient salesforce;
    private JsonNode tokens;

    @BeforeEach
    void connect() {
        salesforce = new SalesforceClient(client, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI);
        tokens = salesforce.connect("&scope=api%20id");
    }

    @Test
    void listsItsVersionsToAnyone() {
        JsonNode versions = json(client.get("/salesforce/services/data"));

        assertThat(versions.at("/0/version").asText()).isEqualTo("31.0");
        assertThat(versions.findValuesAsText("url")).contains("/services/data/v60.0");
    }

    @Test
    void refusesASessionThatIsNone() {
        HttpResponse<String> response = client.get("/salesforce" + DATA + "/limits", "Authorization", "Bearer 00D!x");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body())
                .isEqualTo("[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
        assertThat(header(response, "WWW-Authenticate")).isEqualTo("Token");
        assertThat(client.get("/salesforce" + DATA + "/limits").statusCode()).isEqualTo(401);
    }

    @Test
    void knowsTheOldSchemeOAuth() {
        String token = tokens.path("access_token").asText();

        assertThat(client.get("/salesforce" + DATA + "/limits", "Authorization", "OAuth " + token)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesATokenWithoutTheScopeApi() {
        HttpResponse<String> response = salesforce.get(DATA + "/limits", salesforce.connect("&scope=id"));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(json(response).at("/0/errorCode").asText()).isEqualTo("INVALID_SESSION_ID");
    }

    @Test
    void answersAQueryInPages() {
        JsonNode first = json(query("SELECT Id, Email FROM Contact"));
        JsonNode second = json(salesforce.get(first.path("nextRecordsUrl").asText(), tokens));

        assertThat(first.path("totalSize").asInt()).isEqualTo(2500);
        assertThat(first.path("done").asBoolean()).isFalse();
        assertThat(first.path("records")).hasSize(2000);
        assertThat(first.path("nextRecordsUrl").asText())
                .matches("/services/data/v60\\.0/query/01g[A-Za-z0-9]{15}-2000");
        assertThat(second.path("done").asBoolean()).isTrue();
        assertThat(second.path("records")).hasSize(500);
        assertThat(second.has("nextRecordsUrl")).isFalse();
        JsonNode record = second.at("/records/0");
        assertThat(record.path("Email").asText()).isEqualTo("person2001@customer.example");
        assertThat(record.at("/attributes/type").asText()).isEqualTo("Contact");
        assertThat(record.has("LastName")).as("was not selected").isFalse();
    }

    /** Source: REST API Developer Guide, "Query Options Header". */
    @ParameterizedTest
    @CsvSource({"batchSize=500, 500", "batchSize=1, 200", "batchSize=9999, 2000"})
    void makesPagesAsLargeAsAsked(String options, int size) {
        HttpResponse<String> response =
                salesforce.get(DATA + "/query?q=SELECT+Id+FROM+Contact", tokens, "Sforce-Query-Options", options);

        assertThat(json(response).path("records")).hasSize(size);
    }

    @Test
    void limitsAQuery() {
        JsonNode page = json(query("select Name from Account limit 3"));

        assertThat(page.path("totalSize").asInt()).isEqualTo(3);
        assertThat(page.at("/records/0/Name").asText()).isEqualTo("Acme Customer 1");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE FROM Account, MALFORMED_QUERY",
        "SELECT Id FROM Unicorn, INVALID_TYPE",
        "'SELECT Id, Horn FROM Account', INVALID_FIELD"
    })
    void namesWhatIsWrongWithAQuery(String soql, String error) {
        HttpResponse<String> response = query(soql);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/0/errorCode").asText()).isEqualTo(error);
    }

    @Test
    void givesAnotherOrgNoneOfAQuery() {
        JsonNode others = salesforce.connect("&scope=api&login=hank@globex.example.uat");
        String next =
                json(query("SELECT Id FROM Contact")).path("nextRecordsUrl").asText();

        HttpResponse<String> response = salesforce.get(next, others);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/0/errorCode").asText()).isEqualTo("INVALID_QUERY_LOCATOR");
        assertThat(json(salesforce.get(DATA + "/query?q=SELECT+Name+FROM+Account", others))
                        .at("/records/0/Name")
                        .asText())
                .startsWith("Globex");
    }

    @Test
    void createsARecordAndShowsIt() {
        JsonNode created = json(create("{\"Name\":\"Road Runner Ltd\"}"));

        JsonNode shown = json(
                salesforce.get(DATA + "/sobjects/Account/" + created.path("id").asText(), tokens));

        assertThat(created.path("success").asBoolean()).isTrue();
        assertThat(shown.path("Name").asText()).isEqualTo("Road Runner Ltd");
        assertThat(salesforce
                        .get(
                                DATA + "/sobjects/Account/"
                                        + created.path("id").asText().substring(0, 15),
                                tokens)
                        .statusCode())
                .as("by the 15 characters")
                .isEqualTo(200);
        assertThat(json(create("{}")).at("/0/errorCode").asText()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(salesforce.get(DATA + "/sobjects/Account/001", tokens).statusCode())
                .isEqualTo(404);
    }

    @Test
    void tellsWhatTheDayHasUsed() {
        salesforce.get(DATA + "/limits", tokens);

        assertThat(header(salesforce.get(DATA + "/limits", tokens), "Sforce-Limit-Info"))
                .isEqualTo("api-usage=2/15000");
        assertThat(json(salesforce.get(DATA + "/limits", tokens))
                        .at("/DailyApiRequests/Remaining")
                        .asInt())
                .isEqualTo(14_997);
    }

    @Test
    void refusesWhenTheDayIsUsedUpUntilItHasRolledOn() {
        client.post("/_admin/settings", "{\"salesforce\":{\"apiRequestsPerDay\":1,\"sessionSeconds\":200000}}");
        tokens = salesforce.connect("&scope=api");
        salesforce.get(DATA + "/limits", tokens);

        HttpResponse<String> refused = salesforce.get(DATA + "/limits", tokens);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).at("/0/errorCode").asText()).isEqualTo("REQUEST_LIMIT_EXCEEDED");
        clock.forward(Duration.ofHours(24));
        assertThat(salesforce.get(DATA + "/limits", tokens).statusCode()).isEqualTo(200);
    }

    @Test
    void playsFaultsInItsOwnWords() {
        client.post("/_admin/faults", "{\"provider\":\"salesforce\",\"kind\":\"rateLimited\",\"times\":1}");
        client.post("/_admin/faults", "{\"provider\":\"salesforce\",\"kind\":\"status\",\"status\":503,\"times\":1}");

        assertThat(json(salesforce.get(DATA + "/limits", tokens))
                        .at("/0/errorCode")
                        .asText())
                .isEqualTo("REQUEST_LIMIT_EXCEEDED");
        assertThat(json(salesforce.get(DATA + "/limits", tokens))
                        .at("/0/errorCode")
                        .asText())
                .isEqualTo("SERVER_UNAVAILABLE");
    }

    @Test
    void knowsNoOtherVersionsOrPaths() {
        assertThat(salesforce.get("/services/data/v12.0/limits", tokens).statusCode())
                .isEqualTo(404);
        assertThat(salesforce.get(DATA + "/unicorns", tokens).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> query(String soql) {
        return salesforce.get(DATA + "/query?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8), tokens);
    }

    private HttpResponse<String> create(String fields) {
        return client.post(
                "/salesforce" + DATA + "/sobjects/Account",
                fields,
                "Authorization",
                "Bearer " + tokens.path("access_token").asText());
    }
}
