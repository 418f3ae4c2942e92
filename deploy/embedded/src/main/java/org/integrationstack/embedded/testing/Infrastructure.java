package org.integrationstack.embedded.testing;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Real PostgreSQL, Kafka and Redis, and an identity provider, for a module's tests: started once per JVM on random ports
 * with random passwords, and ended with it, in whatever way it ends. The application under test gets the environment of
 * a service as configuration properties.
 *
 * <pre>
 * &#64;QuarkusTest
 * &#64;QuarkusTestResource(value = Infrastructure.class, initArgs = &#64;ResourceArg(name = "service", value = "connections"))
 * class ConnectIT {
 * </pre>
 *
 * <p>Arguments: {@code service}, which must be given, is one of {@code connections}, {@code gateway}, {@code worker}, {@code proxy}, and names
 * the database role, Kafka user and OIDC client; {@code needs} is a comma-separated part of
 * {@code postgres,kafka,redis}, which is the default.
 *
 * <p>The static methods make a piece ({@code postgres}, {@code kafka}, {@code redis}, {@code redis-cache}) go away and
 * come back on the same port and with its data. A test that takes a piece away gives it back in a {@code finally}.
 */
public final class Infrastructure implements QuarkusTestResourceLifecycleManager {
    private final Map<String, String> arguments = new HashMap<>();

    @Override
    public void init(Map<String, String> initArgs) {
        arguments.putAll(initArgs);
    }

    @Override
    public Map<String, String> start() {
        String service = arguments.get("service");
        if (service == null) {
            throw new IllegalArgumentException("Infrastructure needs the argument service");
        }
        return environment(service, arguments.getOrDefault("needs", "postgres,kafka,redis"));
    }

    /** Does nothing: the next application of this JVM uses the same servers, and they end with the JVM. */
    @Override
    public void stop() {}

    /**
     * The environment of a service, from servers that are started now unless they run; for tests without Quarkus.
     *
     * @param service as the argument of that name
     * @param needs as the argument of that name
     */
    @SuppressWarnings("unchecked")
    public static Map<String, String> environment(String service, String needs) {
        return (Map<String, String>) OncePerJvm.call(SharedInfrastructure.class, "environment", service, needs);
    }

    /** Freezes a piece: connections stay open and nothing answers. */
    public static void pause(String piece) {
        OncePerJvm.call(SharedInfrastructure.class, "pause", piece);
    }

    /** Wakes a frozen piece. */
    public static void resume(String piece) {
        OncePerJvm.call(SharedInfrastructure.class, "resume", piece);
    }

    /** Stops a piece in good order. New connections are refused. */
    public static void stop(String piece) {
        OncePerJvm.call(SharedInfrastructure.class, "stop", piece);
    }

    /** Kills a piece without notice. */
    public static void kill(String piece) {
        OncePerJvm.call(SharedInfrastructure.class, "kill", piece);
    }

    /** Starts a stopped or killed piece again, and returns when it is ready. Does nothing to one that runs. */
    public static void start(String piece) {
        OncePerJvm.call(SharedInfrastructure.class, "start", piece);
    }

    /** Empties every table but Flyway's own, and both Redis servers. */
    public static void clean() {
        OncePerJvm.call(SharedInfrastructure.class, "clean");
    }
}
