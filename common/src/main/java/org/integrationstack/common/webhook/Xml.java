package org.integrationstack.common.webhook;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** XML as it comes from outside: no DOCTYPE, hence no entities of its own, nothing fetched, and a limit to its depth. */
final class Xml {

    /** Elements within elements; reading goes as deep. */
    static final int DEEPEST = 200;

    private Xml() {}

    /** A reader that stands at the root element. */
    static XMLStreamReader atRoot(byte[] xml) throws XMLStreamException {
        // Cheap to make, and not promised to be safe for several threads.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            if (reader.getEventType() == XMLStreamConstants.DTD) {
                throw new XMLStreamException("a DOCTYPE is not taken");
            }
        }
        return reader;
    }

    static boolean isText(int event) {
        return event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA;
    }

    static int deeper(int depth) throws XMLStreamException {
        if (depth == DEEPEST) {
            throw new XMLStreamException("too deep");
        }
        return depth + 1;
    }
}
