package org.integrationstack.connections.authorization.rest;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;

import org.junit.jupiter.api.Test;

import org.integrationstack.connections.authorization.Authorizing;
import org.integrationstack.connections.authorization.Begun;
import org.integrationstack.connections.authorization.OneTimeSecret;
import org.integrationstack.connections.web.PublicUrl;

import static org.assertj.core.api.Assertions.assertThat;

class BindingCookieTest {
    private static final OneTimeSecret STATE = OneTimeSecret.random(new SecureRandom());
    private static final OneTimeSecret BINDING = OneTimeSecret.random(new SecureRandom());
    private static final Begun BEGUN = new Begun(
            URI.create("https://provider.example/"), Authorizing.bindingName(STATE), BINDING, Duration.ofMinutes(10));

    private final BindingCookie overHttps = new BindingCookie(new PublicUrl(URI.create("https://console.example")));
    private final BindingCookie inClear = new BindingCookie(new PublicUrl(URI.create("http://127.0.0.1:8081")));

    /** Source: RFC 6265bis section 4.1.3.2: Secure, Path=/ and no Domain, or browsers drop it. */
    @Test
    void isBoundToItsHostOverHttps() {
        NewCookie cookie = overHttps.of(BEGUN);

        assertThat(cookie.getName()).startsWith("__Host-connect-");
        assertThat(cookie.isSecure()).isTrue();
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getDomain()).isNull();
        assertThat(cookie.getSameSite()).isEqualTo(NewCookie.SameSite.LAX);
        assertThat(cookie.getMaxAge()).isEqualTo(600);
    }

    @Test
    void worksInClearForDevelopment() {
        NewCookie cookie = inClear.of(BEGUN);

        assertThat(cookie.getName()).startsWith("connect-");
        assertThat(cookie.isSecure()).isFalse();
    }

    @Test
    void isNotTakenFromAHostThatCouldNotHaveSetIt() {
        Cookie planted = new Cookie.Builder("connect-" + Authorizing.bindingName(STATE))
                .value(BINDING.reveal())
                .build();

        assertThat(overHttps.read(Map.of(planted.getName(), planted), STATE)).isEmpty();
        NewCookie own = overHttps.of(BEGUN);
        assertThat(overHttps.read(Map.of(own.getName(), own), STATE)).contains(BINDING);
    }
}
