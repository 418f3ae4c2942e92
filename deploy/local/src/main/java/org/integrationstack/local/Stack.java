package org.integrationstack.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.integrationstack.local.configuration.Environments;
import org.integrationstack.local.configuration.PrivateFile;
import org.integrationstack.local.configuration.Secrets;
import org.integrationstack.local.configuration.Slot;
import org.integrationstack.local.mail.MailSink;
import org.integrationstack.local.process.LogFile;
import org.integrationstack.local.process.Supervisor;

/**
 * The running stack: infrastructure first, then the four services, each watched and started again when it ends. Closing
 * it stops them in the opposite order. None of the processes outlives this JVM, however it ends.
 */
final class Stack implements AutoCloseable {

    /** Tokens are issued for 24 h; those in {@code stack.env} are good for 12 h at any time. */
    private static final long RENEW_TOKENS_HOURS = 11;

    private static final Pattern LEFT_OUT = Pattern.compile("Provider definition left out: .*");

    private final Consumer<String> news;
    private final LauncherOptions options;
    private final Parts parts;
    private final Supervisor supervisor;
    private final StackEnv stackEnv;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Stack::daemon);
    private MailSink mail;
    private volatile boolean published;

    private Stack(LauncherOptions options, Consumer<String> news) {
        this.options = options;
        this.news = news;
        Secrets secrets = Secrets.in(options.secrets());
        Environments environments = new Environments(
                options.ports(), secrets, options.sandbox(), options.providers(), options.appKey(), System.getenv());
        this.parts = new Parts(options, secrets, environments);
        this.stackEnv = new StackEnv(options, secrets);
        this.supervisor = new Supervisor(news, this::publishAgain);
        writeEnvironments(environments);
        PrivateFile.write(options.appKey(), secrets.appKey());
    }

    /**
     * Starts everything and returns when all is ready.
     *
     * @param news told of progress, and later of what ends and comes back
     * @throws org.integrationstack.local.process.PartFailedException when a part does not become ready; then nothing
     *     is left running
     * @throws IllegalStateException when ports are taken, naming each
     */
    static Stack start(LauncherOptions options, Consumer<String> news) {
        prepare(options);
        Stack stack = new Stack(options, news);
        try {
            stack.startParts();
            return stack;
        } catch (RuntimeException failed) {
            stack.close();
            throw failed;
        }
    }

    private static void prepare(LauncherOptions options) {
        List<String> taken = options.ports().taken(Arrays.stream(Slot.values()));
        if (!taken.isEmpty()) {
            throw new IllegalStateException(String.join("\n", taken));
        }
        delete(options.stackEnv());
        if (options.fresh()) {
            delete(options.data());
        }
    }

    // The schedule's future only tells that it was cancelled.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void startParts() {
        parts.logs().forEach(Stack::turn);
        mail = MailSink.start(options.ports().port(Slot.SMTP), options.ports().port(Slot.MAIL));
        supervisor.start(parts.infrastructure());
        if (options.services()) {
            supervisor.start(parts.services());
        }
        stackEnv.renewTokens();
        clock.scheduleAtFixedRate(this::renewTokens, RENEW_TOKENS_HOURS, RENEW_TOKENS_HOURS, TimeUnit.HOURS);
    }

    /** Writes {@code stack.env}, and from now on writes it again whenever a process id or a token changes. */
    void publish() {
        published = true;
        stackEnv.write(supervisor.pids());
    }

    /** A sentence for each provider definition that the services do not take, with file, line and reason. */
    List<String> leftOutDefinitions() {
        return options.services() ? LogFile.matches(parts.log("connections-service"), LEFT_OUT) : List.of();
    }

    @Override
    public void close() {
        supervisor.stopRestarting();
        clock.shutdownNow();
        published = false;
        delete(options.stackEnv());
        if (options.services()) {
            supervisor.stop(parts.services());
        }
        supervisor.stop(parts.infrastructure());
        supervisor.close();
        if (mail != null) {
            mail.close();
        }
    }

    private void writeEnvironments(Environments environments) {
        Path directory = options.environments();
        PrivateFile.write(directory.resolve("connections-service.env"), environments.connections());
        PrivateFile.write(directory.resolve("webhook-gateway.env"), environments.gateway());
        PrivateFile.write(directory.resolve("webhook-worker.env"), environments.worker());
        PrivateFile.write(directory.resolve("api-proxy-service.env"), environments.proxy());
    }

    private void publishAgain() {
        if (published) {
            stackEnv.write(supervisor.pids());
        }
    }

    private void renewTokens() {
        try {
            stackEnv.renewTokens();
            publishAgain();
        } catch (UncheckedIOException away) {
            news.accept("the tokens in stack.env could not be renewed: " + away.getMessage());
        }
    }

    private static void turn(Path log) {
        try {
            LogFile.turn(log);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException undeletable) {
            throw new UncheckedIOException("cannot delete " + tree, undeletable);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "token renewal");
        thread.setDaemon(true);
        return thread;
    }
}
