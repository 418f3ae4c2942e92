package org.integrationstack.sandbox.oauth;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;

/**
 * What a provider's authorization endpoint does in its own way; {@link AuthorizeEndpoint} does the
 * rest.
 */
public interface Authorization<P extends Account> {

    /** Those with an account; the first is suggested. */
    List<P> people();

    /** The scopes that the request asks for, in order, each with what the consent page says of it. */
    Map<String, String> scopes(Call call);

    /** Whether people may leave out this scope of those asked for. */
    boolean optional(String scope);

    /** What is said of a client id that is not the registered one. */
    Refusal unknownClient();

    /**
     * What is said of a redirect URI that is not registered, or is missing though {@link
     * #redirectUriRequired}.
     */
    Refusal unknownRedirectUri(Optional<String> redirectUri);

    /** Whether the request must name its redirect URI, or the first registered one stands in. */
    boolean redirectUriRequired();

    /** Anything else that is wrong with the request, once client and redirect URI are known. */
    Optional<Refusal> refusal(Call call);

    /** The fields that tell the application of a person's no. */
    Map<String, String> denied();

    /** The fields that come with the code, besides {@code code} itself and {@code state}. */
    default Map<String, String> allowed(Consent<P> consent) {
        return Map.of();
    }

    /** The fields that come with every answer to the application, such as {@code iss}. */
    default Map<String, String> always() {
        return Map.of();
    }

    /** A request that gets no consent page. */
    sealed interface Refusal {
        /** Told to the person: the application is not to be trusted, or the provider tells all so. */
        record Shown(int status, String title, String text) implements Refusal {}

        /** Told to the application, at its redirect URI. */
        record SentBack(Map<String, String> fields) implements Refusal {}
    }
}
