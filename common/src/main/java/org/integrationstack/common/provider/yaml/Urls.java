package org.integrationstack.common.provider.yaml;

import java.util.HashSet;
import java.util.Set;

import org.integrationstack.common.provider.Hosts;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.provider.UrlTemplate;

/** Reads URLs and templates, whose variables are closed sets. */
record Urls(Hosts hosts) {

    UrlTemplate read(Field field, Set<String> variables) {
        UrlTemplate url = field.as(text -> new UrlTemplate(text, hosts));
        refuseUnknown(field, url.variables(), variables);
        return url;
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
        Set<String> unknown = new HashSet<>(used);
        unknown.removeAll(known);
        unknown.stream().sorted().findFirst().ifPresent(name -> {
            String choice = known.isEmpty()
                    ? "there are none here"
                    : "known here: " + String.join(", ", known.stream().sorted().toList());
            throw field.refused("{" + name + "} is not a variable; " + choice);
        });
    }
}
