package org.integrationstack.worker.effect;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

/** All kinds of effects, by name. */
@ApplicationScoped
class EffectKinds {
    private final Map<String, EffectKind> kinds;

    @Inject
    EffectKinds(Instance<EffectKind> kinds) {
        this(kinds.stream());
    }

    /** @throws IllegalStateException when two have one name */
    EffectKinds(Stream<? extends EffectKind> kinds) {
        this.kinds = kinds.collect(Collectors.toUnmodifiableMap(EffectKind::name, Function.identity()));
    }

    /** @throws IllegalArgumentException when there is none */
    EffectKind named(String name) {
        EffectKind kind = kinds.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("there are no effects of kind " + name);
        }
        return kind;
    }
}
