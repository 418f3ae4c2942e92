package org.integrationstack.local.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An SMTP server on the loopback address that takes every mail for anyone, and an HTTP server beside it: {@code GET /}
 * lists the mails as {@code {items: [{messageId, from, to, subject, text}]}}, newest first; {@code DELETE /} forgets them.
 * Mails live in memory.
 */
public final class MailSink implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GreenMail smtp;
    private final HttpServer http;

    private MailSink(GreenMail smtp, HttpServer http) {
        this.smtp = smtp;
        this.http = http;
    }

    /** @throws UncheckedIOException when a port cannot be listened on */
    public static MailSink start(int smtpPort, int httpPort) {
        GreenMail smtp = new GreenMail(new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort), 0);
            MailSink sink = new MailSink(smtp, http);
            http.createContext("/", sink::answer);
            smtp.start();
            http.start();
            return sink;
        } catch (IOException unreachable) {
            throw new UncheckedIOException("the mail sink cannot start", unreachable);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        smtp.stop();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestMethod()) {
                case "GET" -> send(exchange, 200, JSON.writeValueAsBytes(Map.of("items", newestFirst())));
                case "DELETE" -> {
                    smtp.purgeEmailFromAllMailboxes();
                    exchange.sendResponseHeaders(204, -1);
                }
                default -> exchange.sendResponseHeaders(405, -1);
            }
        } catch (MessagingException | FolderException broken) {
            exchange.sendResponseHeaders(500, -1);
        }
    }

    private List<Map<String, Object>> newestFirst() throws MessagingException, IOException {
        List<Map<String, Object>> items = new ArrayList<>();
        for (MimeMessage message : smtp.getReceivedMessages()) {
            items.add(describe(message));
        }
        Collections.reverse(items);
        return items;
    }

    private static Map<String, Object> describe(MimeMessage message) throws MessagingException, IOException {
        return Map.of(
                "messageId", String.valueOf(message.getMessageID()),
                "from", addresses(message.getFrom()),
                "to", addresses(message.getAllRecipients()),
                "subject", String.valueOf(message.getSubject()),
                "text", text(message.getContent()));
    }

    private static List<String> addresses(Address[] addresses) {
        List<String> texts = new ArrayList<>();
        if (addresses != null) {
            for (Address address : addresses) {
                texts.add(address.toString());
            }
        }
        return texts;
    }

    /** The first part that is text; a mail may hold alternatives and attachments. */
    private static String text(Object content) throws MessagingException, IOException {
        if (content instanceof String text) {
            return text;
        }
        if (content instanceof Multipart parts) {
            for (int part = 0; part < parts.getCount(); part++) {
                BodyPart body = parts.getBodyPart(part);
                String text = text(body.getContent());
                if (!text.isEmpty()) {
                    return text;
                }
            }
        }
        return "";
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=" + StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
