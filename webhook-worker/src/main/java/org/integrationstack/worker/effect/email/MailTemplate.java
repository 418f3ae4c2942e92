package org.integrationstack.worker.effect.email;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.integrationstack.common.provider.Template;

/**
 * A mail with variables in braces, as text and, where there is such a part, as HTML. Its text begins with a head of lines
 * {@code Subject: …} and {@code Optional: names}, and an empty line. A line of either part that uses an optional variable
 * without a value is left out; every other variable must have one. Nothing a value holds is looked at again: in HTML it is
 * escaped, in the subject it is one line, and a variable called {@code url} is a web address.
 */
record MailTemplate(Template subject, Set<String> optional, List<Template> text, Optional<List<Template>> html) {
    private static final String SUBJECT = "Subject: ";
    private static final String OPTIONAL = "Optional: ";
    private static final String URL = "url";

    /** @throws IllegalArgumentException when it is not such a template */
    static MailTemplate parse(String text, Optional<String> html) {
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text : text.substring(0, end);
        return new MailTemplate(
                field(head, SUBJECT)
                        .map(Template::new)
                        .orElseThrow(() -> new IllegalArgumentException("a mail's text begins with its subject")),
                field(head, OPTIONAL).map(names -> Set.of(names.split("[ ,]+"))).orElse(Set.of()),
                lines(text.substring(end < 0 ? text.length() : end + 2)),
                html.map(MailTemplate::lines));
    }

    /** @throws IllegalArgumentException when a value is missing or cannot stand there; the message shows none */
    Rendered render(Map<String, String> values) {
        values.forEach(MailTemplate::check);
        String line = subject.render(values);
        if (line.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the subject has more than one line");
        }
        return new Rendered(line, render(text, values), html.map(lines -> render(lines, escaped(values))));
    }

    private String render(List<Template> lines, Map<String, String> values) {
        return lines.stream()
                .filter(line -> line.variables().stream().noneMatch(name -> isLeftOut(name, values)))
                .map(line -> line.render(values))
                .collect(Collectors.joining("\n"));
    }

    private boolean isLeftOut(String name, Map<String, String> values) {
        return optional.contains(name) && values.getOrDefault(name, "").isEmpty();
    }

    private static void check(String name, String value) {
        boolean isAddress = value.startsWith("https://") || value.startsWith("http://");
        boolean isLink = name.equals(URL) || name.endsWith("_" + URL);
        if (isLink && !value.isEmpty() && !(isAddress && value.chars().noneMatch(c -> c <= ' '))) {
            throw new IllegalArgumentException("{" + name + "} must be a web address");
        }
    }

    private static Map<String, String> escaped(Map<String, String> values) {
        Map<String, String> escaped = new HashMap<>();
        values.forEach((name, value) -> escaped.put(
                name,
                value.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;")));
        return escaped;
    }

    private static Optional<String> field(String head, String name) {
        return head.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst();
    }

    private static List<Template> lines(String text) {
        return Arrays.stream(text.split("\n", -1)).map(Template::new).toList();
    }

    /** A mail as it is sent. */
    record Rendered(String subject, String text, Optional<String> html) {}
}
