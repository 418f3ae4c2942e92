package org.integrationstack.proxy.testing;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.UrlTemplate;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.proxy.cache.CacheSettings;
import org.integrationstack.proxy.call.Answer.Provided;
import org.integrationstack.proxy.call.Body;
import org.integrationstack.proxy.call.CacheDirectives;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.CallReport;
import org.integrationstack.proxy.call.Deadline;
import org.integrationstack.proxy.call.RequestTarget;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.connection.Credential;
import org.integrationstack.proxy.connection.TokenSlot;

/** Calls and answers for tests without a container. */
public final class Fixtures {
    public static final ProviderId PROVIDER = new ProviderId("testapi");

    private Fixtures() {}

    public static Connection connection(String account) {
        return new Connection(
                ConnectionId.random(),
                new TenantId("acme"),
                new UserId("alice"),
                PROVIDER,
                ConnectionKind.OAUTH,
                Optional.ofNullable(account),
                1);
    }

    public static Api api(Api.Limit... limits) {
        return new Api(
                new UrlTemplate("https://api.testapi.example", new Hosts(List.of("api.testapi.example"))),
                Map.of("X-Api-Version", "7"),
                Api.Authorization.bearer(),
                List.of("/oauth/"),
                List.of("Test-Account", "on_behalf_of"),
                List.of(limits),
                List.of(),
                Optional.empty());
    }

    public static Api.Limit sliding(String name, Api.Level level, int permits, Duration window) {
        return new Api.Limit(
                name, level, Api.LimitKind.SLIDING, permits, window, 1, Set.of(), List.of(), Optional.empty());
    }

    public static Call get(Connection connection, String target, String... headers) {
        return call(connection, api(), HttpMethod.GET, target, CacheDirectives.NONE, headers);
    }

    public static Call call(
            Connection connection,
            Api api,
            HttpMethod method,
            String target,
            CacheDirectives directives,
            String... headers) {
        return new Call(
                connection,
                api,
                new Credential(Secret.of("token"), TokenSlot.MAIN, 1, Map.of()),
                method,
                RequestTarget.of(target),
                headers(headers),
                Body.none(),
                directives,
                Deadline.in(Duration.ofSeconds(10)));
    }

    public static Provided ok(String body, String... headers) {
        return answer(200, body, headers);
    }

    public static Provided answer(int status, String body, String... headers) {
        return new Provided(
                status, headers(headers), Body.of(Buffer.buffer(body)), CallReport.NOTHING_DONE.withAttempt());
    }

    /** Name, value, name, value … */
    public static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /** Keeps bodies of 1 KiB, answers for a day at most, and what can be revalidated an hour longer. */
    public static CacheSettings cacheSettings() {
        return new CacheSettings() {
            @Override
            public MemorySize maxBody() {
                return new MemorySize(BigInteger.valueOf(1024));
            }

            @Override
            public Duration staleFor() {
                return Duration.ofHours(1);
            }

            @Override
            public Duration longest() {
                return Duration.ofHours(24);
            }

            @Override
            public Duration timeout() {
                return Duration.ofMillis(100);
            }
        };
    }
}
