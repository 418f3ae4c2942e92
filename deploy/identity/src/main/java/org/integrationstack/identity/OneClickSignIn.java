package org.integrationstack.identity;

import java.util.List;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * Signs in whoever is chosen from the local people, without a password: the provider listens on the loopback address
 * only, where everyone who reaches it could also read its secrets.
 */
final class OneClickSignIn implements AuthenticationProvider {

    /** Carries the time of signing in, which the ID token states. */
    private static final String CHOICE = "CHOICE";

    private final IdentitySettings settings;

    OneClickSignIn(IdentitySettings settings) {
        this.settings = settings;
    }

    @Override
    public Authentication authenticate(Authentication choice) {
        return settings.people().stream()
                .filter(person -> person.name().equals(choice.getName()))
                .map(person -> UsernamePasswordAuthenticationToken.authenticated(
                        person.name(), null, List.of(FactorGrantedAuthority.fromFactor(CHOICE))))
                .findFirst()
                .orElseThrow(() -> new BadCredentialsException("no such person"));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
