package org.integrationstack.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a Kafka server runs.
 *
 * @param directory its data, configuration and log; made when missing
 * @param port of the broker on 127.0.0.1; 0 picks a free one
 * @param controllerPort of the controller on 127.0.0.1; 0 picks a free one
 * @param users passwords by user name; {@value Kafka#ADMIN}, who may do everything, must be among them
 */
public record KafkaOptions(Path directory, int port, int controllerPort, Map<String, String> users) {
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._-]+");

    public KafkaOptions {
        directory = directory.toAbsolutePath();
        users = Map.copyOf(users);
        if (!users.containsKey(Kafka.ADMIN)) {
            throw new IllegalArgumentException("Kafka needs the user " + Kafka.ADMIN);
        }
        users.forEach((user, password) -> {
            if (!USER.matcher(user).matches()) {
                throw new IllegalArgumentException("not a Kafka user name: " + user);
            }
            Passwords.check(password);
        });
    }

    @Override
    public String toString() {
        return "KafkaOptions[%s, port %d, users %s]".formatted(directory, port, users.keySet());
    }
}
