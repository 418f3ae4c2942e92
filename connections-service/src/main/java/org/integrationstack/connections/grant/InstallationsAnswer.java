package org.integrationstack.connections.grant;

import java.util.List;

/** What came of asking which installations a person sees. Reasons are plain words for the log. */
public sealed interface InstallationsAnswer {

    /** All of them. Being there proves no rights over one. */
    record Listed(List<Installation> installations) implements InstallationsAnswer {
        public Listed {
            installations = List.copyOf(installations);
        }
    }

    /** The provider said no, or something that makes no sense. */
    record Refused(String reason) implements InstallationsAnswer {}

    /** The provider could not be asked. */
    record Unavailable(String reason) implements InstallationsAnswer {}
}
