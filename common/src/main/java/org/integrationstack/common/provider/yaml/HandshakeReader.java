package org.integrationstack.common.provider.yaml;

import java.util.Set;

import org.integrationstack.common.provider.Handshake;
import org.integrationstack.common.provider.Handshake.Condition;
import org.integrationstack.common.provider.Handshake.Echo;
import org.integrationstack.common.provider.Handshake.HmacEcho;
import org.integrationstack.common.provider.Handshake.Method;
import org.integrationstack.common.provider.Handshake.QueryEcho;
import org.integrationstack.common.provider.Handshake.Reply;
import org.integrationstack.common.provider.Handshake.Verify;
import org.integrationstack.common.provider.SignatureScheme.Algorithm;
import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.Webhooks.Answer;

/**
 * Reads an element of {@code webhooks.handshakes}.
 *
 * @param inputs what its values may use
 */
record HandshakeReader(Set<String> inputs) {

    Handshake read(Field field) {
        return field.optional("echo")
                .map(HandshakeReader::echo)
                .or(() -> field.optional("queryEcho").map(this::queryEcho))
                .or(() -> field.optional("hmacEcho").map(HandshakeReader::hmacEcho))
                .orElseGet(() -> reply(field.in("reply")));
    }

    private static Handshake echo(Field field) {
        return new Echo(
                signed(field),
                condition(field.in("when")),
                field.in("challenge").jsonPointer());
    }

    private Handshake queryEcho(Field field) {
        return new QueryEcho(
                field.in("method").oneOf(Method.class),
                field.in("parameter").text(),
                field.optional("verify")
                        .map(verify ->
                                new Verify(verify.in("parameter").text(), Urls.template(verify.in("equals"), inputs))));
    }

    private static Handshake hmacEcho(Field field) {
        return new HmacEcho(
                signed(field),
                condition(field.in("when")),
                field.in("challenge").jsonPointer(),
                field.in("algorithm").oneOf(Algorithm.class),
                field.in("encoding").oneOf(Encoding.class),
                field.in("challengeMember").text(),
                field.in("hashMember").text());
    }

    private static Handshake reply(Field field) {
        return new Reply(
                signed(field),
                condition(field.in("when")),
                new Answer(
                        field.number("status", 200), field.text("body", ""), field.text("contentType", "text/plain")));
    }

    private static boolean signed(Field field) {
        return field.flag("signed", true);
    }

    private static Condition condition(Field field) {
        String equals = field.in("equals").text();
        return field.optional("header")
                .<Condition>map(header -> new Condition.Header(header.text(), equals))
                .orElseGet(() -> new Condition.Body(field.in("body").jsonPointer(), equals));
    }
}
