package org.integrationstack.common.provider.yaml;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.provider.DataSize;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.Algorithm;
import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.Timestamp;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.provider.Webhooks.Activity;
import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.common.provider.Webhooks.EventDefinition;
import org.integrationstack.common.provider.Webhooks.Extract;
import org.integrationstack.common.provider.Webhooks.Lookup;
import org.integrationstack.common.provider.Webhooks.Transform;

/** Reads {@code webhooks}. */
final class WebhooksReader {

    private static final String DEFAULT_MAX = "1MiB";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private WebhooksReader() {}

    static Webhooks read(Field webhooks) {
        SignatureScheme signature = hmac(webhooks.in("signature"));
        Lookup deliveryId = lookup(webhooks.in("deliveryId"));
        return new Webhooks(
                signature,
                deliveryId,
                deliveryId instanceof Lookup.Body,
                lookup(webhooks.in("eventType")),
                webhooks.optional("eventAction").map(Field::jsonPointer),
                pointers(webhooks.in("account")),
                pointers(webhooks.in("ordering")),
                webhooks.optional("formField").map(Field::text),
                webhooks.in("keptHeaders").elements().stream()
                        .map(header -> Headers.kept(header, signature.header()))
                        .toList(),
                maxBytes(webhooks.in("maxBytes")),
                answer(webhooks.in("answer")),
                webhooks.in("events").members(WebhooksReader::event));
    }

    private static SignatureScheme hmac(Field field) {
        Field signed = field.in("signed");
        Template template = signed.as(Template::new);
        Optional<Timestamp> timestamp = field.optional("timestamp").map(WebhooksReader::timestamp);
        return signed.check(() -> new Hmac(
                field.in("header").text(),
                field.text("prefix", ""),
                field.in("algorithm").oneOf(Algorithm.class),
                field.in("encoding").oneOf(Encoding.class),
                template,
                timestamp));
    }

    private static Timestamp timestamp(Field field) {
        return new Timestamp(
                field.in("header").text(),
                field.optional("tolerance").map(Field::duration).orElse(TOLERANCE));
    }

    private static Lookup lookup(Field field) {
        return field.optional("header")
                .<Lookup>map(header -> new Lookup.Header(header.text()))
                .orElseGet(() -> new Lookup.Body(field.in("body").jsonPointer()));
    }

    private static List<JsonPointer> pointers(Field field) {
        return field.elements().stream().map(Field::jsonPointer).toList();
    }

    private static DataSize maxBytes(Field field) {
        DataSize size = field.check(() -> DataSize.parse(field.node().asText(DEFAULT_MAX)));
        if (size.bytes() > Webhooks.LARGEST.bytes()) {
            throw field.refused("must be " + Webhooks.LARGEST + " at most");
        }
        return size;
    }

    private static Answer answer(Field field) {
        return new Answer(
                field.number("status", 200), field.text("body", "OK"), field.text("contentType", "text/plain"));
    }

    private static EventDefinition event(Field field) {
        Field activity = field.in("activity");
        Map<String, Extract> metadata = activity.in("metadata").members(WebhooksReader::extract);
        Set<String> names = new HashSet<>(metadata.keySet());
        return new EventDefinition(
                new Activity(activity.in("type").text(), Urls.template(activity.in("summary"), names), metadata));
    }

    private static Extract extract(Field field) {
        return new Extract(
                field.in("pointer").jsonPointer(),
                field.optional("as").map(as -> as.oneOf(Transform.class)).orElse(Transform.TEXT),
                field.optional("removePrefix").map(Field::text));
    }
}
