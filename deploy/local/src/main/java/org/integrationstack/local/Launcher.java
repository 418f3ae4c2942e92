package org.integrationstack.local;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.integrationstack.local.process.LogFile;
import org.integrationstack.local.process.PartFailedException;

/** The command behind {@code deploy/up}: runs the stack until it is told to end. */
public final class Launcher {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final int LINES_OF_A_FAILURE = 30;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Launcher() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            run(LauncherOptions.parse(List.of(arguments)));
        } catch (IllegalArgumentException misused) {
            System.err.println(misused.getMessage());
            System.exit(MISUSED);
        }
    }

    private static void run(LauncherOptions options) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            Stack stack = Stack.start(options, Launcher::say);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack), "stop"));
            say("ready after %.1f s".formatted((System.nanoTime() - begin) / 1e9));
            stack.leftOutDefinitions().forEach(Launcher::say);
            System.out.println(new Overview(options));
            stack.publish();
        } catch (PartFailedException failed) {
            say(failed.getMessage());
            showLog(failed);
            System.exit(FAILED);
        } catch (RuntimeException failed) {
            say(failed.getMessage());
            System.exit(FAILED);
        }
        new CountDownLatch(1).await();
    }

    private static void stop(Stack stack) {
        say("stopping");
        stack.close();
        say("stopped");
    }

    private static void showLog(PartFailedException failed) {
        failed.log().ifPresent(log -> {
            System.out.printf("%nThe end of %s:%n", log);
            LogFile.tail(log, LINES_OF_A_FAILURE).forEach(line -> System.out.println("  " + line));
        });
    }

    private static void say(String news) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + "  " + news);
    }
}
