package org.integrationstack.connections.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.extension.ExtendWith;

import org.integrationstack.embedded.testing.CleanState;
import org.integrationstack.embedded.testing.Infrastructure;

/** A test of the whole service, with real PostgreSQL, Kafka and Redis and the sandbox's GitHub. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@QuarkusTest
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = @ResourceArg(name = "service", value = "connections"),
        restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Surroundings.class, restrictToAnnotatedClass = false)
@ExtendWith({CleanState.class, Ready.class})
public @interface ServiceTest {}
