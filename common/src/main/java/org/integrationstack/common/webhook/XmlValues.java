package org.integrationstack.common.webhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Finds values in XML without building the rest, as {@link XmlTree} holds them. Whether an element is one of an array
 * shows when its parent ends: the first of a name is looked at as both, a member and element 0, and one of the two is
 * dropped. The two cannot be mistaken: no XML name is a number.
 */
final class XmlValues {

    private final XMLStreamReader xml;
    private final WebhookValues found;

    private XmlValues(XMLStreamReader xml, WebhookValues found) {
        this.xml = xml;
        this.found = found;
    }

    /** What is not XML has no values, from where it stops being XML. */
    static void read(byte[] body, List<Wanted> wanted, WebhookValues found) {
        try {
            XMLStreamReader xml = Xml.atRoot(body);
            String root = xml.getLocalName();
            new XmlValues(xml, found).element(Wanted.beneath(wanted, rest -> rest.matchProperty(root)), 1);
        } catch (XMLStreamException e) {
            // As with JSON: kept with the values found so far.
        }
    }

    private void element(List<Wanted> wanted, int depth) throws XMLStreamException {
        Siblings children = new Siblings(wanted);
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            put(children.next("@" + xml.getAttributeLocalName(i)), xml.getAttributeValue(i));
        }
        boolean attributes = xml.getAttributeCount() > 0;
        boolean elements = false;
        StringBuilder text = new StringBuilder();
        for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                elements = true;
                child(children.next(xml.getLocalName()), Xml.deeper(depth));
            } else if (Xml.isText(event) && !wanted.isEmpty()) {
                text.append(xml.getText());
            }
        }
        if (!elements) {
            put(attributes ? children.next("#text") : wanted, text.toString());
        }
        children.settle();
    }

    private void child(List<Wanted> wanted, int depth) throws XMLStreamException {
        if (wanted.isEmpty()) {
            skip();
        } else {
            element(wanted, depth);
        }
    }

    private void skip() throws XMLStreamException {
        for (int open = 1; open > 0; ) {
            int event = xml.next();
            open += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
        }
    }

    private void put(List<Wanted> wanted, String text) {
        for (Wanted value : wanted) {
            if (value.isHere()) {
                found.put(value.whole(), text.strip());
            }
        }
    }

    /** What one element holds, by name. */
    private final class Siblings {
        private final List<Wanted> wanted;
        private final Map<String, Integer> counts = new HashMap<>();

        Siblings(List<Wanted> wanted) {
            this.wanted = wanted;
        }

        /** What is wanted of the next one of that name. */
        List<Wanted> next(String name) {
            List<Wanted> named = named(name);
            if (named.isEmpty()) {
                return named;
            }
            int index = counts.merge(name, 1, Integer::sum) - 1;
            List<Wanted> next = Wanted.beneath(named, rest -> rest.matchElement(index));
            if (index == 1) {
                named.stream()
                        .filter(value -> !value.rest().mayMatchElement())
                        .forEach(value -> found.remove(value.whole()));
            } else if (index == 0) {
                next = both(named, next);
            }
            return next;
        }

        /** Those of which there turned out to be only one are no arrays. */
        void settle() {
            counts.forEach((name, count) -> {
                if (count == 1) {
                    named(name).stream()
                            .filter(value -> value.rest().mayMatchElement())
                            .forEach(value -> found.remove(value.whole()));
                }
            });
        }

        private List<Wanted> named(String name) {
            return Wanted.beneath(wanted, rest -> rest.matchProperty(name));
        }

        private static List<Wanted> both(List<Wanted> named, List<Wanted> asFirst) {
            return Stream.concat(named.stream().filter(value -> !value.rest().mayMatchElement()), asFirst.stream())
                    .toList();
        }
    }
}
