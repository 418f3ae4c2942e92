package org.integrationstack.gateway.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.yaml.ProviderCatalogue;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.gateway.signature.SignatureVerifiers;
import org.integrationstack.gateway.signature.SignedRequest;

import static org.assertj.core.api.Assertions.assertThat;

class ReceptionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");
    private static final MacKeys KEYS = MacKeys.parse(Secret.of(MacKeys.generate()));
    private static final String SECRET = "s3cret";

    private final Reception reception = reception(Map.of("integration.providers.github.webhook-secret", SECRET));
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

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
        assertThat(refusal("gitlab")).contains(Refusal.UNKNOWN_PROVIDER);
        assertThat(refusal("../github")).contains(Refusal.UNKNOWN_PROVIDER);
        assertThat(refusal("github")).contains(Refusal.SIGNATURE_MISSING);
        headers.put("Content-Encoding", List.of("gzip"));
        assertThat(refusal("github")).contains(Refusal.CONTENT_ENCODING);
    }

    @Test
    void refusesEverythingWithoutASecret() throws Exception {
        sign("{}");

        Admission admission = reception(Map.of()).admit("github", head());

        assertThat(admission).isEqualTo(new Admission.Refused(Refusal.NO_SECRET));
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
        Admission.Admitted admitted = (Admission.Admitted) reception.admit("github", head());
        return admitted.examine(body.getBytes(StandardCharsets.UTF_8)).await().indefinitely();
    }

    private Optional<Refusal> refusal(String provider) {
        return reception.admit(provider, head()) instanceof Admission.Refused refused
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

    private static Reception reception(Map<String, String> config) {
        ProviderSettings settings = new ProviderSettings(
                new SmallRyeConfigBuilder().withDefaultValues(config).build());
        return new Reception(
                new ProviderCatalogue(Optional.empty()), settings, KEYS, new SignatureVerifiers(() -> NOW));
    }
}
