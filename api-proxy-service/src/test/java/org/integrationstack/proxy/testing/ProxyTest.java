package org.integrationstack.proxy.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import org.junit.jupiter.api.extension.ExtendWith;

import org.integrationstack.embedded.testing.CleanState;
import org.integrationstack.embedded.testing.Infrastructure;

/** The service with Kafka, both its Redis servers, an identity provider and everything it calls. Goes beside QuarkusTest. */
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {@ResourceArg(name = "service", value = "proxy"), @ResourceArg(name = "needs", value = "kafka,redis")
        })
@QuarkusTestResource(TestWorld.class)
@ExtendWith(CleanState.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ProxyTest {}
