package org.integrationstack.common.provider;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ConditionTest {
    private static final EventFacts FACTS = new EventFacts(
            Map.of("repository", "Octocat/Hello", "count", 2L, "deleted", false),
            Map.of("on", true, "off", false, "empty", " ", "channel", "C1", "size", 3));

    @ParameterizedTest
    @CsvSource({"on, true", "off, false", "empty, false", "channel, true", "size, true", "missing, false"})
    void isPresentIfItSaysSomething(String setting, boolean present) {
        assertThat(setting(setting, new Condition.Present()).holds(FACTS)).isEqualTo(present);
        assertThat(setting(setting, new Condition.Absent()).holds(FACTS)).isEqualTo(!present);
    }

    @Test
    void isExactlyThatValue() {
        assertThat(setting("size", new Condition.Is(3L)).holds(FACTS)).isTrue();
        assertThat(setting("size", new Condition.Is("3")).holds(FACTS)).isFalse();
        assertThat(value("deleted", new Condition.Is(false)).holds(FACTS)).isTrue();
        assertThat(value("missing", new Condition.Is(false)).holds(FACTS)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "octocat/hello | true",
                "other/x, octocat/hello | true",
                "other/x;OCTOCAT/HELLO | true",
                "* | true",
                "octocat/hello-world | false",
                "hello | false",
                "octocat/* | false",
                "'' | false",
            })
    void namesAValueIfOneOfItsNamesIsThatValue(String names, boolean named) {
        EventFacts facts = new EventFacts(FACTS.values(), Map.of("repositories", names));

        assertThat(setting("repositories", new Condition.Names("repository")).holds(facts))
                .isEqualTo(named);
    }

    @Test
    void namesNothingThatTheEventDoesNotHave() {
        EventFacts facts = new EventFacts(Map.of(), Map.of("repositories", "*"));

        assertThat(setting("repositories", new Condition.Names("repository")).holds(facts))
                .isFalse();
    }

    @Test
    void allHoldWhereThereAreNone() {
        assertThat(Condition.allHold(List.of(), FACTS)).isTrue();
        assertThat(Condition.allHold(
                        List.of(setting("on", new Condition.Present()), setting("off", new Condition.Present())),
                        FACTS))
                .isFalse();
    }

    @Test
    void argumentsKeepTheirTypesAndAreLeftOutWhereThereIsNothing() {
        Map<String, Argument> arguments = Map.of(
                "text", new Argument.Text(new Template("{repository}: {count}, {missing} {on}")),
                "count", new Argument.Value("count"),
                "channel", new Argument.Setting("channel"),
                "always", new Argument.Constant(true),
                "missing", new Argument.Value("missing"),
                "inner", new Argument.Members(Map.of("size", new Argument.Setting("size"))));

        assertThat(Argument.Members.of(arguments, FACTS))
                .isEqualTo(Map.of(
                        "text",
                        "Octocat/Hello: 2, ? ?",
                        "count",
                        2L,
                        "channel",
                        "C1",
                        "always",
                        true,
                        "inner",
                        Map.of("size", 3)));
    }

    private static Condition setting(String name, Condition.Test test) {
        return new Condition(new Argument.Setting(name), test);
    }

    private static Condition value(String name, Condition.Test test) {
        return new Condition(new Argument.Value(name), test);
    }
}
