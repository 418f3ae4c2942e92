package org.integrationstack.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a Redis server in its own protocol; the service modules bring real clients. */
public final class RedisClient {
    private RedisClient() {}

    /** Signs in with the password of a URL like {@code redis://:password@host:port}, and returns the answer's first line. */
    public static String ask(String url, String command) throws IOException {
        URI server = URI.create(url);
        String password = server.getRawUserInfo().substring(1);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            String request = "AUTH " + password + "\r\n" + command + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String login = answers.readLine();
            return login.equals("+OK") ? answers.readLine() : login;
        }
    }
}
