package org.integrationstack.sandbox.github;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.Authorizations;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Redemption;
import org.integrationstack.sandbox.oauth.Redemption.Reason;

/**
 * {@code POST /login/oauth/access_token}. Every outcome is a 200; it is form-encoded unless JSON is
 * asked for.
 *
 * <p>Source: docs.github.com, "Authorizing OAuth apps", "Refreshing user access tokens" and
 * "Troubleshooting OAuth app access token request errors".
 */
final class TokenEndpoint {
    private static final String ERRORS = Addresses.DOCUMENTATION
            + "/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#";

    private final Apps apps;
    private final Authorizations<Person> authorizations;
    private final UserTokens tokens;

    TokenEndpoint(Apps apps, Authorizations<Person> authorizations, UserTokens tokens) {
        this.apps = apps;
        this.authorizations = authorizations;
        this.tokens = tokens;
    }

    Answer answer(Call call) {
        Map<String, String> request = fields(call);
        ObjectNode outcome = outcome(call, request);
        boolean json =
                call.header("Accept").filter(accept -> accept.contains("json")).isPresent();
        Answer answer = json
                ? Answer.json(200, outcome)
                : Answer.text(200, "application/x-www-form-urlencoded", Form.encode(texts(outcome)));
        return answer.with("Cache-Control", "no-store");
    }

    private ObjectNode outcome(Call call, Map<String, String> request) {
        Optional<Registration> app = apps.with(ClientCredentials.of(call, request));
        if (app.isEmpty()) {
            return error(
                    "incorrect_client_credentials",
                    "The client_id and/or client_secret passed are incorrect.",
                    "incorrect-client-credentials");
        }
        return switch (request.getOrDefault("grant_type", "authorization_code")) {
            case "authorization_code" -> redeem(app.get(), request);
            case "refresh_token" -> refresh(app.get(), request);
            default -> error("unsupported_grant_type", "The grant type is not supported.", "unsupported-grant-type");
        };
    }

    private ObjectNode redeem(Registration app, Map<String, String> request) {
        String code = request.getOrDefault("code", "");
        Redemption<Person> redemption =
                authorizations.redeem(code, Form.text(request, "code_verifier"), Form.text(request, "redirect_uri"));
        if (redemption instanceof Redemption.Redeemed<Person> redeemed) {
            return Apps.askedBy(app, redeemed.consent()) ? token(tokens.issue(redeemed.consent())) : badCode();
        }
        Reason reason = ((Redemption.Refused<Person>) redemption).reason();
        if (reason == Reason.REPLAYED) {
            tokens.endAllOf(code);
        }
        return reason == Reason.OTHER_REDIRECT_URI
                ? error(
                        "redirect_uri_mismatch",
                        "The redirect_uri MUST match the registered callback URL for this application.",
                        "redirect-uri-mismatch")
                : badCode();
    }

    private static ObjectNode badCode() {
        return error("bad_verification_code", "The code passed is incorrect or expired.", "bad-verification-code");
    }

    private ObjectNode refresh(Registration app, Map<String, String> request) {
        return tokens.refresh(app, request.getOrDefault("refresh_token", ""))
                .map(this::token)
                .orElseGet(() -> error(
                        "bad_refresh_token", "The refresh token passed is incorrect or expired.", "bad-refresh-token"));
    }

    /** The scopes granted come back with commas, though they are requested with spaces; a GitHub App has none. */
    private ObjectNode token(UserTokens.Pair pair) {
        ObjectNode answer = Json.object()
                .put("access_token", pair.access().value())
                .put("token_type", "bearer")
                .put("scope", String.join(",", pair.access().consent().granted()));
        pair.refresh()
                .ifPresent(refresh -> answer.put("expires_in", tokens.secondsLeft(pair.access()))
                        .put("refresh_token", refresh.value())
                        .put("refresh_token_expires_in", tokens.secondsLeft(refresh)));
        return answer;
    }

    private static ObjectNode error(String error, String description, String anchor) {
        return Json.object()
                .put("error", error)
                .put("error_description", description)
                .put("error_uri", ERRORS + anchor);
    }

    /** Parameters come in the query, a form or a JSON object; the body's win. */
    private static Map<String, String> fields(Call call) {
        Map<String, String> fields = new LinkedHashMap<>(call.parameters());
        boolean json = call.header("Content-Type")
                .filter(type -> type.contains("json"))
                .isPresent();
        fields.putAll(
                json
                        ? Json.parseObject(call.text())
                                .map(TokenEndpoint::texts)
                                .orElse(Map.of())
                        : Form.decode(call.text()));
        return fields;
    }

    private static Map<String, String> texts(ObjectNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
        return texts;
    }
}
