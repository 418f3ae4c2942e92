package org.integrationstack.common.apikey;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import org.integrationstack.common.problem.ProblemType;

/**
 * Signs in who sends a key: as a bearer token, or as a Basic user name with an empty password, as some SDKs send theirs.
 * What does not begin like a key is left to the issuer's tokens; what does is never sent to the issuer.
 *
 * <p>Source: RFC 6750, section 2.1; RFC 7617, section 2.
 */
@ApplicationScoped
@IfBuildProperty(name = ApiKeyReader.ACCEPTED, stringValue = "true")
class ApiKeyMechanism implements HttpAuthenticationMechanism {
    private static final int BEFORE_THE_ISSUERS_TOKENS = HttpAuthenticationMechanism.DEFAULT_PRIORITY + 1_000;
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final ApiKeys keys;

    @Inject
    ApiKeyMechanism(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public int getPriority() {
        return BEFORE_THE_ISSUERS_TOKENS;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        Optional<String> sent = Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
                .flatMap(ApiKeyMechanism::key);
        if (sent.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        context.put(HttpAuthenticationMechanism.class.getName(), this);
        return Uni.createFrom().item(() -> identity(sent.get()));
    }

    /** Asked for requests that were refused with a key; all others are the business of the issuer's tokens. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        boolean concerned = context.get(HttpAuthenticationMechanism.class.getName()) == this;
        return concerned
                ? Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"))
                : Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    private SecurityIdentity identity(String text) {
        if (!keys.isComplete()) {
            throw ProblemType.DEPENDENCY_UNAVAILABLE.asException(
                    "API keys cannot be checked at the moment.", Map.of("Retry-After", "2"));
        }
        ApiKeyHolder holder = ApiKey.parse(text)
                .flatMap(keys::holder)
                .orElseThrow(() -> new AuthenticationFailedException("no such API key"));
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(holder)
                .addRoles(holder.caller().scopes())
                .build();
    }

    private static Optional<String> key(String authorization) {
        String scheme = authorization.toLowerCase(Locale.ROOT);
        Optional<String> sent = Optional.empty();
        if (scheme.startsWith(BEARER)) {
            sent = Optional.of(authorization.substring(BEARER.length()).strip());
        } else if (scheme.startsWith(BASIC)) {
            sent = userName(authorization.substring(BASIC.length()).strip());
        }
        return sent.filter(text -> text.startsWith(ApiKey.PREFIX));
    }

    /** With a password it stays as it is, and so is no key. */
    private static Optional<String> userName(String credentials) {
        try {
            String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.ISO_8859_1);
            return Optional.of(text.endsWith(":") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
