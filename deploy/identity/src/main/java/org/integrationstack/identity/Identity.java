package org.integrationstack.identity;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Starts the provider. What it needs is imported by name instead of found by scanning, which halves the start.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentitySettings.class)
@ImportAutoConfiguration({TomcatServletWebServerAutoConfiguration.class, SecurityFilterAutoConfiguration.class})
@Import({Tokens.class, Security.class})
public class Identity {

    public static void main(String[] arguments) {
        SpringApplication.run(Identity.class, arguments);
    }
}
