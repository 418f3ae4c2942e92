package org.integrationstack.common.startup;

import java.util.List;

/**
 * Something that must not be so in production. Every CDI bean of this type is asked at start; what it finds is named and
 * the service does not start. Not asked when {@code INTEGRATION_MODE=local}.
 */
public interface ProductionRule {
    /** What is wrong, each by the name of the setting and why; never by a secret's value. Empty when all is well. */
    List<String> violations();
}
