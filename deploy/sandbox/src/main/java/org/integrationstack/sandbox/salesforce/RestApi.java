package org.integrationstack.sandbox.salesforce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/**
 * {@code /services/data}: versions, limits, queries that go on, and single records. Confined to the
 * event loop.
 *
 * <p>Source: developer.salesforce.com, REST API Developer Guide.
 */
final class RestApi {
    private static final int OLDEST = 31;
    private static final int NEWEST = 66;

    private static final int USUAL_BATCH = 2000;
    private static final int SMALLEST_BATCH = 200;
    private static final Pattern BATCH_SIZE = Pattern.compile("(?i)batchSize=(\\d{1,9})");
    private static final Pattern LOCATOR = Pattern.compile("(\\w+)-(\\d{1,9})");

    /** Queries that are kept for their next pages: the latest, per process and not, as there, per person. */
    private static final int OPEN_QUERIES = 100;

    private interface Handler {
        Answer answer(Request request);
    }

    /** An authenticated request. */
    private record Request(Call call, Map<String, String> values, User user) {
        String version() {
            return values.get("version");
        }

        Records.Type type() {
            return Records.type(values.get("type")).orElseThrow(ApiError::notFound);
        }
    }

    /** A query whose later pages wait to be fetched by the org that asked. */
    private record Cursor(Org org, Query query, List<ObjectNode> found) {}

