package org.integrationstack.proxy.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CacheDirectivesTest {
    @Test
    void readsTheCallersOwnDirectives() {
        CacheDirectives directives =
                CacheDirectives.own(List.of("No-Cache , max-age=\"60\"", "no-store", "unheard-of"));

        assertThat(directives).isEqualTo(new CacheDirectives(true, true, Optional.of(Duration.ofMinutes(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age", "max-age=", "max-age=-1", "max-age=1h", "max-age=99999999999"})
    void refusesAMaxAgeThatIsNoNumberOfSeconds(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> CacheDirectives.own(List.of(value)));
    }

    @Test
    void takesFromStandardDirectivesOnlyWhatAsksForLess() {
        assertThat(CacheDirectives.standard(List.of("max-age=60"))).isEqualTo(CacheDirectives.NONE);
        assertThat(CacheDirectives.standard(List.of("max-age=0")).noCache()).isTrue();
        assertThat(CacheDirectives.standard(List.of("no-store")).noStore()).isTrue();
    }
}
