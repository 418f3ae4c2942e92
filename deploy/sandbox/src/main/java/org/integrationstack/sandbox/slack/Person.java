package org.integrationstack.sandbox.slack;

import java.util.List;

import org.integrationstack.sandbox.oauth.Account;

/** A member of a workspace: at Slack, accounts are one workspace's each. */
record Person(String id, String login, String name, Team team) implements Account {
    static final Person SUE = new Person("U012SUEXX", "sue@softball.example", "Sue Pitcher", Team.SOFTBALL);
    static final Person BOB = new Person("U012BOBXX", "bob@softball.example", "Bob Catcher", Team.SOFTBALL);
    static final Person PAT = new Person("U034PATXX", "pat@pickleball.example", "Pat Server", Team.PICKLEBALL);
    static final List<Person> ALL = List.of(SUE, BOB, PAT);

    /** Who writes there unless told otherwise. */
    static Person firstOf(Team team) {
        return ALL.stream()
                .filter(person -> person.team.equals(team))
                .findFirst()
                .orElseThrow();
    }

    /** The name in answers. */
    String handle() {
        return login.substring(0, login.indexOf('@'));
    }
}
