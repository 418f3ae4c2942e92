package org.integrationstack.common.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TargetGuardTest {
    private final TargetGuard guard = new TargetGuard(List.of("127.0.0.1:8100"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.github.com/user?x=1",
                "https://a.01host.example/",
                "http://127.0.0.1:8100/github",
                "https://127.0.0.1:8100"
            })
    void acceptsPlainTargets(String target) {
        assertThatCode(() -> guard.check(URI.create(target))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.github.com/",
                "http://127.0.0.1:8101/",
                "http://localhost:8100/",
                "ftp://api.github.com/",
                "/relative",
                "mailto:a@b.example",
                "https://user@api.github.com/",
                "https://2130706433/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://0x7f.0.0.1/",
                "https://0x7f000001/",
                "https://exa_mple/",
                "https://127.0.0.1.:443/"
            })
    void refusesWhateverIsNotPlain(String target) {
        assertThatThrownBy(() -> {
                    URI uri = URI.create(target);
                    guard.check(uri);
                    guard.check(uri, List.of(InetAddress.getAllByName(uri.getHost())));
                })
                .isInstanceOfAny(ForbiddenTargetException.class, UnknownHostException.class);
    }

    @Test
    void refusesANameOfWhichOneAddressIsPrivate() throws UnknownHostException {
        List<InetAddress> mixed =
                List.of(InetAddress.getAllByName("8.8.8.8")[0], InetAddress.getAllByName("10.0.0.1")[0]);

        assertThatThrownBy(() -> guard.check(URI.create("https://rebind.example/"), mixed))
                .isInstanceOf(ForbiddenTargetException.class);
    }

    @Test
    void allowsExactlyTheListedPort() throws UnknownHostException {
        List<InetAddress> loopback = List.of(InetAddress.getAllByName("127.0.0.1"));

        assertThatCode(() -> guard.check(URI.create("https://127.0.0.1:8100/"), loopback))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.check(URI.create("https://127.0.0.1/"), loopback))
                .isInstanceOf(ForbiddenTargetException.class);
    }
}
