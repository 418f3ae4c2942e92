package org.integrationstack.local.mail;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Properties;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.embedded.Ports;

import static org.assertj.core.api.Assertions.assertThat;

class MailSinkTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private int smtpPort;
    private URI address;
    private MailSink sink;

    @BeforeEach
    void start() {
        smtpPort = Ports.free();
        int httpPort = Ports.free();
        address = URI.create("http://127.0.0.1:" + httpPort + "/");
        sink = MailSink.start(smtpPort, httpPort);
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void listsMailsNewestFirst() throws Exception {
        send("first", "Hello Alice");
        send("second", "Hello again");

        JsonNode items = list();

        assertThat(items.findValuesAsText("subject")).containsExactly("second", "first");
        assertThat(items.get(1).get("text").asText()).isEqualTo("Hello Alice");
        assertThat(items.get(1).get("to").get(0).asText()).isEqualTo("alice@acme.example");
        assertThat(items.get(1).get("from").get(0).asText()).isEqualTo("stack@integration.example");
    }

    @Test
    void forgetsMailsOnRequest() throws Exception {
        send("first", "Hello");

        HttpResponse<Void> answer =
                client.send(HttpRequest.newBuilder(address).DELETE().build(), HttpResponse.BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(list()).isEmpty();
    }

    private JsonNode list() throws Exception {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body()).required("items");
    }

    private void send(String subject, String text) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(smtpPort));
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("stack@integration.example"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("alice@acme.example"));
        message.setSubject(subject);
        message.setText(text);
        Transport.send(message);
    }
}
