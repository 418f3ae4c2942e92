package org.integrationstack.connections.grant.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.vertx.core.MultiMap;

import org.integrationstack.common.http.InboundResponse;

/**
 * Answers such as no provider should send, the same for the same seed: real answers with parts cut, doubled, swapped for
 * others' or for noise.
 */
final class RandomAnswers {
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json; charset=utf-8",
            "application/x-www-form-urlencoded",
            "text/html",
            "text/plain",
            "");
    private static final List<Integer> STATUSES =
            List.of(200, 200, 200, 200, 201, 204, 302, 400, 401, 404, 429, 500, 503);
    private static final List<String> WHOLE = List.of(
            "{\"access_token\":\"gho_1\",\"scope\":\"repo,gist\",\"token_type\":\"bearer\"}",
            "{\"ok\":true,\"access_token\":\"xoxb-1\",\"team\":{\"id\":\"T1\",\"name\":\"One\"},"
                    + "\"authed_user\":{\"id\":\"U1\",\"access_token\":\"xoxp-1\",\"scope\":\"users:read\"}}",
            "{\"ok\":false,\"error\":\"invalid_auth\"}",
            "{\"access_token\":\"00D!A\",\"instance_url\":\"https://one.example.com\",\"id\":\"https://x.example.com/id\"}",
            "{\"error\":\"invalid_grant\",\"error_description\":\"gone\"}",
            "{\"access_token\":\"t\",\"refresh_token\":\"r\",\"expires_in\":3600,\"name\":\"n\"}",
            "{\"active\":true,\"exp\":1790000000}",
            "access_token=t&refresh_token=r&expires_in=3600&scope=repo%2Cgist",
            "<!doctype html><title>Sign in</title>");
    private static final List<String> PARTS = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "null",
            "true",
            "1e999",
            "-0",
            "&",
            "=",
            "%",
            "%zz",
            "%00",
            "\r\n",
            "\u0000",
            "\u00e9",
            "\ud83d\ude00",
            "\"access_token\":\"u\"",
            "\"error\":{}",
            "\"expires_in\":-9223372036854775808",
            "\"name\":[[[]]]");

    private final Random random;

    RandomAnswers(long seed) {
        this.random = new Random(seed);
    }

    InboundResponse next() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", one(TYPES));
        return new InboundResponse(one(STATUSES), headers, body());
    }

    private byte[] body() {
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            return noise;
        }
        StringBuilder text = new StringBuilder(one(WHOLE));
        for (int i = random.nextInt(4); i > 0; i--) {
            spoil(text);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void spoil(StringBuilder text) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(text.length() - from + 1);
        switch (random.nextInt(4)) {
            case 0 -> text.delete(from, to);
            case 1 -> text.insert(from, text.substring(from, to));
            case 2 -> text.replace(from, to, one(PARTS));
            default -> text.insert(from, one(PARTS));
        }
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
