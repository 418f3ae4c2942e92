package org.integrationstack.sandbox.slack;

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
import org.integrationstack.sandbox.oauth.Consent;
import org.integrationstack.sandbox.oauth.Redemption;
import org.integrationstack.sandbox.oauth.Redemption.Reason;

/**
 * {@code oauth.v2.access}: codes and refresh tokens for tokens.
 *
 * <p>Source: docs.slack.dev, "oauth.v2.access method", "Installing with OAuth" and "Using token
 * rotation".
 */
final class TokenMethods {
    static final String APP_ID = "A012SANDBX";

    private final Registration registration;
    private final Authorizations<Person> authorizations;
    private final Installations installations;

    TokenMethods(Registration registration, Authorizations<Person> authorizations, Installations installations) {
        this.registration = registration;
        this.authorizations = authorizations;
        this.installations = installations;
    }

    /** @param arguments of the query, the form or the JSON body */
    Answer access(Call call, Map<String, String> arguments) {
        ClientCredentials client = ClientCredentials.of(call, arguments);
        if (!client.id().equals(registration.clientId())) {
            throw ApiError.of("invalid_client_id");
        }
        if (!client.belongTo(registration)) {
            throw ApiError.of("bad_client_secret");
        }
        return switch (arguments.getOrDefault("grant_type", "authorization_code")) {
            case "authorization_code" -> redeem(arguments);
            case "refresh_token" -> refresh(arguments.getOrDefault("refresh_token", ""));
            default -> throw ApiError.of("invalid_grant_type");
        };
    }

    private Answer redeem(Map<String, String> arguments) {
        Redemption<Person> redemption = authorizations.redeem(
                arguments.getOrDefault("code", ""),
                Optional.ofNullable(arguments.get("code_verifier")),
                Form.text(arguments, "redirect_uri"));
        if (redemption instanceof Redemption.Refused<Person> refused) {
            throw ApiError.of(error(refused.reason()));
        }
        return installed(((Redemption.Redeemed<Person>) redemption).consent());
    }

    private static String error(Reason reason) {
        return switch (reason) {
            case OTHER_REDIRECT_URI -> "bad_redirect_uri";
            case REPLAYED -> "code_already_used";
            case UNKNOWN, EXPIRED, UNVERIFIED -> "invalid_code";
        };
    }

    /** The bot's token at the top, the person's under {@code authed_user}. */
    private Answer installed(Consent<Person> consent) {
        ObjectNode answer = Json.object().put("ok", true).put("app_id", APP_ID);
        ObjectNode user = Json.object().put("id", consent.person().id());
        installations.install(Slot.USER, consent).ifPresent(issued -> put(user, issued));
        answer.set("authed_user", user);
        installations.install(Slot.BOT, consent).ifPresent(issued -> put(answer, issued));
        return answer(answer, consent.person());
    }

    /** One token, at the top whosever it is. */
    private Answer refresh(String refreshToken) {
        Installations.Issued issued =
                installations.refresh(refreshToken).orElseThrow(() -> ApiError.of("invalid_refresh_token"));
        ObjectNode answer = Json.object().put("ok", true).put("app_id", APP_ID);
        put(answer, issued);
        return answer(answer, issued.access().person());
    }

    private void put(ObjectNode object, Installations.Issued issued) {
        object.put("scope", String.join(",", issued.access().scopes()))
                .put("token_type", issued.slot().type())
                .put("access_token", issued.access().value());
        if (issued.slot() == Slot.BOT) {
            object.put("bot_user_id", issued.access().person().team().botUser());
        }
        issued.refresh()
                .ifPresent(refresh -> object.put("refresh_token", refresh.value())
                        .put(
                                "expires_in",
                                installations
                                        .secondsLeft(new Installations.Held(issued.slot(), issued.access()))
                                        .orElseThrow()));
    }

    private static Answer answer(ObjectNode answer, Person person) {
        answer.set("team", person.team().json());
        return Answer.json(200, answer.putNull("enterprise").put("is_enterprise_install", false));
    }
}
