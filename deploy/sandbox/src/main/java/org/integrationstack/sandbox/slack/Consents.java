package org.integrationstack.sandbox.slack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.oauth.Authorization;

/**
 * {@code slack.com/oauth/v2/authorize}. People allow all that is asked for or nothing.
 *
 * <p>Source: docs.slack.dev, "Installing with OAuth".
 */
final class Consents implements Authorization<Person> {

    @Override
    public List<Person> people() {
        return Person.ALL;
    }

    @Override
    public Map<String, String> scopes(Call call) {
        Map<String, String> scopes = new LinkedHashMap<>();
        for (Slot slot : Slot.values()) {
            requested(slot, call).forEach(scope -> scopes.put(slot.consented(scope), Scopes.description(scope)));
        }
        return scopes;
    }

    @Override
    public boolean optional(String scope) {
        return false;
    }

    @Override
    public Refusal unknownClient() {
        return new Refusal.Shown(400, "Something went wrong when authorizing this app.", "Invalid client_id parameter");
    }

    @Override
    public Refusal unknownRedirectUri(Optional<String> redirectUri) {
        return new Refusal.Shown(
                400,
                "Something went wrong when authorizing this app.",
                "redirect_uri did not match any configured URIs. Passed URI: " + redirectUri.orElse(""));
    }

    @Override
    public boolean redirectUriRequired() {
        return false;
    }

    /** Unknown scopes and those of signing in together with others: {@code invalid_scope}. */
    @Override
    public Optional<Refusal> refusal(Call call) {
        List<String> user = requested(Slot.USER, call);
        List<String> bot = requested(Slot.BOT, call);
        long signingIn =
                user.stream().filter(scope -> scope.startsWith(Scopes.SIGN_IN)).count();
        boolean good = user.stream().allMatch(Scopes::known)
                && bot.stream().allMatch(Scopes::known)
                && bot.stream().noneMatch(scope -> scope.startsWith(Scopes.SIGN_IN))
                && !(user.isEmpty() && bot.isEmpty())
                && (signingIn == 0 || (signingIn == user.size() && bot.isEmpty()));
        return good ? Optional.empty() : Optional.of(new Refusal.SentBack(Map.of("error", "invalid_scope")));
    }

    @Override
    public Map<String, String> denied() {
        return Map.of("error", "access_denied");
    }

    private static List<String> requested(Slot slot, Call call) {
        return Scopes.list(call.parameter(slot.parameter()).orElse(""));
    }
}
