package org.integrationstack.worker.effect.forward;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SignerTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** Source: the example of the Standard Webhooks reference libraries' tests and of Svix' documentation. */
    @Test
    void signsAsThePublishedExample() {
        Signer signer = new Signer(List.of(SECRET));
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        Map<String, String> headers =
                signer.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1614265330), body);

        assertThat(headers)
                .containsOnly(
                        Map.entry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                        Map.entry("webhook-timestamp", "1614265330"),
                        Map.entry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @Test
    void signsWithEverySecret() {
        Signer both = new Signer(List.of(SECRET, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"));

        assertThat(both.headers("msg_1", Instant.EPOCH, new byte[0]).get("webhook-signature"))
                .startsWith(new Signer(List.of(SECRET))
                                .headers("msg_1", Instant.EPOCH, new byte[0])
                                .get("webhook-signature")
                        + " v1,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_c2hvcnQ=",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_not base64 at all!!!!!!!!!!!!!!!"
            })
    void refusesWhatIsNoSecretWithoutShowingIt(String secret) {
        assertThatThrownBy(() -> new Signer(List.of(secret)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a destination's secret is whsec_ and 24 to 64 bytes in base64");
    }

    @Test
    void needsASecret() {
        assertThatThrownBy(() -> new Signer(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
