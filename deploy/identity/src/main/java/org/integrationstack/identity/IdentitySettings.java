package org.integrationstack.identity;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may sign in and which clients may ask for tokens; values and defaults are in {@code application.yaml}.
 *
 * @param issuer base address of this provider, on the loopback interface: people sign in here without a password, so
 *     any other address is refused
 * @param dataDirectory where the signing key is kept
 * @param audience the services that accept the access tokens
 * @param accessTokenLife how long an access token is good for
 * @param console the client of the browser console
 * @param people who can be chosen at the sign-in page, each with a command-line client of their own
 * @param programs clients that act for themselves
 */
@ConfigurationProperties("identity")
record IdentitySettings(
        URI issuer,
        Path dataDirectory,
        List<String> audience,
        Duration accessTokenLife,
        Console console,
        List<Person> people,
        List<Program> programs) {

    IdentitySettings {
        if (!isLoopback(issuer.getHost())) {
            throw new IllegalArgumentException(
                    "identity.issuer is " + issuer
                            + ", which others could reach: people sign in here without a password, so only a loopback address is allowed");
        }
        audience = List.copyOf(audience);
        people = List.copyOf(people);
        programs = List.copyOf(programs);
        requireSecrets(Stream.concat(
                people.stream().map(Person::secret), programs.stream().map(Program::secret)));
        requireSecrets(Stream.of(console.secret()));
    }

    /** The person of that name, or of that command-line client. */
    Optional<Person> person(String nameOrClientId) {
        return people.stream()
                .filter(person -> person.name().equals(nameOrClientId)
                        || person.clientId().equals(nameOrClientId))
                .findFirst();
    }

    Optional<Program> program(String clientId) {
        return programs.stream()
                .filter(program -> program.id().equals(clientId))
                .findFirst();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static void requireSecrets(Stream<String> secrets) {
        if (secrets.anyMatch(secret -> secret == null || secret.length() < 16)) {
            throw new IllegalArgumentException("every client needs a secret of at least 16 characters");
        }
    }

    /**
     * The browser console: authorization code with PKCE.
     *
     * @param url public base address of the console
     * @param redirectPaths exact paths below {@code url} to which a code may be sent
     * @param signedOutPaths exact paths below {@code url} to which a browser may return after signing out
     */
    record Console(
            String clientId, String secret, String url, List<String> redirectPaths, List<String> signedOutPaths) {

        List<String> redirectUris() {
            return redirectPaths.stream().map(url::concat).toList();
        }

        List<String> signedOutUris() {
            return signedOutPaths.stream().map(url::concat).toList();
        }

        @Override
        public String toString() {
            return clientId;
        }
    }

    /**
     * Someone who works with the local stack.
     *
     * @param secret of the person's command-line client {@code cli-<name>}
     */
    record Person(String name, String fullName, String tenant, List<String> roles, String secret) {

        String clientId() {
            return "cli-" + name;
        }

        String email() {
            return name + "@" + tenant + ".example";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A client that gets tokens by its own credentials.
     *
     * @param tenant the one tenant it belongs to; null for our own services, which name a tenant with each request
     */
    record Program(String id, String secret, @Nullable String tenant, List<String> scopes) {

        @Override
        public String toString() {
            return id;
        }
    }
}
