package org.integrationstack.common.provider.yaml;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.Api.ApiSecret;
import org.integrationstack.common.provider.Api.Authorization;
import org.integrationstack.common.provider.Api.BodyCondition;
import org.integrationstack.common.provider.Api.HeaderCondition;
import org.integrationstack.common.provider.Api.HeaderValue;
import org.integrationstack.common.provider.Api.Level;
import org.integrationstack.common.provider.Api.Limit;
import org.integrationstack.common.provider.Api.LimitKind;
import org.integrationstack.common.provider.Api.PageSize;
import org.integrationstack.common.provider.Api.Pagination;
import org.integrationstack.common.provider.Api.Pagination.Cursor;
import org.integrationstack.common.provider.Api.Pagination.LastElement;
import org.integrationstack.common.provider.Api.Pagination.LinkHeader;
import org.integrationstack.common.provider.Api.Pagination.NextPath;
import org.integrationstack.common.provider.Api.ReportedBy;
import org.integrationstack.common.provider.Api.ReportedBy.Counts;
import org.integrationstack.common.provider.Api.ReportedBy.Usage;
import org.integrationstack.common.provider.Api.Throttled;
import org.integrationstack.common.provider.Template;

/** Reads {@code api}. */
final class ApiReader {

    private static final String TOKEN = "access_token";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Urls urls;
    private final Set<String> granted;
    private final Set<String> kept;

    /**
     * @param granted what an OAuth grant keeps
     * @param kept what credentials of any kind keep
     */
    ApiReader(Urls urls, Set<String> granted, Set<String> kept) {
        this.urls = urls;
        this.granted = granted;
        this.kept = kept;
    }

    Api read(Field api) {
        return new Api(
                urls.read(api.in("baseUrl"), kept),
                Headers.sent(api.in("headers")),
                authorization(api.in("authorization"), urls, granted),
                api.in("excludedPaths").texts(),
                api.in("accountSelectors").texts(),
                limits(api.in("limits")),
                api.in("throttled").elements().stream()
                        .map(ApiReader::throttled)
                        .toList(),
                api.optional("pagination").map(ApiReader::pagination));
    }

    /** @param kept what its headers may use beside the inputs */
    static Authorization authorization(Field field, Urls urls, Set<String> kept) {
        Authorization authorization = new Authorization(
                header(field),
                value(field),
                field.oneOf("secret", ApiSecret.ACCESS_TOKEN),
                Headers.sent(field.in("headers"), header -> urls.values(header, kept)));
        if (authorization.secret() == ApiSecret.CLIENT_SECRET && !names(authorization, kept)) {
            throw field.in("secret")
                    .refused("acts for every account: a header must name the one meant, by a value that"
                            + " oauth.response.keep takes from the grant");
        }
        return authorization;
    }

    private static boolean names(Authorization authorization, Set<String> kept) {
        return authorization.headers().values().stream()
                .anyMatch(template -> template.variables().stream().anyMatch(kept::contains));
    }

    static String header(Field field) {
        return Headers.carriesToken(field.in("header"), "Authorization");
    }

    static Template value(Field field) {
        Field value = field.in("value");
        Template template = Urls.template(value, field.text("value", "Bearer {" + TOKEN + "}"), Set.of(TOKEN));
        if (!template.variables().contains(TOKEN)) {
            throw value.refused("must contain {" + TOKEN + "}");
        }
        return template;
    }

    private static List<Limit> limits(Field field) {
        Set<String> names = new HashSet<>();
        for (Field limit : field.elements()) {
            if (!names.add(limit.in("name").text())) {
                throw limit.in("name").refused("names another limit already");
            }
        }
        return field.elements().stream().map(ApiReader::limit).toList();
    }

    private static Limit limit(Field field) {
        return field.check(() -> new Limit(
                field.in("name").text(),
                field.in("level").oneOf(Level.class),
                field.in("kind").oneOf(LimitKind.class),
                field.in("permits").node().asInt(),
                field.in("window").duration(),
                field.number("writeCost", 1),
                field.in("freeStatuses").numbers(),
                field.in("paths").texts(),
                field.optional("headers").map(ApiReader::reportedBy)));
    }

    private static ReportedBy reportedBy(Field field) {
        return field.optional("usage")
                .<ReportedBy>map(usage ->
                        new Usage(usage.in("header").text(), usage.in("name").text()))
                .orElseGet(() -> counts(field));
    }

    private static Counts counts(Field field) {
        return new Counts(
                field.in("limit").text(),
                field.in("remaining").text(),
                field.in("reset").text(),
                field.optional("resource")
                        .map(resource -> new HeaderValue(
                                resource.in("name").text(), resource.in("value").text())));
    }

    private static Throttled throttled(Field field) {
        return new Throttled(
                field.in("statuses").numbers(),
                field.optional("header").map(ApiReader::headerCondition),
                field.optional("body").map(ApiReader::condition),
                field.in("level").oneOf(Level.class),
                field.flag("executed", true),
                field.optional("resetHeader").map(Field::text),
                field.optional("atLeast").map(Field::duration).orElse(PAUSE));
    }

    private static HeaderCondition headerCondition(Field field) {
        return new HeaderCondition(
                field.in("name").text(), field.optional("value").map(Field::text));
    }

    static BodyCondition condition(Field field) {
        return new BodyCondition(
                field.in("pointer").jsonPointer(), Set.copyOf(field.in("values").texts()));
    }

    private static Pagination pagination(Field field) {
        Optional<PageSize> size = field.optional("sizeParameter")
                .map(parameter -> new PageSize(
                        parameter.text(), field.in("maxSize").node().asInt()));
        return switch (field.in("kind").text()) {
            case "cursor" -> new Cursor(needed(field, "parameter").text(), pointer(field, "next"), size);
            case "last-element" ->
                new LastElement(
                        needed(field, "parameter").text(),
                        pointer(field, "list"),
                        pointer(field, "id"),
                        pointer(field, "more"),
                        size);
            case "next-path" -> new NextPath(pointer(field, "next"), size);
            default -> new LinkHeader(size);
        };
    }

    private static JsonPointer pointer(Field field, String name) {
        return needed(field, name).jsonPointer();
    }

    /** What a kind needs, which the schema does not tell apart. */
    private static Field needed(Field field, String name) {
        return field.optional(name).orElseThrow(() -> field.refused("needs " + name + " where it is of that kind"));
    }
}
