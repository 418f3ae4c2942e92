package org.integrationstack.common.provider;

import java.util.List;
import java.util.Optional;

/** The providers this installation knows. Fixed after start; safe to use from any thread. */
public interface Providers {

    /** The provider's definition, or empty where none is called that. */
    Optional<ProviderDefinition> find(ProviderId id);

    /** All definitions, ordered by id. */
    List<ProviderDefinition> all();

    /** What is wrong with definition files that were therefore left out; empty when all is well. */
    default List<DefinitionProblem> problems() {
        return List.of();
    }
}
