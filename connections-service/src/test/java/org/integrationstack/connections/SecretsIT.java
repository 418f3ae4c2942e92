package org.integrationstack.connections;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.Topics;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.Imitation;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Leaks;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.connections.testing.Surroundings;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing that grants access lies or passes anywhere in clear, beside the answers it is meant for. */
@ServiceTest
class SecretsIT {
    private static final String CONNECTIONS = "/api/connections";
    private static final Logger ROOT = Logger.getLogger("");

    /** The tests' own client, which the service does not use, and the imitated providers run in the same process. */
    private static final List<String> NOT_OURS = List.of("jdk.internal.httpclient", "org.integrationstack.sandbox");

    private static final Logger OURS = Logger.getLogger("org.integrationstack");

    private final Imitation salesforce = new Imitation("salesforce");
    private final Api product = Api.product("connections:write", "connections:read");
    /** What was logged, each text once: most of it is said over and over. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    private final Handler listener = new Listener();
    private final Map<Handler, Level> quieted = new LinkedHashMap<>();
    private final List<String> inRedis = new ArrayList<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private Level usual;

    @Inject
    RedisDataSource redis;

    /** Everything is logged, for the listener alone. */
    @BeforeEach
    void listen() {
        for (Handler handler : ROOT.getHandlers()) {
            quieted.put(handler, handler.getLevel());
            handler.setLevel(Level.INFO);
        }
        usual = ROOT.getLevel();
        ROOT.setLevel(Level.ALL);
        OURS.setLevel(Level.ALL);
        ROOT.addHandler(listener);
    }

    @AfterEach
    void cleanUp() {
        ROOT.removeHandler(listener);
        OURS.setLevel(null);
        ROOT.setLevel(usual);
        quieted.forEach(Handler::setLevel);
        Imitation.resetAll();
        Infrastructure.clean();
    }

    @Test
    void keepsSecretsOutOfLogsSpansDatabaseKafkaAndRedis() {
        secrets.put("client secret", Surroundings.CLIENT_SECRET);
        connectRefreshAndDisconnect();
        redeemALink();
        refuseWhatIsWrong();
        enterCredentials();
        connectAnInstallation();
        makeEndpointsAndKeys();
        Eventually.holds(() -> assertThat(new KafkaTopic(Topics.ACTIVITY_RECORDED).records("acme"))
                .hasSizeGreaterThan(2));
        Eventually.holds(() -> assertThat(Surroundings.spans()).contains("/api/auth/callback"));

        Leaks leaks = new Leaks(secrets);

        assertThat(secrets).hasSizeGreaterThan(22);
        assertClean(leaks, "log", logged.stream());
        assertClean(leaks, "spans", Stream.of(Surroundings.spans()));
        assertThat(databaseContent()).as("rows of what was connected").anyMatch(row -> row.contains("octocat"));
        assertClean(leaks, "database", databaseContent());
        assertClean(leaks, "Redis", Stream.concat(inRedis.stream(), redisContent().stream()));
        assertClean(leaks, "Kafka", kafkaContent());
        assertThat(logged).hasSizeGreaterThan(1000);
        assertThat(inRedis).isNotEmpty();
    }

    private void connectRefreshAndDisconnect() {
        Browser alice = Browser.of("alice");
        Reply toSalesforce = alice.get("/api/connect/salesforce");
        remember("state", toSalesforce.parameters().get("state"));
        toSalesforce.cookies().forEach(cookie -> remember("binding", cookie.replaceAll("^[^=]*=([^;]*).*", "$1")));
        inRedis.addAll(redisContent());
        URI callback = alice.comeBack(toSalesforce, "wile@acme.example");
        remember("code", Reply.parameters(callback).get("code"));
        String id = alice.get(callback).parameters().get("connection");
        remember("verifier", form("/services/oauth2/token").get("code_verifier"));
        JsonObject credential = credentials(id);
        remember("access token", credential.getString("accessToken"));
        Api.proxyFor("acme")
                .post(
                        "/internal/connections/" + id + "/credentials/refresh",
                        new JsonObject().put("rejectedVersion", credential.getLong("version")));
        remember("refresh token", form("/services/oauth2/token").get("refresh_token"));
        remember("second access token", credentials(id).getString("accessToken"));
        Api.user("alice").delete("/api/connections/" + id);
        Eventually.holds(
                () -> assertThat(salesforce.requests("/services/oauth2/revoke")).isNotEmpty());
        remember("second refresh token", form("/services/oauth2/revoke").get("token"));
    }

