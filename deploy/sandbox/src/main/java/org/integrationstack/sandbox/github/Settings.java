package org.integrationstack.sandbox.github;

import java.time.Duration;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Input;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;

/**
 * What can be changed about this GitHub.
 *
 * @param expiringTokens whether new tokens of the OAuth app expire and come with a refresh token
 * @param userTokenExpiration the same of the GitHub App
 * @param accessTokenLife of expiring tokens
 * @param refreshTokenLife of expiring tokens
 * @param rateLimit requests per window and person
 * @param rateLimitWindow from the first request on
 * @param rateLimitStatus 403 or 429: GitHub uses both for a used-up quota
 */
record Settings(
        boolean expiringTokens,
        boolean userTokenExpiration,
        Duration accessTokenLife,
        Duration refreshTokenLife,
        int rateLimit,
        Duration rateLimitWindow,
        int rateLimitStatus) {
    private static final Set<String> MEMBERS = Set.of(
            "expiringTokens",
            "userTokenExpiration",
            "accessTokenSeconds",
            "refreshTokenSeconds",
            "rateLimit",
            "rateLimitWindowSeconds",
            "rateLimitStatus");

    /**
     * Source: docs.github.com, "Refreshing user access tokens" (8 hours, 6 months) and "Rate limits
     * for the REST API" (5,000 requests per hour and user).
     */
    static final Settings DEFAULT =
            new Settings(false, true, Duration.ofHours(8), Duration.ofDays(184), 5000, Duration.ofHours(1), 403);

    Settings with(ObjectNode changes) {
        Input input = Input.of(changes, MEMBERS);
        int status = input.number("rateLimitStatus", 403, 429).orElse(rateLimitStatus);
        if (status != 403 && status != 429) {
            throw Problem.invalid("'rateLimitStatus' must be 403 or 429.");
        }
        return new Settings(
                input.flag("expiringTokens").orElse(expiringTokens),
                input.flag("userTokenExpiration").orElse(userTokenExpiration),
                input.seconds("accessTokenSeconds", 1).orElse(accessTokenLife),
                input.seconds("refreshTokenSeconds", 1).orElse(refreshTokenLife),
                input.number("rateLimit", 0, Integer.MAX_VALUE).orElse(rateLimit),
                input.seconds("rateLimitWindowSeconds", 1).orElse(rateLimitWindow),
                status);
    }

    ObjectNode json() {
        return Json.object()
                .put("expiringTokens", expiringTokens)
                .put("userTokenExpiration", userTokenExpiration)
                .put("accessTokenSeconds", accessTokenLife.toSeconds())
                .put("refreshTokenSeconds", refreshTokenLife.toSeconds())
                .put("rateLimit", rateLimit)
                .put("rateLimitWindowSeconds", rateLimitWindow.toSeconds())
                .put("rateLimitStatus", rateLimitStatus);
    }
}
