package org.integrationstack.connections.authorization;

import org.junit.jupiter.api.Test;

import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class ConnectIT {
    @Test
    void connectsAnAccountOfASignedInUser() {
        Browser alice = Browser.of("alice");

        Reply callback = alice.connect("octocat");

        assertThat(callback.status()).isEqualTo(302);
        assertThat(callback.location()).hasPath("/settings/integrations");
        assertThat(callback.parameters()).containsEntry("success", "true");
        Reply connection = Api.user("alice")
                .get("/api/connections/" + callback.parameters().get("connection"));
        assertThat(connection.status()).isEqualTo(200);
    }
}
