package org.integrationstack.proxy.testing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

import org.integrationstack.common.problem.ProblemType;

/** The internal endpoint of connections-service, as its contract says; it can go away and come back on its port. */
final class TestConnections {
    private final Vertx vertx;
    private HttpServer server;

    TestConnections(Vertx vertx) {
        this.vertx = vertx;
    }

    int start() {
        server = TestWorld.listen(vertx.createHttpServer().requestHandler(this::answer));
        return server.actualPort();
    }

    Future<Void> goAway() {
        return server.close();
    }

    Future<Void> comeBack() {
        int port = server.actualPort();
        server = vertx.createHttpServer().requestHandler(this::answer);
        return server.listen(port, "127.0.0.1").mapEmpty();
    }

    private void answer(HttpServerRequest request) {
        String id = request.path().replaceFirst("^/internal/connections/([^/]*)/credentials(/refresh)?$", "$1");
        if (!scope(request).contains("credentials:read") || !scope(request).contains("tenant:delegate")) {
            problem(request, ProblemType.FORBIDDEN);
        } else if (id.startsWith(People.State.REVOKED.prefix)) {
            problem(request, ProblemType.NEEDS_REAUTHORIZATION);
        } else if (id.startsWith(People.State.PAUSED.prefix)) {
            problem(request, ProblemType.CONFLICT);
        } else if (id.startsWith(People.State.CONFUSING.prefix)) {
            problem(request, ProblemType.INTERNAL);
        } else {
            request.body().onSuccess(body -> credential(request, id, version(body)));
        }
    }

    /** The first credential has version 7; a renewed one follows the one that was refused. */
    private static long version(Buffer body) {
        return body.length() == 0 ? 7 : body.toJsonObject().getLong("rejectedVersion") + 1;
    }

    private static void credential(HttpServerRequest request, String id, long version) {
        String tenant = id.startsWith("ba11") ? "globex" : "acme";
        if (id.startsWith("00000000") || !tenant.equals(request.getHeader("Integration-Tenant"))) {
            problem(request, ProblemType.UNKNOWN_CONNECTION);
            return;
        }
        boolean tight = id.startsWith("711647");
        JsonObject credential = new JsonObject()
                .put("connection", id)
                .put("tenant", tenant)
                .put("owner", id.startsWith("b0b") ? "bob" : id.startsWith("ba11") ? "mallory" : "alice")
                .put("provider", provider(id))
                .put("status", "ACTIVE")
                .put("kind", keyed(id) ? "api_key" : "oauth")
                .put("version", version)
                .put("connectionVersion", 1)
                .put("accountId", tight ? id.substring(35) : id)
                .put("accessToken", (version > 7 ? "renewed-" : "") + slot(request) + "token-of-" + id)
                .put("tokenType", "bearer")
                .putNull("expiresAt")
                .put("values", values(id));
        request.response().putHeader("Content-Type", "application/json").end(credential.toBuffer());
    }

    private static String slot(HttpServerRequest request) {
        String slot = request.getParam("slot");
        return slot.equals("main") ? "" : slot + "-";
    }

    private static boolean keyed(String id) {
        return id.startsWith("5eed") || id.startsWith(People.State.MISLED.prefix);
    }

    private static JsonObject values(String id) {
        return keyed(id)
                ? new JsonObject().put("region", id.startsWith("5eed") ? "eu" : "evil.example/")
                : new JsonObject();
    }

    private static String provider(String id) {
        if (keyed(id)) {
            return "keyedapi";
        }
        if (id.startsWith("711647")) {
            return "tightapi";
        }
        if (id.startsWith("617b")) {
            return "github";
        }
        if (id.startsWith(People.State.PROVIDER_AWAY.prefix)) {
            return "deadapi";
        }
        if (id.startsWith(People.State.PROVIDER_PRIVATE.prefix)) {
            return "innerapi";
        }
        return id.startsWith(People.State.PROVIDER_UNKNOWN.prefix) ? "unheard-of" : "testapi";
    }

    private static void problem(HttpServerRequest request, ProblemType type) {
        request.response()
                .setStatusCode(type.status())
                .putHeader("Content-Type", "application/problem+json")
                .end(new JsonObject()
                        .put("type", type.uri().toString())
                        .put("status", type.status())
                        .toBuffer());
    }

    private static String scope(HttpServerRequest request) {
        String[] token = String.valueOf(request.getHeader("Authorization")).split("\\.", -1);
        return token.length < 2
                ? ""
                : new JsonObject(new String(Base64.getUrlDecoder().decode(token[1]), StandardCharsets.UTF_8))
                        .getString("scope", "");
    }
}