    private final Tokens<User> tokens;
    private final Usage usage;
    private final Secrets secrets;
    private final Records records;
    private final OutboundMessages messages;
    private final Routes<Handler> routes = new Routes<>();
    private final Map<String, Cursor> cursors = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cursor> eldest) {
            return size() > OPEN_QUERIES;
        }
    };

    RestApi(Tokens<User> tokens, Usage usage, Records records, OutboundMessages messages, Secrets secrets) {
        this.tokens = tokens;
        this.usage = usage;
        this.records = records;
        this.messages = messages;
        this.secrets = secrets;
        routes.on("GET", "/services/data/{version}/limits", this::limits)
                .on("GET", "/services/data/{version}/query", this::query)
                .on("GET", "/services/data/{version}/query/{locator}", this::queryMore)
                .on("GET", "/services/data/{version}/sobjects/{type}/{id}", this::record)
                .on("POST", "/services/data/{version}/sobjects/{type}", this::create);
    }

    /** Answers everything below {@code /services/data}. The list of versions is everybody's. */
    Answer answer(Call call) {
        try {
            return call.path().matches("/services/data/?") ? versions() : authenticated(call);
        } catch (ApiError error) {
            return error.answer();
        }
    }

    /** The answer to an org that has used up its day, or to one that has too many long calls open. */
    static Answer tooFast(OptionalInt retryAfterSeconds) {
        String which = retryAfterSeconds.isEmpty() ? "TotalRequests" : "ConcurrentPerOrgLongTxn";
        return ApiError.requestLimit(which).answer().withRetryAfter(retryAfterSeconds);
    }

    private Answer authenticated(Call call) {
        Token<User> token = bearer(call)
                .flatMap(value -> tokens.live(Tokens.Use.ACCESS, value))
                .orElseThrow(ApiError::invalidSession);
        if (!Scopes.callsApi(token.scopes())) {
            throw ApiError.of(403, "INVALID_SESSION_ID", "This session is not valid for use with the REST API");
        }
        Org org = token.person().org();
        if (!usage.count(org)) {
            throw ApiError.requestLimit("TotalRequests");
        }
        return routed(call, token.person()).with("Sforce-Limit-Info", "api-usage=" + usage.of(org));
    }

    private Answer routed(Call call, User user) {
        try {
            var match = routes.find(call.method(), call.path())
                    .filter(found -> known(found.values().get("version")))
                    .orElseThrow(ApiError::notFound);
            return match.handler().answer(new Request(call, match.values(), user));
        } catch (ApiError error) {
            return error.answer();
        }
    }

    /** Both schemes are good: OAuth is that of drafts from before RFC 6750. */
    private static Optional<String> bearer(Call call) {
        return call.header("Authorization")
                .filter(header -> header.matches("(?i)(Bearer|OAuth) +\\S+"))
                .map(header -> header.substring(header.lastIndexOf(' ') + 1));
    }

    private static boolean known(String version) {
        Matcher matcher = Pattern.compile("v(\\d{2,3})\\.0").matcher(version);
        return matcher.matches()
                && Integer.parseInt(matcher.group(1)) >= OLDEST
                && Integer.parseInt(matcher.group(1)) <= NEWEST;
    }

    private static Answer versions() {
        ArrayNode versions = Json.array();
        for (int version = OLDEST; version <= NEWEST; version++) {
            versions.addObject()
                    .put("label", "Release " + version)
                    .put("url", "/services/data/v" + version + ".0")
                    .put("version", version + ".0");
        }
        return Answer.json(200, versions);
    }

    private Answer limits(Request request) {
        Usage.Day day = usage.of(request.user().org());
        ObjectNode limits = Json.object();
        limits.putObject("DailyApiRequests").put("Max", day.limit()).put("Remaining", day.remaining());
        return Answer.json(200, limits);
    }

    private Answer query(Request request) {
        Query query = Query.parse(request.call()
                .parameter("q")
                .orElseThrow(() -> ApiError.of(400, "MALFORMED_QUERY", "SOQL statements cannot be empty or null")));
        Org org = request.user().org();
        List<ObjectNode> found =
                records.all(org, query.type()).stream().limit(query.limit()).toList();
        String id = "01g" + secrets.alphanumeric(15);
        cursors.put(id, new Cursor(org, query, found));
        return page(request, id, 0);
    }

    private Answer queryMore(Request request) {
        Matcher locator = LOCATOR.matcher(request.values().get("locator"));
        if (!locator.matches()
                || !cursors.containsKey(locator.group(1))
                || !cursors.get(locator.group(1)).org().equals(request.user().org())) {
            throw ApiError.of(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        }
        return page(request, locator.group(1), Integer.parseInt(locator.group(2)));
    }

    private Answer page(Request request, String id, int from) {
        Cursor cursor = cursors.get(id);
        int total = cursor.found().size();
        int to = (int) Math.min(total, (long) from + batchSize(request.call()));
        ObjectNode page = Json.object().put("totalSize", total).put("done", to == total);
        if (to < total) {
            page.put("nextRecordsUrl", "/services/data/%s/query/%s-%d".formatted(request.version(), id, to));
        }
        page.set(
                "records",
                Json.array(cursor.found().subList(Math.min(from, total), to).stream()
                        .map(record -> cursor.query().select(record, request.version()))
                        .toList()));
        return Answer.json(200, page);
    }

    /** Source: REST API Developer Guide, "Query Options Header": 200 to 2,000, and 2,000 unless told. */
    private static int batchSize(Call call) {
        Matcher asked = BATCH_SIZE.matcher(call.header("Sforce-Query-Options").orElse(""));
        return asked.find()
                ? Math.max(SMALLEST_BATCH, Math.min(USUAL_BATCH, Integer.parseInt(asked.group(1))))
                : USUAL_BATCH;
    }

    private Answer record(Request request) {
        Records.Type type = request.type();
        ObjectNode record = records.one(
                        request.user().org(), type, request.values().get("id"))
                .orElseThrow(ApiError::notFound);
        ObjectNode shown = Json.object();
        shown.set("attributes", Query.attributes(type, record.path("Id").asText(), request.version()));
        shown.setAll(record);
        return Answer.json(200, shown);
    }

    private Answer create(Request request) {
        Records.Type type = request.type();
        ObjectNode fields = Json.parseObject(request.call().text())
                .orElseThrow(() -> ApiError.of(400, "JSON_PARSER_ERROR", "The body is not a JSON object."));
        if (fields.path(type.required()).asText("").isBlank()) {
            throw ApiError.of(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [" + type.required() + "]");
        }
        Org org = request.user().org();
        String id = records.add(org, type, fields);
        records.one(org, type, id).ifPresent(made -> messages.made(org, type, made));
        ObjectNode created = Json.object().put("id", id).put("success", true);
        created.putArray("errors");
        return Answer.json(201, created);
    }
}
