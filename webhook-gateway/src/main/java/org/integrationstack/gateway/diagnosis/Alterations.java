package org.integrationstack.gateway.diagnosis;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.integrationstack.common.http.AddressRange;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.Algorithm;
import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.KeyEncoding;
import org.integrationstack.common.provider.SignatureScheme.KeyForm;
import org.integrationstack.common.provider.SignatureScheme.Oidc;
import org.integrationstack.common.provider.SignatureScheme.Origin;
import org.integrationstack.common.provider.SignatureScheme.SignatureHeader;
import org.integrationstack.common.provider.SignatureScheme.Token;
import org.integrationstack.common.provider.SignatureScheme.TokenPlace;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.gateway.diagnosis.Diagnosis.Reason;
import org.integrationstack.gateway.signature.Trust;

/** What may have happened to a delivery, likeliest first. Each is made when it is asked for. */
final class Alterations {

    private static final List<AddressRange> EVERYWHERE =
            List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0"));

    private final Suspect suspect;
    private final Case given;

    Alterations(Suspect suspect, Case given) {
        this.suspect = suspect;
        this.given = given;
    }

    Stream<Alteration> all() {
        List<Supplier<Stream<Alteration>>> groups = List.of(
                this::secrets,
                this::keys,
                this::headers,
                this::signatures,
                () -> new BodyAlterations(given).all(),
                () -> new UrlAlterations(given).all(),
                this::tokens,
                this::origins);
        return groups.stream().flatMap(Supplier::get);
    }

    private Stream<Alteration> secrets() {
        return Stream.of(
                new Alteration(Reason.EXPIRED_SECRET, given.withSecrets(secret -> SigningSecret.of(secret.value()))),
                new Alteration(Reason.SECRET_WHITE_SPACE, withSecretTexts(String::strip)),
                new Alteration(Reason.SECRET_WHITE_SPACE, withSecretTexts(text -> text + "\n")),
                new Alteration(Reason.SECRET_WHITE_SPACE, withSecretTexts(text -> text + "\r\n")),
                new Alteration(Reason.SECRET_WHITE_SPACE, withSecretTexts(text -> text + " ")));
    }

    private Case withSecretTexts(UnaryOperator<String> change) {
        return given.withSecrets(
                secret -> Optional.of(change.apply(secret.value().reveal()))
                        .filter(text -> !text.isEmpty())
                        .map(text -> new SigningSecret(Secret.of(text), secret.until()))
                        .orElse(secret));
    }

    private Stream<Alteration> keys() {
        return EnumSet.allOf(KeyEncoding.class).stream()
                .flatMap(encoding -> prefixes().stream().map(prefix -> new KeyForm(encoding, prefix)))
                .flatMap(key -> hmacs(hmac -> new Hmac(hmac.signature(), hmac.algorithm(), key, hmac.signed())))
                .map(altered -> new Alteration(Reason.SECRET_ENCODING, altered));
    }

    private Set<String> prefixes() {
        Set<String> known = given.webhooks().signatures().stream()
                .filter(Hmac.class::isInstance)
                .map(scheme -> ((Hmac) scheme).key().prefix())
                .collect(Collectors.toSet());
        known.add("");
        known.add("whsec_");
        return known;
    }

    private Stream<Alteration> headers() {
        return proofHeaders()
                .flatMap(proof -> StreamSupport.stream(suspect.headers().spliterator(), false)
                        .filter(header -> !header.getKey().equalsIgnoreCase(proof))
                        .map(header -> given.withHeader(proof, header.getValue())))
                .map(altered -> new Alteration(Reason.WRONG_HEADER, altered));
    }

    private Stream<String> proofHeaders() {
        return given.webhooks().signatures().stream()
                .map(SignatureScheme::proofHeaders)
                .flatMap(Set::stream)
                .distinct();
    }

