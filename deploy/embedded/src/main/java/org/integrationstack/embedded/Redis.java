package org.integrationstack.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Redis 7 server. */
public final class Redis implements EmbeddedServer {
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final int PROBE_TIMEOUT_MILLIS = 1000;

    private final RedisOptions options;
    private final int port;
    private final ChildProcess process;

    private Redis(RedisOptions options, int port, ChildProcess process) {
        this.options = options;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts a server and returns when it answers.
     *
     * @throws PortTakenException when the port is in use
     * @throws EmbeddedException when it cannot be started
     */
    public static Redis start(RedisOptions options) {
        PrivateFiles.createDirectories(options.directory());
        Path program = Binaries.ofThisUser().redis();
        return Startup.onPort(options.name(), options.port(), port -> start(options, port, program));
    }

    private static Redis start(RedisOptions options, int port, Path program) {
        Path configuration =
                PrivateFiles.write(options.directory().resolve("redis.conf"), configuration(options, port));
        ChildProcess process = ChildProcesses.spawn(new Command(
                options.name(),
                List.of(program.toString(), configuration.toString()),
                Map.of(),
                options.directory(),
                options.directory().resolve("redis.log"),
                Signal.TERM));
        Redis redis = new Redis(options, port, process);
        Startup.await(process, redis::answers);
        return redis;
    }

    private static String configuration(RedisOptions options, int port) {
        return """
                bind 127.0.0.1
                port %d
                dir "%s"
                requirepass "%s"
                save ""
                maxmemory 128mb
                """.formatted(port, options.directory(), options.password())
                + options.use().configuration();
    }

    @Override
    public ChildProcess process() {
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    /** {@code redis://:password@127.0.0.1:port}. */
    public String url() {
        return "redis://:%s@127.0.0.1:%d".formatted(options.password(), port);
    }

    @Override
    public void close() {
        process.stop(STOP_GRACE);
    }

    /** Forgets every key. */
    public void flush() {
        try {
            String answer = ask("FLUSHALL");
            if (!answer.equals("+OK")) {
                throw new EmbeddedException(options.name() + " did not forget its keys: " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(options.name() + " cannot be reached", e);
        }
    }

    private boolean answers() {
        try {
            return ask("PING").equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    /** Source: Redis serialization protocol specification, "Inline commands". */
    private String ask(String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_TIMEOUT_MILLIS);
            socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
            String request = "AUTH " + options.password() + "\r\n" + command + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String login = answers.readLine();
            return "+OK".equals(login) ? String.valueOf(answers.readLine()) : String.valueOf(login);
        }
    }
}
