package org.integrationstack.common.provider.yaml;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.Api.Authorization;
import org.integrationstack.common.provider.Api.HeaderCondition;
import org.integrationstack.common.provider.Api.HeaderValue;
import org.integrationstack.common.provider.Api.Level;
import org.integrationstack.common.provider.Api.Limit;
import org.integrationstack.common.provider.Api.LimitKind;
import org.integrationstack.common.provider.Api.Pagination;
import org.integrationstack.common.provider.Api.PaginationKind;
import org.integrationstack.common.provider.Api.ReportedBy;
import org.integrationstack.common.provider.Api.Throttled;
import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.Template;

/** Reads {@code api}. */
final class ApiReader {

    private static final String TOKEN = "access_token";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Urls urls;
    private final Set<String> values;

    /** @param values what the base URL may use of a connection */
    ApiReader(Hosts hosts, Set<String> values) {
        this.urls = new Urls(hosts);
        this.values = values;
    }

    Api read(Field api) {
        return new Api(
                urls.read(api.in("baseUrl"), values),
                Headers.sent(api.in("headers")),
                authorization(api.in("authorization")),
                api.in("excludedPaths").texts(),
                api.in("accountSelectors").texts(),
                limits(api.in("limits")),
                api.in("throttled").elements().stream()
                        .map(ApiReader::throttled)
                        .toList(),
                api.optional("pagination").map(ApiReader::pagination));
    }

    private static Authorization authorization(Field field) {
        Field value = field.in("value");
        Template template = Urls.template(value, field.text("value", "Bearer {" + TOKEN + "}"), Set.of(TOKEN));
        if (!template.variables().contains(TOKEN)) {
            throw value.refused("must contain {" + TOKEN + "}");
        }
        return new Authorization(Headers.carriesToken(field.in("header"), "Authorization"), template);
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
                field.optional("headers").map(ApiReader::reportedBy)));
    }

    private static ReportedBy reportedBy(Field field) {
        return new ReportedBy(
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
                field.optional("header").map(ApiReader::condition),
                field.in("level").oneOf(Level.class),
                field.flag("executed", true),
                field.optional("resetHeader").map(Field::text),
                field.optional("atLeast").map(Field::duration).orElse(PAUSE));
    }

    private static HeaderCondition condition(Field field) {
        return new HeaderCondition(field.in("name").text(), optionalText(field, "value"));
    }

    private static Optional<String> optionalText(Field field, String name) {
        return field.optional(name).map(Field::text);
    }

    private static Pagination pagination(Field field) {
        return new Pagination(
                field.in("kind").oneOf(PaginationKind.class),
                field.in("sizeParameter").text(),
                field.in("maxSize").node().asInt());
    }
}
