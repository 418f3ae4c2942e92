package org.integrationstack.connections.web;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;

/** Pages as answers. They are of one person and one moment: nobody keeps them. */
public final class Html {
    /** What a page is. */
    public static final MediaType TYPE = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");

    private Html() {}

    /** The page, rendered. */
    public static Uni<Response> page(Response.Status status, TemplateInstance template) {
        return template.createUni()
                .map(html -> Response.status(status)
                        .entity(html)
                        .type(TYPE)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }
}
