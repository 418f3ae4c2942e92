package org.integrationstack.connections.authorization.rest;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;

import org.integrationstack.connections.authorization.Authorizing;
import org.integrationstack.connections.authorization.Begun;
import org.integrationstack.connections.authorization.OneTimeSecret;
import org.integrationstack.connections.web.PublicUrl;

/**
 * What a browser keeps while it is at the provider: one cookie per authorization, so that two at once do not disturb
 * each other. Over https its name has the {@code __Host-} prefix, so that no other host can have set it. {@code Lax}:
 * the way back from the provider is a navigation from another site.
 *
 * <p>Source: RFC 6265bis, sections 4.1.3.2 and 5.6.7.
 */
@ApplicationScoped
class BindingCookie {
    private final boolean secure;

    @Inject
    BindingCookie(PublicUrl publicUrl) {
        this.secure = publicUrl.secure();
    }

    NewCookie of(Begun begun) {
        return cookie(begun.bindingName(), begun.binding().reveal(), begun.lifetime());
    }

    /** What this browser kept for that state. */
    Optional<OneTimeSecret> read(Map<String, Cookie> cookies, OneTimeSecret state) {
        return Optional.ofNullable(cookies.get(name(Authorizing.bindingName(state))))
                .map(Cookie::getValue)
                .flatMap(OneTimeSecret::parse);
    }

    /** Takes it away again. */
    NewCookie cleared(OneTimeSecret state) {
        return cookie(Authorizing.bindingName(state), "", Duration.ZERO);
    }

    private NewCookie cookie(String bindingName, String value, Duration life) {
        return new NewCookie.Builder(name(bindingName))
                .value(value)
                .path("/")
                .maxAge((int) life.toSeconds())
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    private String name(String bindingName) {
        return (secure ? "__Host-" : "") + "connect-" + bindingName;
    }
}
