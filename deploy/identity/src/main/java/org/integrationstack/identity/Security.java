package org.integrationstack.identity;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;

/** Who may reach what: the protocol's endpoints first, then the sign-in page; everything else needs a session. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class Security {

    /**
     * No {@code form-action}: browsers apply it to the redirects that follow the form, which lead to the console and
     * from there on to the providers that a person connects.
     */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    @Order(1)
    SecurityFilterChain protocol(HttpSecurity http) throws Exception {
        return http.oauth2AuthorizationServer(server -> {
                    http.securityMatcher(server.getEndpointsMatcher());
                    server.oidc(Customizer.withDefaults());
                    server.tokenEndpoint(endpoint -> endpoint.accessTokenRequestConverter(new DefaultScopes()));
                })
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(handling -> handling.defaultAuthenticationEntryPointFor(
                        new LoginUrlAuthenticationEntryPoint(SignInPage.PATH),
                        new MediaTypeRequestMatcher(MediaType.TEXT_HTML)))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain signIn(HttpSecurity http, IdentitySettings settings) throws Exception {
        return http.authenticationProvider(new OneClickSignIn(settings))
                .authorizeHttpRequests(requests -> requests.requestMatchers(SignInPage.PATH, SignInPage.STYLE)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage(SignInPage.PATH)
                        .loginProcessingUrl(SignInPage.PATH)
                        .failureUrl(SignInPage.PATH)
                        .defaultSuccessUrl(settings.console().url()))
                .headers(headers ->
                        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
                .build();
    }

    /** A page elsewhere whose name resolves to this machine (DNS rebinding) must not reach the sign-in page. */
    @Bean
    HttpFirewall ownHostOnly(IdentitySettings settings) {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHostnames(settings.issuer().getHost()::equals);
        return firewall;
    }

    /** Takes every path: the server runs no filter, and so no protocol endpoint, where no servlet is. */
    @Bean
    ServletRegistrationBean<SignInPage> signInPage(IdentitySettings settings) {
        return new ServletRegistrationBean<>(new SignInPage(settings), "/");
    }
}
