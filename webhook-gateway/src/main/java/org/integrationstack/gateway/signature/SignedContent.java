package org.integrationstack.gateway.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.integrationstack.common.provider.SignatureScheme.SignedText;
import org.integrationstack.common.secret.Sha256;
import org.integrationstack.common.webhook.FormBody;

/** What a provider signs, put together again from what came. Immutable. */
final class SignedContent {

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");
    private static final byte[] NOTHING = {};

    private final SignedText rule;
    private final Set<String> variables;
    private final List<Part> parts;
    private final UrlVariants urls;

    SignedContent(SignedText rule) {
        this.rule = rule;
        this.variables = rule.text().variables();
        this.parts = parts(rule.text().text());
        this.urls = new UrlVariants(rule.url());
    }

    /** Text, and the variable behind it; empty where the template ends with text. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(String literal, byte[] bytes, String variable) {
        Part(String literal, String variable) {
            this(literal, utf8(literal), variable);
        }
    }

    private static List<Part> parts(String template) {
        List<Part> parts = new ArrayList<>();
        Matcher variable = VARIABLE.matcher(template);
        int end = 0;
        while (variable.find()) {
            parts.add(new Part(template.substring(end, variable.start()), variable.group(1)));
            end = variable.end();
        }
        parts.add(new Part(template.substring(end), ""));
        return List.copyOf(parts);
    }

    /**
     * Whether a value can stand for a variable without being mistaken for what follows it. Where it could, an id could take
     * in the beginning of what stands behind it, and another delivery would have the same signature.
     */
    boolean isClear(String variable, String value) {
        for (int i = 0; i < parts.size() - 1; i++) {
            String next = parts.get(i + 1).literal();
            if (parts.get(i).variable().equals(variable) && !next.isEmpty() && value.contains(next)) {
                return false;
            }
        }
        return true;
    }

    /** The variables that the template uses. */
    Set<String> variables() {
        return variables;
    }

    /** Whether what is signed can be told from such a request at all. */
    boolean suits(SignedRequest request) {
        return !variables.contains("form") || isForm(request);
    }

    private static boolean isForm(SignedRequest request) {
        String type = request.contentType().split(";", 2)[0].strip();
        return type.equalsIgnoreCase("application/x-www-form-urlencoded");
    }

    /**
     * Every form of what the provider may have signed, as pieces in a row. None where the body is not what the signed URL
     * says, or is no form.
     *
     * @param values those of {@code {timestamp}} and {@code {id}}
     */
    List<List<byte[]>> candidates(SignedRequest request, Map<String, String> values, byte[] body) {
        Optional<byte[]> form = variables.contains("form") ? form(body) : Optional.of(NOTHING);
        if (form.isEmpty() || !isHashRight(request, body)) {
            return List.of();
        }
        Stream<String> writtenUrls = variables.contains("url") ? urls.of(request.url()).stream() : Stream.of("");
        return writtenUrls
                .map(url -> pieces(request, url, values, form.get(), body))
                .toList();
    }

    private List<byte[]> pieces(
            SignedRequest request, String url, Map<String, String> values, byte[] form, byte[] body) {
        List<byte[]> pieces = new ArrayList<>();
        for (Part part : parts) {
            pieces.add(part.bytes());
            pieces.add(
                    switch (part.variable()) {
                        case "" -> NOTHING;
                        case "body" -> body;
                        case "form" -> form;
                        case "url" -> utf8(url);
                        case "method" -> utf8(request.method());
                        default -> utf8(values.get(part.variable()));
                    });
        }
        return pieces;
    }

    /**
     * The fields sorted by name, each name followed by its values; of a field that is there several times, the values once
     * each, sorted. Source: twilio.com/docs "Webhooks security", and the reference libraries for repeated fields.
     */
    private static Optional<byte[]> form(byte[] body) {
        return new FormBody(body).fields().map(fields -> {
            Map<String, TreeSet<String>> sorted = new TreeMap<>();
            fields.forEach(field -> sorted.computeIfAbsent(field.name(), name -> new TreeSet<>())
                    .add(field.value()));
            StringBuilder text = new StringBuilder();
            sorted.forEach(
                    (name, values) -> values.forEach(value -> text.append(name).append(value)));
            return utf8(text.toString());
        });
    }

    private boolean isHashRight(SignedRequest request, byte[] body) {
        return rule.bodyHashParameter().isEmpty()
                || UrlVariants.onlyParameter(
                                request.url(), rule.bodyHashParameter().get())
                        .filter(hash -> MessageDigest.isEqual(utf8(hash), utf8(Sha256.hex(body))))
                        .isPresent();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
