package org.integrationstack.common.provider.yaml;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;

import org.integrationstack.common.http.AddressRange;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.Algorithm;
import org.integrationstack.common.provider.SignatureScheme.Ed25519;
import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.KeyEncoding;
import org.integrationstack.common.provider.SignatureScheme.KeyForm;
import org.integrationstack.common.provider.SignatureScheme.Oidc;
import org.integrationstack.common.provider.SignatureScheme.Origin;
import org.integrationstack.common.provider.SignatureScheme.SignatureHeader;
import org.integrationstack.common.provider.SignatureScheme.SignatureList;
import org.integrationstack.common.provider.SignatureScheme.SignedText;
import org.integrationstack.common.provider.SignatureScheme.TimePlace;
import org.integrationstack.common.provider.SignatureScheme.TimeUnit;
import org.integrationstack.common.provider.SignatureScheme.Timestamp;
import org.integrationstack.common.provider.SignatureScheme.Token;
import org.integrationstack.common.provider.SignatureScheme.TokenPlace;
import org.integrationstack.common.provider.SignatureScheme.UrlForms;
import org.integrationstack.common.provider.Template;

/** Reads {@code webhooks.signature}. */
final class SignatureReader {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String ACCOUNT = "account";

    private final Urls urls;
    private final Set<String> inputs;

    /** @param inputs what the values of a scheme may use */
    SignatureReader(Urls urls, Set<String> inputs) {
        this.urls = urls;
        this.inputs = inputs;
    }

    List<SignatureScheme> read(Field signature) {
        List<SignatureScheme> schemes = new ArrayList<>();
        signature.optional("hmac").map(SignatureReader::hmac).ifPresent(schemes::add);
        signature.optional("ed25519").map(SignatureReader::ed25519).ifPresent(schemes::add);
        signature.optional("token").map(SignatureReader::token).ifPresent(schemes::add);
        signature.optional("oidc").map(this::oidc).ifPresent(schemes::add);
        signature.optional("origin").map(this::origin).ifPresent(schemes::add);
        return schemes;
    }

    private static Hmac hmac(Field field) {
        return new Hmac(header(field), field.in("algorithm").oneOf(Algorithm.class), key(field), signed(field));
    }

    private static Ed25519 ed25519(Field field) {
        Ed25519 scheme = new Ed25519(header(field), key(field), signed(field));
        if (field.in("key").in("encoding").oneOf(KeyEncoding.class) == KeyEncoding.UTF8) {
            throw field.in("key")
                    .in("encoding")
                    .refused("must be base64 or hex: a public key has 32 bytes of any value");
        }
        return scheme;
    }

    private static SignatureHeader header(Field field) {
        return new SignatureHeader(
                field.in("header").text(),
                field.text("prefix", ""),
                field.optional("list").map(SignatureReader::list),
                field.in("encoding").oneOf(Encoding.class));
    }

    private static SignatureList list(Field field) {
        return field.check(() -> new SignatureList(
                field.in("separator").text(),
                field.optional("assign").map(Field::text),
                Set.copyOf(field.in("accept").texts())));
    }

    private static KeyForm key(Field field) {
        return field.optional("key")
                .map(key -> new KeyForm(key.in("encoding").oneOf(KeyEncoding.class), key.text("prefix", "")))
                .orElse(KeyForm.PLAIN);
    }

    private static SignedText signed(Field field) {
        Field signed = field.in("signed");
        Template text = signed.as(Template::new);
        Optional<Timestamp> timestamp = field.optional("timestamp").map(SignatureReader::timestamp);
        boolean tagged =
                timestamp.filter(time -> time.place() instanceof TimePlace.Tag).isPresent();
        if (tagged && !field.in("list").node().has("assign")) {
            throw field.in("timestamp").in("tag").refused("needs a list with tags");
        }
        return signed.check(() -> new SignedText(
                text,
                timestamp,
                field.optional("id").map(Field::text),
                url(field.in("url")),
                field.optional("bodyHash").map(Field::text)));
    }

    private static UrlForms url(Field field) {
        return new UrlForms(field.text("decoded", ""), field.flag("portOptional", false));
    }

    private static Timestamp timestamp(Field field) {
        List<TimePlace> places = new ArrayList<>();
        field.optional("header").map(Field::text).map(TimePlace.Header::new).ifPresent(places::add);
        field.optional("tag").map(Field::text).map(TimePlace.Tag::new).ifPresent(places::add);
        field.optional("body").map(Field::jsonPointer).map(TimePlace.Body::new).ifPresent(places::add);
        if (places.size() != 1) {
            throw field.refused("must have exactly one of header, tag and body");
        }
        return new Timestamp(
                places.get(0),
                field.oneOf("unit", TimeUnit.SECONDS),
                field.optional("tolerance").map(Field::duration).orElse(TOLERANCE));
    }

    private static Token token(Field field) {
        Optional<Field> header = field.optional("header");
        Optional<Field> body = field.optional("body");
        if (header.isPresent() == body.isPresent()) {
            throw field.refused("must have exactly one of header and body");
        }
        return new Token(header.<TokenPlace>map(name -> new TokenPlace.Header(name.text(), field.text("prefix", "")))
                .orElseGet(() -> new TokenPlace.Body(
                        field.optional("each").map(Field::jsonPointer).orElse(JsonPointer.empty()),
                        body.get().jsonPointer())));
    }

    private Oidc oidc(Field field) {
        URI keys = urls.read(field.in("keys"), Set.of()).resolve(Map.of());
        return new Oidc(
                Set.copyOf(field.in("issuers").texts()),
                keys,
                Urls.template(field.in("audience"), inputs),
                field.in("claims").members(claim -> Urls.template(claim, inputs)));
    }

    private Origin origin(Field field) {
        return new Origin(
                field.in("organization").jsonPointer(),
                Urls.template(field.in("equals"), Urls.union(inputs, Set.of(ACCOUNT))),
                field.in("addresses").elements().stream()
                        .map(range -> range.as(AddressRange::parse))
                        .toList());
    }
}
