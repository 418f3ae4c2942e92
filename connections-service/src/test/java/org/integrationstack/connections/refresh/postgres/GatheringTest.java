package org.integrationstack.connections.refresh.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatheringTest {
    private final List<List<Integer>> asked = new ArrayList<>();
    private final List<UniEmitter<? super Map<Integer, String>>> out = new ArrayList<>();
    private final List<Optional<String>> answers = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Gathering<Integer, String> gathering = new Gathering<>(this::query, 3);

    @Test
    void asksASingleQuestionAtOnce() {
        get(1);

        assertThat(asked).containsExactly(List.of(1));
    }

    @Test
    void asksWhatComesMeanwhileTogetherAndNeverOfAQueryThatIsOut() {
        get(1);
        get(1);
        get(2);
        get(2);

        assertThat(asked).containsExactly(List.of(1));
        comeIn("old");

        assertThat(asked).containsExactly(List.of(1), List.of(1, 2));
        assertThat(answers).containsExactly(Optional.of("old"));
        comeIn("new");
        assertThat(answers)
                .containsExactly(Optional.of("old"), Optional.of("new"), Optional.of("new"), Optional.of("new"));
    }

    @Test
    void asksNoMoreThanSoManyAtOnce() {
        get(0);
        IntStream.rangeClosed(1, 5).forEach(this::get);
        comeIn("x");
        comeIn("x");
        comeIn("x");

        assertThat(asked).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5));
        assertThat(answers).hasSize(6);
    }

    @Test
    void tellsAllWhoWaitedOfAFailureAndGoesOn() {
        get(1);
        get(2);
        get(3);
        comeIn("x");
        out.get(1).fail(new IllegalStateException("away"));
        get(4);
        comeIn("x");

        assertThat(failures).hasSize(2);
        assertThat(answers).hasSize(2);
    }

    @Test
    void saysThatThereIsNoAnswer() {
        get(1);
        out.get(0).complete(Map.of());

        assertThat(answers).containsExactly(Optional.empty());
    }

    private Uni<Map<Integer, String>> query(List<Integer> questions) {
        asked.add(questions);
        return Uni.createFrom().emitter(out::add);
    }

    private void get(int question) {
        gathering.get(question).subscribe().with(answers::add, failures::add);
    }

    /** The query that is out is answered. */
    private void comeIn(String answer) {
        Map<Integer, String> all = new HashMap<>();
        asked.get(out.size() - 1).forEach(question -> all.put(question, answer));
        out.get(out.size() - 1).complete(all);
    }
}
