package org.integrationstack.common.webhook;

import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** XML as a tree, as {@link WebhookContent} says. */
final class XmlTree {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final XMLStreamReader xml;

    private XmlTree(XMLStreamReader xml) {
        this.xml = xml;
    }

    static JsonNode read(byte[] body) {
        try {
            XMLStreamReader xml = Xml.atRoot(body);
            String name = xml.getLocalName();
            ObjectNode document = NODES.objectNode();
            document.set(name, new XmlTree(xml).element(1));
            while (xml.hasNext()) {
                xml.next();
            }
            return document;
        } catch (XMLStreamException e) {
            return MissingNode.getInstance();
        }
    }

    private JsonNode element(int depth) throws XMLStreamException {
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            Members.add(
                    object,
                    "@" + xml.getAttributeLocalName(i),
                    NODES.textNode(xml.getAttributeValue(i).strip()));
        }
        boolean elements = false;
        StringBuilder text = new StringBuilder();
        for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                elements = true;
                Members.add(object, xml.getLocalName(), element(Xml.deeper(depth)));
            } else if (Xml.isText(event)) {
                text.append(xml.getText());
            }
        }
        if (elements) {
            return object;
        }
        JsonNode content = NODES.textNode(text.toString().strip());
        return object.isEmpty() ? content : object.set("#text", content);
    }
}
