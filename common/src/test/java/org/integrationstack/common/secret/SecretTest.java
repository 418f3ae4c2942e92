package org.integrationstack.common.secret;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretTest {
    private final Secret secret = Secret.of("s3cret");

    private record Holder(Secret secret) {}

    @Test
    void neverShowsItself() {
        assertThat(secret).hasToString("Secret[redacted]");
        assertThat(new Holder(secret).toString()).doesNotContain("s3cret");
    }

    @Test
    void isNotWrittenAsJson() {
        assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(new Holder(secret)))
                .isInstanceOf(InvalidDefinitionException.class);
    }

    @Test
    void comparesByItsText() {
        assertThat(secret.equalsConstantTime("s3cret")).isTrue();
        assertThat(secret.equalsConstantTime("s3cre")).isFalse();
        assertThat(secret.equalsConstantTime(null)).isFalse();
        assertThat(secret).isEqualTo(Secret.of("s3cret")).hasSameHashCodeAs(Secret.of("s3cret"));
    }

    @Test
    void anEmptySecretGuardsNothing() {
        assertThatThrownBy(() -> Secret.of("")).isInstanceOf(IllegalArgumentException.class);
    }
}
