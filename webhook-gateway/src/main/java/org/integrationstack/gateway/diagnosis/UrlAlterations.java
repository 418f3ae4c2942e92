package org.integrationstack.gateway.diagnosis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.integrationstack.gateway.diagnosis.Diagnosis.Reason;

/** The URLs that a provider may have been given in place of the one that this service believes it has. */
final class UrlAlterations {

    private final Case given;

    UrlAlterations(Case given) {
        this.given = given;
    }

    Stream<Alteration> all() {
        Set<String> urls = new LinkedHashSet<>();
        bases().forEach(base -> paths().forEach(path -> urls.add(base + path)));
        urls.remove(given.request().url());
        return urls.stream().map(url -> new Alteration(Reason.URL_DIFFERS, given.withUrl(url)));
    }

    private Stream<String> bases() {
        Stream<String> hosts = Stream.of(authority(), header("Host"), header("X-Forwarded-Host"))
                .filter(host -> !host.isEmpty())
                .flatMap(host -> {
                    String name = host.replaceFirst(":[0-9]+$", "");
                    return Stream.of(host, name, name + ":443", name + ":80");
                });
        return hosts.distinct().flatMap(host -> Stream.of("https://" + host, "http://" + host));
    }

    private Stream<String> paths() {
        URI url = URI.create(given.request().url());
        String path = url.getRawPath();
        List<String> ways = List.of(path, path + "/", path.replaceFirst("/+$", ""), decoded(path));
        String query = url.getRawQuery();
        return ways.stream()
                .distinct()
                .flatMap(way ->
                        query == null ? Stream.of(way) : Stream.of(way + "?" + query, way, way + "?" + decoded(query)));
    }

    private String authority() {
        return URI.create(given.request().url()).getRawAuthority();
    }

    private String header(String name) {
        return given.request().only(name).orElse("");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