    private Stream<Alteration> signatures() {
        Stream<Alteration> encodings = Stream.concat(
                        EnumSet.allOf(Encoding.class).stream()
                                .flatMap(encoding -> hmacs(hmac -> withEncoding(hmac, encoding))),
                        withBase64url())
                .map(altered -> new Alteration(Reason.SIGNATURE_ENCODING, altered));
        Stream<Alteration> algorithms = EnumSet.allOf(Algorithm.class).stream()
                .flatMap(algorithm -> hmacs(hmac -> new Hmac(hmac.signature(), algorithm, hmac.key(), hmac.signed())))
                .map(altered -> new Alteration(Reason.SIGNATURE_ALGORITHM, altered));
        return Stream.concat(encodings, algorithms);
    }

    private static Hmac withEncoding(Hmac hmac, Encoding encoding) {
        SignatureHeader header = hmac.signature();
        return new Hmac(
                new SignatureHeader(header.name(), header.prefix(), header.list(), encoding),
                hmac.algorithm(),
                hmac.key(),
                hmac.signed());
    }

    /** Source: RFC 4648, section 5. Without padding, as it is often written, 256 bits lack one sign. */
    private Stream<Case> withBase64url() {
        return proofHeaders()
                .flatMap(proof -> given.request().only(proof).stream()
                        .flatMap(value -> Stream.of(value, value + "=")
                                .map(text -> given.withHeader(
                                        proof, text.replace('-', '+').replace('_', '/')))))
                .flatMap(altered -> Stream.concat(
                        Stream.of(altered),
                        altered
                                .withSchemes(scheme ->
                                        scheme instanceof Hmac hmac ? withEncoding(hmac, Encoding.BASE64) : scheme)
                                .stream()));
    }

    private Stream<Case> hmacs(UnaryOperator<Hmac> change) {
        return given.withSchemes(scheme -> scheme instanceof Hmac hmac ? change.apply(hmac) : scheme).stream();
    }

    private Stream<Alteration> tokens() {
        Stream<Alteration> prefixes = given.withSchemes(Alterations::withoutPrefix).stream()
                .map(altered -> new Alteration(Reason.SIGNATURE_MALFORMED, altered));
        Stream<Alteration> claims = given
                .withSchemes(scheme -> scheme instanceof Oidc oidc
                        ? new Oidc(oidc.issuers(), oidc.keys(), oidc.audience(), Map.of())
                        : scheme)
                .stream()
                .map(altered -> new Alteration(Reason.CLAIM_DIFFERS, altered));
        Stream<Alteration> audiences = Content.audience(given)
                .filter(Alterations::isLiteral)
                .flatMap(audience -> given
                        .withSchemes(scheme -> scheme instanceof Oidc oidc
                                ? new Oidc(oidc.issuers(), oidc.keys(), new Template(audience), oidc.claims())
                                : scheme)
                        .stream())
                .map(altered -> new Alteration(Reason.AUDIENCE_DIFFERS, altered));
        return Stream.of(prefixes, claims, audiences).flatMap(stream -> stream);
    }

    private static SignatureScheme withoutPrefix(SignatureScheme scheme) {
        return scheme instanceof Token token && token.place() instanceof TokenPlace.Header header
                ? new Token(new TokenPlace.Header(header.name(), ""))
                : scheme;
    }

    private Stream<Alteration> origins() {
        Trust trust = given.trust();
        Stream<Alteration> addresses = Stream.of(given)
                .filter(one -> one.webhooks().signatures().stream().anyMatch(Origin.class::isInstance))
                .map(one -> one.withTrust(new Trust(trust.secrets(), trust.values(), EVERYWHERE)))
                .map(altered -> new Alteration(Reason.ADDRESS_DIFFERS, altered));
        return Stream.concat(addresses, organizations());
    }

    private Stream<Alteration> organizations() {
        return given.webhooks().signatures().stream()
                .filter(Origin.class::isInstance)
                .map(Origin.class::cast)
                .flatMap(origin -> Content.value(given, origin.organization()).stream()
                        .filter(Alterations::isLiteral)
                        .flatMap(name -> given
                                .withSchemes(scheme -> scheme.equals(origin)
                                        ? new Origin(origin.organization(), new Template(name), origin.addresses())
                                        : scheme)
                                .stream()))
                .map(altered -> new Alteration(Reason.ORGANIZATION_DIFFERS, altered));
    }

    private static boolean isLiteral(String text) {
        return text.indexOf('{') < 0 && text.indexOf('}') < 0;
    }
}
