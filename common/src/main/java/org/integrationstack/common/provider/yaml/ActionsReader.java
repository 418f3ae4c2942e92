package org.integrationstack.common.provider.yaml;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.provider.Action;
import org.integrationstack.common.provider.Action.Body;
import org.integrationstack.common.provider.Action.Errors;
import org.integrationstack.common.provider.Action.Expected;
import org.integrationstack.common.provider.Action.Idempotency;
import org.integrationstack.common.provider.Template;

/** Reads {@code actions}. */
final class ActionsReader {
    private static final Set<String> ITSELF = Set.of(Action.KEY);

    private ActionsReader() {}

    static Map<String, Action> read(Field actions) {
        return actions.members(ActionsReader::action);
    }

    private static Action action(Field field) {
        Set<String> required = names(field.in("arguments"));
        Set<String> known = Urls.union(required, names(field.in("optional")));
        Action action = new Action(
                field.in("method").text(),
                path(field.in("path"), required),
                templates(field.in("query"), known),
                required,
                names(field.in("optional")),
                field.optional("body").map(body -> body(field, body, known)),
                field.optional("success").map(ActionsReader::expected),
                field.optional("errors").map(ActionsReader::errors).orElse(Errors.NONE),
                idempotency(field.in("idempotency"), required, known),
                field.in("result").members(Field::jsonPointer));
        if (action.idempotency() instanceof Idempotency.Lookup && !carriesKey(action)) {
            throw field.refused("its body must carry {" + Action.KEY + "}, by which it is looked up");
        }
        return action;
    }

    private static boolean carriesKey(Action action) {
        return action.body()
                .filter(body -> body.variables().contains(Action.KEY))
                .isPresent();
    }

    private static Set<String> names(Field field) {
        for (Field name : field.elements()) {
            if (ITSELF.contains(name.text())) {
                throw name.refused("is a name that has a meaning already");
            }
        }
        return new HashSet<>(field.texts());
    }

    /** A path without one of its parts would be another path. */
    private static Template path(Field field, Set<String> required) {
        return Urls.template(field, required);
    }

    private static Map<String, Template> templates(Field field, Set<String> known) {
        return field.members(value -> Urls.template(value, known));
    }

    private static Body body(Field action, Field field, Set<String> known) {
        Body body = new Body(field.node(), action.in("escape").members(Field::text));
        checkTexts(field, Urls.union(known, ITSELF));
        return body;
    }

    private static void checkTexts(Field field, Set<String> known) {
        if (field.node().isTextual()) {
            Urls.template(field, known);
        } else if (field.node().isArray()) {
            field.elements().forEach(element -> checkTexts(element, known));
        } else {
            field.members(member -> {
                checkTexts(member, known);
                return member;
            });
        }
    }

    private static Expected expected(Field field) {
        return new Expected(
                field.in("pointer").jsonPointer(), field.in("equals").node());
    }

    private static Errors errors(Field field) {
        return new Errors(
                Optional.of(field.in("code").jsonPointer()),
                field.in("temporary").texts(),
                field.in("uncertain").texts());
    }

    private static Idempotency idempotency(Field field, Set<String> required, Set<String> known) {
        return switch (field.in("kind").text()) {
            case "header" -> new Idempotency.Header(present(field, "header").text());
            case "lookup" ->
                new Idempotency.Lookup(
                        path(present(field, "path"), required),
                        templates(field.in("query"), known),
                        present(field, "items").jsonPointer(),
                        present(field, "match").jsonPointer());
            default ->
                new Idempotency.None(field.optional("repeated")
                        .map(repeated -> repeated.node().asBoolean()));
        };
    }

    private static Field present(Field field, String name) {
        return field.optional(name)
                .orElseThrow(() -> field.refused("needs " + name + " where its kind is "
                        + field.in("kind").text()));
    }
}
