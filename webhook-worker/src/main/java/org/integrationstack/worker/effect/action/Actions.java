package org.integrationstack.worker.effect.action;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.integrationstack.common.provider.Action;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.worker.effect.EffectCall;

/** What the definition says that an effect asks for. */
@ApplicationScoped
class Actions {
    private final Providers providers;

    Actions(Providers providers) {
        this.providers = providers;
    }

    Optional<Action> action(EffectCall call) {
        return definition(call)
                .map(definition ->
                        definition.actions().get(String.valueOf(call.arguments().get("action"))));
    }

    Optional<Api> api(EffectCall call) {
        return definition(call).flatMap(ProviderDefinition::api);
    }

    /** The action's own arguments. */
    static Map<String, Object> arguments(EffectCall call) {
        Map<String, Object> arguments = new HashMap<>();
        if (call.arguments().get("arguments") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> arguments.put(String.valueOf(name), value));
        }
        return arguments;
    }

    private Optional<ProviderDefinition> definition(EffectCall call) {
        return ProviderId.parse(String.valueOf(call.arguments().get("provider")))
                .flatMap(providers::find);
    }
}
