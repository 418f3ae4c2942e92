package org.integrationstack.connections.authorization;

import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Role;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;

class CallbackRulesTest {
    private static final String ISSUER = "https://issuer.example";
    private static final OneTimeSecret BINDING = OneTimeSecret.random(new SecureRandom());

    private String provider = "github";
    private Optional<Secret> code = Optional.of(Secret.of("code"));
    private Optional<String> issuer = Optional.of(ISSUER);
    private Optional<String> error = Optional.empty();
    private Optional<OneTimeSecret> binding = Optional.of(BINDING);
    private Optional<Caller> caller = Optional.of(caller("acme", "alice"));
    private AuthorizationRequest.Mode mode = AuthorizationRequest.Mode.BROWSER;

    @Test
    void letsTheSameBrowserAndUserProceed() {
        assertThat(judge(true)).isEqualTo(new CallbackRules.Proceed(Secret.of("code")));
    }

    @Test
    void needsTheIssuerWhereItIsRequired() {
        issuer = Optional.empty();

        assertThat(judge(true)).isEqualTo(failed(CallbackError.ISSUER_MISMATCH));
        assertThat(judge(false)).isInstanceOf(CallbackRules.Proceed.class);
    }

    @Test
    void refusesAnotherIssuerThoughNoneIsRequired() {
        issuer = Optional.of("https://evil.example");

        assertThat(judge(false)).isEqualTo(failed(CallbackError.ISSUER_MISMATCH));
    }

    @Test
    void believesAnErrorOfTheRightIssuerOnly() {
        error = Optional.of("access_denied");
        assertThat(judge(true)).isEqualTo(failed(CallbackError.ACCESS_DENIED));

        issuer = Optional.of("https://evil.example");
        assertThat(judge(true)).isEqualTo(failed(CallbackError.ISSUER_MISMATCH));
    }

    @Test
    void keepsOtherErrorsToOneCode() {
        error = Optional.of("<b>server_error</b>");

        assertThat(judge(true)).isEqualTo(failed(CallbackError.PROVIDER_ERROR));
    }

    @Test
    void tellsAnotherBrowserNothing() {
        binding = Optional.of(OneTimeSecret.random(new SecureRandom()));
        assertThat(judge(true)).isInstanceOf(CallbackRules.Stray.class);

        binding = Optional.empty();
        assertThat(judge(true)).isInstanceOf(CallbackRules.Stray.class);
    }

    @Test
    void tellsAnotherUserNothing() {
        caller = Optional.of(caller("acme", "bob"));
        assertThat(judge(true)).isInstanceOf(CallbackRules.Stray.class);

        caller = Optional.of(caller("globex", "alice"));
        assertThat(judge(true)).isInstanceOf(CallbackRules.Stray.class);
    }

    @Test
    void needsASessionInABrowserAndNoneForAProgramsLink() {
        caller = Optional.empty();
        assertThat(judge(true)).isEqualTo(failed(CallbackError.SESSION_REQUIRED));

        mode = AuthorizationRequest.Mode.PROGRAM;
        assertThat(judge(true)).isInstanceOf(CallbackRules.Proceed.class);
    }

    @Test
    void takesNoStateOfAnotherProvider() {
        provider = "slack";

        assertThat(judge(true)).isInstanceOf(CallbackRules.Stray.class);
    }

    @Test
    void needsACode() {
        code = Optional.empty();

        assertThat(judge(true)).isEqualTo(failed(CallbackError.EXCHANGE_FAILED));
    }

    private CallbackRules.Verdict judge(boolean issRequired) {
        AuthorizationRequest request = new AuthorizationRequest(
                mode,
                new TenantId("acme"),
                new UserId("alice"),
                new UserId("alice"),
                "github",
                URI.create(ISSUER),
                ConnectionKind.OAUTH,
                List.of(),
                Map.of(),
                Map.of(),
                URI.create("https://console.example/"),
                true,
                Optional.empty());
        PendingAuthorization pending = new PendingAuthorization(
                request, URI.create("https://console.example/cb"), BINDING.name("binding"), "nonce", "verifier");
        return CallbackRules.judge(
                new Callback(provider, Optional.empty(), code, issuer, error, binding, caller), pending, issRequired);
    }

    private static CallbackRules.Failed failed(CallbackError error) {
        return new CallbackRules.Failed(error);
    }

    private static Caller caller(String tenant, String subject) {
        return new Caller(new TenantId(tenant), new UserId(subject), Set.of(Role.USER), Set.of());
    }
}
