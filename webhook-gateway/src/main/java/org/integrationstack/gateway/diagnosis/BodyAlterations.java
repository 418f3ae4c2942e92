package org.integrationstack.gateway.diagnosis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.webhook.WebhookContent;
import org.integrationstack.gateway.diagnosis.Diagnosis.Reason;

/** What may have happened to a body after it was signed: each is the way back to what may have been signed. */
final class BodyAlterations {

    /** What a compressed body may become, in bytes: it may be made to become anything. */
    private static final int LARGEST = 4 * 1024 * 1024;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Case given;
    private final byte[] body;

    BodyAlterations(Case given) {
        this.given = given;
        this.body = given.body();
    }

    Stream<Alteration> all() {
        return Stream.of(
                        of(Reason.BODY_EMPTY, Stream.of(new byte[0])),
                        of(Reason.BODY_NEWLINE, lineEnds()),
                        of(Reason.BODY_BYTE_ORDER_MARK, byteOrderMarks()),
                        of(Reason.BODY_COMPRESSED, compressions()),
                        of(Reason.BODY_CHARSET, charsets()),
                        of(Reason.BODY_FORM, forms()),
                        of(Reason.BODY_RESERIALISED, reserialised()))
                .flatMap(stream -> stream);
    }

    private Stream<Alteration> of(Reason reason, Stream<byte[]> bodies) {
        return bodies.filter(other -> !Arrays.equals(other, body))
                .map(other -> new Alteration(reason, given.withBody(other)));
    }

    /** As ISO 8859-1, each byte is a character of its own, so that nothing but line ends changes. */
    private Stream<byte[]> lineEnds() {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String unix = text.replace("\r\n", "\n");
        return Stream.of(
                        text + "\n",
                        text + "\r\n",
                        text.replaceFirst("[\r\n]+$", ""),
                        text.strip(),
                        unix,
                        unix.replace("\n", "\r\n"),
                        text.replace('\r', '\n'))
                .map(other -> other.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Stream<byte[]> byteOrderMarks() {
        byte[] with = Arrays.copyOf(BYTE_ORDER_MARK, BYTE_ORDER_MARK.length + body.length);
        System.arraycopy(body, 0, with, BYTE_ORDER_MARK.length, body.length);
        boolean marked = body.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(body, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return marked
                ? Stream.of(with, Arrays.copyOfRange(body, BYTE_ORDER_MARK.length, body.length))
                : Stream.of(with);
    }

    /** Nobody knows how another would have compressed it, but the usual way is worth a try. */
    private Stream<byte[]> compressions() {
        return Stream.concat(decompressed().stream(), Stream.of(compressed()));
    }

    private Optional<byte[]> decompressed() {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] plain = in.readNBytes(LARGEST);
            return in.read() < 0 ? Optional.of(plain) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private byte[] compressed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Stream<byte[]> charsets() {
        return Stream.of(StandardCharsets.ISO_8859_1, Charset.forName("windows-1252"), StandardCharsets.UTF_16LE)
                .flatMap(other -> Stream.concat(
                        text(StandardCharsets.UTF_8).map(text -> text.getBytes(other)).stream(),
                        text(other).map(text -> text.getBytes(StandardCharsets.UTF_8)).stream()));
    }

    private Optional<String> text(Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Between a form with a field that holds JSON, and that JSON. */
    private Stream<byte[]> forms() {
        Optional<String> field = given.webhooks().formField();
        JsonNode tree = WebhookContent.tree(given.request().contentType(), field, body);
        if (given.isForm()) {
            return tree.isMissingNode() ? Stream.empty() : Stream.of(utf8(tree.toString()));
        }
        String json = new String(body, StandardCharsets.UTF_8);
        String encoded = URLEncoder.encode(json, StandardCharsets.UTF_8);
        return Stream.concat(
                field.map(name -> utf8(name + "=" + encoded)).stream(),
                tree.isObject() ? Stream.of(utf8(fields(tree))) : Stream.empty());
    }

    private static String fields(JsonNode object) {
        StringBuilder form = new StringBuilder();
        object.properties()
                .forEach(member -> form.append(form.isEmpty() ? "" : "&")
                        .append(URLEncoder.encode(member.getKey(), StandardCharsets.UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(member.getValue().asText(), StandardCharsets.UTF_8)));
        return form.toString();
    }

    private Stream<byte[]> reserialised() {
        Optional<String> json = text(StandardCharsets.UTF_8);
        return given.isForm()
                ? Stream.empty()
                : json.stream().flatMap(JsonStyle::all).flatMap(text -> Stream.of(utf8(text), utf8(text + "\n")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
