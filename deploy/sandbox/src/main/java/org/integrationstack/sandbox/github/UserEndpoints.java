package org.integrationstack.sandbox.github;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;

/** Who the token's person is. */
final class UserEndpoints {

    void mount(Routes<Endpoint> routes) {
        routes.on("GET", "/user", UserEndpoints::user).on("GET", "/user/emails", UserEndpoints::emails);
    }

    private static Answer user(ApiRequest request) {
        return Answer.json(200, request.person().profile(request.holds("user")));
    }

    /** Source: docs.github.com, "List email addresses for the authenticated user": scope user:email. */
    private static Answer emails(ApiRequest request) {
        request.require("user:email");
        Person person = request.person();
        ObjectNode primary = Json.object()
                .put("email", person.email())
                .put("primary", true)
                .put("verified", true)
                .put("visibility", "private");
        ObjectNode other = Json.object()
                .put("email", person.id() + "+" + person.login() + "@users.noreply.github.com")
                .put("primary", false)
                .put("verified", true)
                .putNull("visibility");
        return request.page("/user/emails", List.of(primary, other));
    }
}
