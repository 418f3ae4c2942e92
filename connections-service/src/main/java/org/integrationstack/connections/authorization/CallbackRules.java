package org.integrationstack.connections.authorization;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.secret.Secret;

/**
 * Decides whether a callback may be completed. Nothing of the request is believed before it is known to come from the
 * browser and the user that began it; the code is not touched before the issuer is known to be right.
 */
final class CallbackRules {
    private CallbackRules() {}

    /**
     * The verdict.
     *
     * @param issRequired whether a missing {@code iss} is an error
     */
    static Verdict judge(Callback callback, PendingAuthorization pending, boolean issRequired) {
        AuthorizationRequest request = pending.request();
        if (!request.provider().equals(callback.provider()) || !sameBrowser(callback, pending)) {
            return new Stray(CallbackError.INVALID_STATE);
        }
        if (request.mode() == AuthorizationRequest.Mode.BROWSER) {
            if (callback.caller().isEmpty()) {
                return new Failed(CallbackError.SESSION_REQUIRED);
            }
            if (!sameUser(callback.caller().get(), request)) {
                return new Stray(CallbackError.INVALID_STATE);
            }
        }
        return judgeAnswer(callback, request, issRequired);
    }

    private static Verdict judgeAnswer(Callback callback, AuthorizationRequest request, boolean issRequired) {
        if (callback.issuer().isPresent()
                && !callback.issuer().get().equals(request.issuer().toString())) {
            return new Failed(CallbackError.ISSUER_MISMATCH);
        }
        if (callback.error().isPresent()) {
            boolean denied = callback.error().get().equals("access_denied");
            return new Failed(denied ? CallbackError.ACCESS_DENIED : CallbackError.PROVIDER_ERROR);
        }
        if (issRequired && callback.issuer().isEmpty()) {
            return new Failed(CallbackError.ISSUER_MISMATCH);
        }
        Optional<Secret> code = callback.code();
        return code.isPresent() ? new Proceed(code.get()) : new Failed(CallbackError.EXCHANGE_FAILED);
    }

    private static boolean sameBrowser(Callback callback, PendingAuthorization pending) {
        return callback.binding()
                .map(binding -> MessageDigest.isEqual(bytes(binding.name("binding")), bytes(pending.bindingName())))
                .orElse(false);
    }

    private static boolean sameUser(Caller caller, AuthorizationRequest request) {
        return caller.tenant().equals(request.tenant()) && caller.subject().equals(request.initiator());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What to do with a callback. */
    sealed interface Verdict {}

    /** Exchange the code. */
    record Proceed(Secret code) implements Verdict {}

    /** Tell the one who began it. */
    record Failed(CallbackError error) implements Verdict {}

    /** Tell the browser, which is not the one that began it, nothing of what it was about, not even its way back. */
    record Stray(CallbackError error) implements Verdict {}
}