    private void redeemALink() {
        JsonObject wish = new JsonObject().put("returnTo", "https://product.example/connected");
        String link = product.post("/api/connect/github", wish).json().getString("authorizationUrl");
        remember("ticket", link.substring(link.lastIndexOf('/') + 1));
        Browser customer = new Browser();
        URI callback = customer.comeBack(customer.get(URI.create(link)), "octocat");
        remember("second state", Reply.parameters(callback).get("state"));
        String code = customer.get(callback).parameters().get("code");
        remember("one-time code", code);
        inRedis.addAll(redisContent());
        JsonObject redeemed = product.post("/api/connections/redeem", new JsonObject().put("code", code))
                .json();
        remember("third access token", credentials(redeemed.getString("id")).getString("accessToken"));
    }

    /** What goes wrong is logged most. */
    private void refuseWhatIsWrong() {
        String marker = "marker-of-an-id-token-7d1f";
        remember("ID token", marker);
        new Imitation("google").set("idTokenClaims", new JsonObject().put("nonce", marker));
        Browser.of("alice").connect("google", "ada@example.com", "");
        remember("unreadable token", "gho_unreadable_9c2e");
        GitHub.SIDE.answers(
                "/login/oauth/access_token",
                200,
                "application/json",
                "{\"access_token\":\"gho_unreadable_9c2e\",\"access_token\":\"twice\"}");
        Browser.of("alice").connect("octocat");
        remember("quoted secret", "words-of-the-provider-4b7a");
        GitHub.SIDE.answers(
                "/login/oauth/access_token",
                400,
                "application/json",
                "{\"error\":\"not plain: words-of-the-provider-4b7a\"}");
        Browser.of("alice").connect("octocat");
    }

    private void enterCredentials() {
        String key = "rk_test_1SandboxAcmeAnvils";
        remember("entered key", key);
        remember("refused key", "rk_test_that-is-refused-5d0e");
        remember("key in the wrong place", "sk_live_that-is-none-8c41");
        Api alice = Api.user("alice");
        alice.send("POST", CONNECTIONS, entered(key).encode(), "Idempotency-Key", "once");
        assertThat(alice.post(CONNECTIONS, entered("rk_test_that-is-refused-5d0e"))
                        .status())
                .isEqualTo(422);
        assertThat(alice.post(CONNECTIONS, entered("sk_live_that-is-none-8c41")).body())
                .doesNotContain("that-is-none");
        assertThat(alice.post(CONNECTIONS, entered("x").put("credentials", entered("sk_live_that-is-none-8c41")))
                        .body())
                .doesNotContain("that-is-none");
        JsonObject client = new JsonObject()
                .put("client_id", "client-of-the-tests")
                .put("client_secret", Surroundings.CLIENT_SECRET);
        Reply made = alice.post(
                CONNECTIONS,
                new JsonObject()
                        .put("provider", "salesforce")
                        .put("kind", "client_credentials")
                        .put("inputs", new JsonObject().put("login_url", "https://acme.my.salesforce.com"))
                        .put("credentials", client));
        remember("token of a client", credentials(made.json().getString("id")).getString("accessToken"));
    }

    private static JsonObject entered(String key) {
        return new JsonObject()
                .put("provider", "stripe")
                .put("kind", "api_key")
                .put("credentials", new JsonObject().put("api_key", key));
    }

