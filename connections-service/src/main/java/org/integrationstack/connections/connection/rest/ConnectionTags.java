package org.integrationstack.connections.connection.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

import org.integrationstack.connections.connection.ConnectionView;

/** Every answer that shows a connection has its version as {@code ETag}, for {@code If-Match}, whichever resource gives it. */
@Provider
public class ConnectionTags implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof ConnectionView view) {
            response.getHeaders().putSingle(HttpHeaders.ETAG, IfMatch.tag(view.version()));
        }
    }
}
