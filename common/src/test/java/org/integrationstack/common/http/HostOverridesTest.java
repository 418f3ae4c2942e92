package org.integrationstack.common.http;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostOverridesTest {
    private final HostOverrides overrides = new HostOverrides(
            List.of("github.com=http://127.0.0.1:8100/github", "api.github.com=http://127.0.0.1:8100/github/"));

    @Test
    void keepsPathAndQueryAsTheyCame() {
        URI target = URI.create("https://API.github.com/repos/a/b/git/refs/heads%2Fmain?q=%20x&q=2");

        assertThat(overrides.apply(target))
                .hasToString("http://127.0.0.1:8100/github/repos/a/b/git/refs/heads%2Fmain?q=%20x&q=2");
    }

    @Test
    void leavesOtherHostsAlone() {
        URI target = URI.create("https://api.github.com.evil.example/user");

        assertThat(overrides.apply(target)).isSameAs(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github.com", "=http://127.0.0.1", "a=/path", "a=http://u@h/", "a=http://h/?q"})
    void namesAnOverrideThatIsNotOne(String override) {
        assertThatThrownBy(() -> new HostOverrides(List.of(override)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(override);
    }
}