    private void connectAnInstallation() {
        Browser browser = Browser.of("alice");
        Reply toGitHub = browser.get("/api/connect/github-app?input.account=octo-org");
        String id =
                browser.get(browser.comeBack(toGitHub, "octocat")).parameters().get("connection");
        remember("token of an installation", credentials(id).getString("accessToken"));
        JsonObject headers =
                GitHub.SIDE.requests("/app/installations").getJsonObject(0).getJsonObject("headers");
        headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Authorization"))
                .forEach(header ->
                        remember("assertion", header.getValue().toString().replaceAll(".*Bearer ([\\w.-]+).*", "$1")));
    }

    /** Under keys by which their answers may be asked for again. */
    private void makeEndpointsAndKeys() {
        Api admin = Api.with(TestIdentity.admin("carol", "acme")).withHeader("Idempotency-Key", "once");
        JsonObject made = admin.post("/api/webhook-endpoints", new JsonObject().put("provider", "github"))
                .json();
        remember("signing secret", made.getString("secret"));
        String rotate = "/api/webhook-endpoints/" + made.getString("id") + "/rotate-secret";
        Api another = Api.with(TestIdentity.admin("carol", "acme"));
        remember(
                "next signing secret",
                another.post(rotate, new JsonObject()).json().getString("secret"));
        remember("given signing secret", "given-by-the-provider-6e12");
        another.post(rotate, new JsonObject().put("secret", "given-by-the-provider-6e12"));
        JsonObject key = new JsonObject().put("name", "it").put("scopes", new JsonArray().add("proxy:call"));
        remember("API key", admin.post("/api/api-keys", key).json().getString("key"));
    }

    private void remember(String name, String secret) {
        assertThat(secret).as(name).isNotNull();
        secrets.put(name, secret);
    }

    private static JsonObject credentials(String id) {
        return Api.proxyFor("acme")
                .get("/internal/connections/" + id + "/credentials")
                .json();
    }

    /** The fields of the last request to Salesforce at that path. */
    private Map<String, String> form(String path) {
        JsonObject last = salesforce.requests(path).getJsonObject(0);
        return Reply.parameters(URI.create("http://form/?" + last.getString("body")));
    }

    private static void assertClean(Leaks leaks, String where, Stream<String> content) {
        Set<String> found = new LinkedHashSet<>();
        content.forEach(text -> leaks.in(text)
                .forEach(secret -> found.add(secret + " in " + text.substring(0, Math.min(text.length(), 200)))));
        assertThat(found).as(where).isEmpty();
    }

    /** Every row of every table; bytes read as hex. */
    private static Stream<String> databaseContent() {
        return rows("select table_name as row from information_schema.tables where table_schema = current_schema")
                .toList()
                .stream()
                .flatMap(table -> rows("select row_to_json(t)::text as row from " + table + " t"));
    }

    private static Stream<String> rows(String query) {
        return Database.sql(query).stream().map(row -> row.getString("row"));
    }

    private List<String> redisContent() {
        return redis.key().keys("*").stream()
                .map(key -> key + new String(redis.value(byte[].class).get(key), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static Stream<String> kafkaContent() {
        return Stream.of(
                        Topics.CONNECTIONS_CHANGED,
                        Topics.WEBHOOK_ENDPOINTS_CHANGED,
                        Topics.API_KEYS_CHANGED,
                        Topics.ACTIVITY_RECORDED)
                .flatMap(topic -> new KafkaTopic(topic).records().stream())
                .filter(record -> record.value() != null)
                .map(record -> record.key() + record.headers() + new String(record.value(), StandardCharsets.UTF_8));
    }

    private final class Listener extends Handler {
        Listener() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord record) {
            if (NOT_OURS.stream().anyMatch(String.valueOf(record.getLoggerName())::startsWith)) {
                return;
            }
            StringWriter text = new StringWriter();
            text.append(record.getLoggerName()).append(' ');
            text.append(record.getMessage()).append(Arrays.toString(record.getParameters()));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text));
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
