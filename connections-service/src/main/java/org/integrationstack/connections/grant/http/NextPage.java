package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.Api;

/** Where a provider's list goes on. Only where it began: a page elsewhere gets no token. */
final class NextPage {
    /** Source: RFC 8288 section 3; a target is in angle brackets, its parameters follow. */
    private static final Pattern LINK = Pattern.compile("<([^<>]{1,2048})>([^<>]{0,256})");

    private static final Pattern NEXT = Pattern.compile(";\\s*rel\\s*=\\s*\"?next\"?\\s*(?:[;,]|$)");

    private NextPage() {}

    /** The next page's address; empty at the end. */
    static Optional<URI> of(Api.Pagination how, URI page, InboundResponse response, JsonNode body) {
        return address(how, page, response, body).filter(next -> isSameOrigin(page, next));
    }

    private static Optional<URI> address(Api.Pagination how, URI page, InboundResponse response, JsonNode body) {
        if (how instanceof Api.Pagination.LinkHeader) {
            return response.header("Link").flatMap(NextPage::linked).flatMap(target -> resolve(page, target));
        }
        if (how instanceof Api.Pagination.Cursor cursor) {
            return Bodies.text(body, cursor.next()).map(next -> with(page, cursor.parameter(), next));
        }
        if (how instanceof Api.Pagination.LastElement last) {
            JsonNode list = body.at(last.list());
            return body.at(last.more()).asBoolean() && !list.isEmpty()
                    ? Bodies.text(list.get(list.size() - 1), last.id()).map(id -> with(page, last.parameter(), id))
                    : Optional.empty();
        }
        return Bodies.text(body, ((Api.Pagination.NextPath) how).next()).flatMap(path -> resolve(page, path));
    }

    private static Optional<String> linked(String header) {
        Matcher link = LINK.matcher(header);
        while (link.find()) {
            if (NEXT.matcher(link.group(2)).find()) {
                return Optional.of(link.group(1));
            }
        }
        return Optional.empty();
    }

    private static Optional<URI> resolve(URI page, String target) {
        try {
            return Optional.of(page.resolve(new URI(target)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static URI with(URI page, String parameter, String value) {
        Stream<String> others = page.getRawQuery() == null
                ? Stream.empty()
                : Arrays.stream(page.getRawQuery().split("&", -1)).filter(pair -> !pair.startsWith(parameter + "="));
        String own = parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        String query = Stream.concat(others, Stream.of(own)).collect(Collectors.joining("&"));
        return URI.create(page.getScheme() + "://" + page.getRawAuthority() + page.getRawPath() + "?" + query);
    }

    private static boolean isSameOrigin(URI page, URI next) {
        return page.getScheme().equals(next.getScheme())
                && page.getRawAuthority().equals(next.getRawAuthority());
    }
}
