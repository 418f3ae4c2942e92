package org.integrationstack.gateway.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.endpoint.Places;
import org.integrationstack.gateway.signature.SignatureVerifiers;
import org.integrationstack.gateway.signature.SignedRequest;
import org.integrationstack.gateway.testing.FakeKeySets;

import static org.assertj.core.api.Assertions.assertThat;

class ReceptionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");
    private static final MacKeys KEYS = MacKeys.parse(Secret.of(MacKeys.generate()));
    private static final String SECRET = "s3cret";

    private static final UUID ENDPOINT = UUID.fromString("3f6c1a52-5b0e-4a8e-9a52-0d6a4f0c9f11");
    private static final Providers PROVIDERS = new ProviderCatalogue(Optional.empty());

    private final Places places = places(Map.of("integration.providers.github.webhook-secret", SECRET));
    private final Reception reception = new Reception(PROVIDERS, KEYS);
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private Place place = github();

    @Test
    void makesADeliveryOfWhatIsGenuine() throws Exception {
        String body = """
                {"action": "opened", "number": 1, "repository": {"id": 1296269, "owner": {"id": 583231}},
                 "organization": {"id": 9}, "sender": {"id": 1}}""";
        headers.put("X-GitHub-Hook-ID", List.of("42"));
        headers.put("Authorization", List.of("Bearer nothing of ours"));

        ReceivedWebhook delivery = verified("pull_request", body);

        assertThat(delivery.provider()).isEqualTo("github");
        assertThat(delivery.eventType()).isEqualTo("pull_request.opened");
        assertThat(delivery.deliveryId()).isEqualTo("72d3162e");
        assertThat(delivery.idSigned()).isFalse();
        assertThat(delivery.account()).contains("583231");
        assertThat(delivery.orderingKey()).isEqualTo("1296269");
        assertThat(delivery.tenant()).isEmpty();
        assertThat(delivery.receivedAt()).isEqualTo(NOW);
        assertThat(delivery.headers())
                .containsOnly(
                        Map.entry("x-github-event", "pull_request"),
                        Map.entry("x-github-delivery", "72d3162e"),
                        Map.entry("x-github-hook-id", "42"));
        assertThat(delivery.isVerifiedBy(KEYS)).isTrue();
    }

    @Test
    void takesTheOrganizationWhereThereIsNoRepository() throws Exception {
        ReceivedWebhook delivery = verified("organization", "{\"organization\": {\"id\": 9}}");

        assertThat(delivery.account()).contains("9");
        assertThat(delivery.orderingKey()).isEmpty();
    }

    @Test
    void keepsWhatIsGenuineButNotJson() throws Exception {
        ReceivedWebhook delivery = verified("ping", "Hello, World!");

        assertThat(delivery.account()).isEmpty();
        assertThat(delivery.eventType()).isEqualTo("ping");
    }

    @Test
    void looksIntoAForm() throws Exception {
        headers.put("Content-Type", List.of("application/x-www-form-urlencoded"));

        ReceivedWebhook delivery = verified("push", "payload=%7B%22repository%22%3A%7B%22id%22%3A5%7D%7D");

        assertThat(delivery.orderingKey()).isEqualTo("5");
    }

    @Test
    void refusesWhatCannotBeToldApart() throws Exception {
        sign("{}");
        headers.put("X-GitHub-Event", List.of("push"));

        assertThat(examined("{}")).isEqualTo(new Examination.Refused(Refusal.UNIDENTIFIED));
    }

    @Test
    void refusesAnActionThatIsNoName() throws Exception {
        ReceivedWebhook delivery = verified("issues", "{\"action\": \"opened\\nce_tenant: x\"}");

        assertThat(delivery.eventType()).isEqualTo("issues");
    }

    @Test
    void refusesByTheHeadAlone() {
        assertThat(refusal(github())).contains(Refusal.SIGNATURE_MISSING);
        headers.put("X-Hub-Signature-256", List.of("sha256=" + "0".repeat(64)));
        assertThat(refusal(github())).isEmpty();
        headers.put("Content-Encoding", List.of("gzip"));
        assertThat(refusal(github())).contains(Refusal.CONTENT_ENCODING);
    }

    @Test
    void refusesEverythingWithoutASecret() throws Exception {
        sign("{}");

        assertThat(refusal(places(Map.of()).of("github").orElseThrow())).contains(Refusal.NO_SECRET);
    }

    @Test
    void takesNothingFromHeadersThatAreCalledLikeOurAttributes() throws Exception {
        headers.put("ce_tenant", List.of("globex"));
        headers.put("ce_id", List.of("1"));
        headers.put("http_x-github-event", List.of("ping"));

        ReceivedWebhook delivery = verified("push", "{}");

        assertThat(delivery.tenant()).isEmpty();
        assertThat(delivery.headers().keySet()).containsOnly("x-github-event", "x-github-delivery");
    }

    @Test
    void takesNoIdThatIsThereTwice() throws Exception {
        sign("{}");
        headers.put("X-GitHub-Event", List.of("push"));
        headers.put("X-GitHub-Delivery", List.of("1", "2"));

        assertThat(examined("{}")).isEqualTo(new Examination.Refused(Refusal.UNIDENTIFIED));
    }

    @Test
    void makesADeliveryToAnEndpointItsTenants() throws Exception {
        place = places.of(endpoint(SigningSecret.of(Secret.of(SECRET)), Optional.empty()));

        ReceivedWebhook delivery = verified("push", "{\"repository\": {\"id\": 5}}");

        assertThat(delivery.tenant()).contains(new TenantId("acme"));
        assertThat(delivery.endpoint()).contains(ENDPOINT.toString());
        assertThat(delivery.isVerifiedBy(KEYS)).isTrue();
    }

    @Test
    void takesAnySecretOfAnEndpointUntilItsEnd() throws Exception {
        sign("{}");
        headers.put("X-GitHub-Event", List.of("push"));
        headers.put("X-GitHub-Delivery", List.of("1"));
        Secret secret = Secret.of(SECRET);
        SigningSecret current = SigningSecret.of(Secret.of("another"));

        place = places.of(endpoint(current, Optional.of(new SigningSecret(secret, Optional.of(NOW.plusSeconds(1))))));
        assertThat(examined("{}")).isInstanceOf(Examination.Verified.class);
        place = places.of(endpoint(current, Optional.of(new SigningSecret(secret, Optional.of(NOW)))));
        assertThat(examined("{}")).isEqualTo(new Examination.Refused(Refusal.SIGNATURE_WRONG));
    }

    @Test
    void refusesAtAnEndpointWhoseProviderIsNotDefinedHere() {
        WebhookEndpoint unknown = new WebhookEndpoint(
                ENDPOINT,
                new TenantId("acme"),
                new ProviderId("nobody"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                List.of(SigningSecret.of(Secret.of(SECRET))),
                Map.of(),
                Optional.empty());

        assertThat(refusal(places.of(unknown))).contains(Refusal.UNIDENTIFIED);
    }

    private ReceivedWebhook verified(String event, String body) throws Exception {
        headers.put("X-GitHub-Event", List.of(event));
        headers.put("X-GitHub-Delivery", List.of("72d3162e"));
        sign(body);
        return ((Examination.Verified) examined(body)).delivery();
    }

    private void sign(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String code = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        headers.put("X-Hub-Signature-256", List.of("sha256=" + code.toLowerCase(Locale.ROOT)));
    }

    private Examination examined(String body) {
        Admission.Admitted admitted = (Admission.Admitted) reception.admit(place, head());
        return admitted.examine(body.getBytes(StandardCharsets.UTF_8)).await().indefinitely();
    }

    private Optional<Refusal> refusal(Place where) {
        return reception.admit(where, head()) instanceof Admission.Refused refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    private DeliveryHead head() {
        return new DeliveryHead(
                NOW,
                new SignedRequest(
                        "POST",
                        "https://hooks.example/webhooks/github",
                        name -> headers.getOrDefault(name, List.of()),
                        "192.0.2.1"));
    }

    private Place github() {
        return places.of("github").orElseThrow();
    }

    private static WebhookEndpoint endpoint(SigningSecret current, Optional<SigningSecret> previous) {
        return new WebhookEndpoint(
                ENDPOINT,
                new TenantId("acme"),
                new ProviderId("github"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                Stream.concat(Stream.of(current), previous.stream()).toList(),
                Map.of(),
                Optional.empty());
    }

    private static Places places(Map<String, String> config) {
        ProviderSettings settings = new ProviderSettings(
                new SmallRyeConfigBuilder().withDefaultValues(config).build());
        return new Places(PROVIDERS, settings, new SignatureVerifiers(new FakeKeySets(), () -> NOW));
    }
}
