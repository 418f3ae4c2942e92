package org.integrationstack.common.provider.yaml;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.Input;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.provider.UrlTemplate;

/**
 * Reads URLs and templates, whose variables are closed sets. An input stands only where its kind lets it: what it may
 * hold is checked when it is given, and again each time a URL is made.
 */
record Urls(Hosts hosts, Map<String, Input> inputs) {

    /** @param others what the URL may use beside the inputs */
    UrlTemplate read(Field field, Set<String> others) {
        UrlTemplate url = field.as(text -> new UrlTemplate(text, hosts));
        refuseUnknown(field, url.variables(), union(inputs.keySet(), others));
        url.origin().ifPresent(name -> refuseOther(field, name, Input.Kind.URL));
        url.labels().forEach(name -> refuseOther(field, name, Input.Kind.LABEL));
        return url;
    }

    /** A template that may use the inputs and these others. */
    Template values(Field field, Set<String> others) {
        return template(field, union(inputs.keySet(), others));
    }

    static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> union = new HashSet<>(some);
        union.addAll(others);
        return union;
    }

    private void refuseOther(Field field, String name, Input.Kind kind) {
        boolean other = Optional.ofNullable(inputs.get(name))
                .filter(input -> input.kind() != kind)
                .isPresent();
        if (other) {
            throw field.refused("{" + name + "} can stand there only if its kind is " + kind);
        }
    }

    static Template template(Field field, Set<String> variables) {
        return template(field, field.text(), variables);
    }

    static Template template(Field field, String text, Set<String> variables) {
        Template template = field.check(() -> new Template(text));
        refuseUnknown(field, template.variables(), variables);
        return template;
    }

    private static void refuseUnknown(Field field, Set<String> used, Set<String> known) {
        Set<String> unknown = new TreeSet<>(used);
        unknown.removeAll(known);
        unknown.stream().findFirst().ifPresent(name -> {
            String choice =
                    known.isEmpty() ? "there are none here" : "known here: " + String.join(", ", new TreeSet<>(known));
            throw field.refused("{" + name + "} is not a variable; " + choice);
        });
    }
}
