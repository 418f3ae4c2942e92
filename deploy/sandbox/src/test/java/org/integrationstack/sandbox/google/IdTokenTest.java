package org.integrationstack.sandbox.google;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.sandbox.Client;
import org.integrationstack.sandbox.GoogleClient;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.json;

/** Source: developers.google.com, "OpenID Connect"; OpenID Connect Core 1.0 sections 2, 3.1.3.6 and 12.2. */
class IdTokenTest extends SandboxTestBase {
    private GoogleClient google;

    @BeforeEach
    void connect() {
        google = new GoogleClient(client);
    }

    @Test
    void saysWhoSignedInForWhomAndUntilWhen() throws GeneralSecurityException {
        JsonNode token = google.connect("openid email profile", "&nonce=n-1");
        JsonNode claims = claims(token);
        long now = clock.instant().getEpochSecond();

        assertThat(claims.path("iss").asText()).isEqualTo("https://accounts.google.com");
        assertThat(claims.path("aud").asText()).isEqualTo(CLIENT_ID);
        assertThat(claims.path("azp").asText()).isEqualTo(CLIENT_ID);
        assertThat(claims.path("sub").asText()).isEqualTo("110248495921238986420");
        assertThat(claims.path("nonce").asText()).isEqualTo("n-1");
        assertThat(claims.path("email").asText()).isEqualTo(GoogleClient.ADA);
        assertThat(claims.path("name").asText()).isEqualTo("Ada Lovelace");
        assertThat(claims.path("iat").asLong()).isEqualTo(now);
        assertThat(claims.path("exp").asLong()).isEqualTo(now + 3600);
        assertThat(claims.path("at_hash").asText())
                .isEqualTo(leftHalfOfHash(token.path("access_token").asText()));
    }

    @Test
    void comesWithOpenidOnly() {
        assertThat(google.connect("https://www.googleapis.com/auth/drive", "").has("id_token"))
                .isFalse();
        assertThat(google.connect("email", "").has("id_token")).isTrue();
        assertThat(claims(google.connect("openid", "")).has("email")).isFalse();
    }

    @Test
    void hasNoNonceAfterARefresh() {
        JsonNode first = google.connect("openid", "&access_type=offline&nonce=n-1");

        JsonNode refreshed = json(google.refresh(first.path("refresh_token").asText()));

        assertThat(claims(refreshed).has("nonce")).isFalse();
        assertThat(claims(refreshed).path("sub")).isEqualTo(claims(first).path("sub"));
    }

    @Test
    void isSignedByThePublishedKey() throws GeneralSecurityException {
        JsonNode token = google.connect("openid", "");

        assertThat(header(token).path("alg").asText()).isEqualTo("RS256");
        assertThat(signedByPublishedKey(token)).isTrue();
        assertThat(Client.header(client.get("/google/oauth2/v3/certs"), "Cache-Control"))
                .contains("max-age");
    }

    @Test
    void isSignedWronglyIfAsked() throws GeneralSecurityException {
        settings("\"idTokenSignature\":\"invalid\"");
        JsonNode wrong = google.connect("openid", "");
        settings("\"idTokenSignature\":\"none\"");
        JsonNode none = google.connect("openid", "");

        assertThat(header(wrong).path("alg").asText()).isEqualTo("RS256");
        assertThat(signedByPublishedKey(wrong)).isFalse();
        assertThat(header(none).path("alg").asText()).isEqualTo("none");
        assertThat(none.path("id_token").asText()).endsWith(".");
    }

    @Test
    void changesItsKeyIfAsked() throws GeneralSecurityException {
        JsonNode before = google.connect("openid", "");
        settings("\"idTokenKey\":\"next\"");

        assertThat(header(google.connect("openid", "")).path("kid").asText()).isEqualTo("next");
        assertThat(signedByPublishedKey(google.connect("openid", ""))).isTrue();
        assertThat(signedByPublishedKey(before)).isFalse();
    }

    @Test
    void saysWhatATestDictates() {
        settings("\"idTokenClaims\":{\"iss\":\"https://evil.example\",\"at_hash\":null}");
        JsonNode claims = claims(google.connect("openid", ""));

        assertThat(claims.path("iss").asText()).isEqualTo("https://evil.example");
        assertThat(claims.has("at_hash")).isFalse();
        assertThat(claims.path("aud").asText()).isEqualTo(CLIENT_ID);
    }

    @Test
    void pointsToItsAddressesInMetadata() {
        JsonNode metadata = json(client.get("/google/.well-known/openid-configuration"));

        assertThat(metadata.path("issuer").asText()).isEqualTo("https://accounts.google.com");
        assertThat(metadata.path("token_endpoint").asText()).isEqualTo("https://oauth2.googleapis.com/token");
        assertThat(metadata.path("jwks_uri").asText()).isEqualTo("https://www.googleapis.com/oauth2/v3/certs");
    }

    private void settings(String members) {
        assertThat(client.post("/_admin/settings", "{\"google\":{" + members + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private boolean signedByPublishedKey(JsonNode token) throws GeneralSecurityException {
        JsonNode key = json(client.get("/google/oauth2/v3/certs")).path("keys").path(0);
        String[] parts = parts(token);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        number(key.path("n").asText()), number(key.path("e").asText()))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static BigInteger number(String text) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }

    private static String leftHalfOfHash(String text) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    }

    private static JsonNode header(JsonNode token) {
        return part(token, 0);
    }

    private static JsonNode claims(JsonNode token) {
        return part(token, 1);
    }

    private static JsonNode part(JsonNode token, int index) {
        return json(new String(Base64.getUrlDecoder().decode(parts(token)[index]), StandardCharsets.UTF_8));
    }

    private static String[] parts(JsonNode token) {
        return token.path("id_token").asText().split("\\.", -1);
    }
}
