package org.integrationstack.proxy.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.smallrye.mutiny.Uni;

import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.Upstream;

/** A provider that answers as told, once each, and remembers what it was asked. */
public final class RecordingUpstream implements Upstream {
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Call> calls = new ArrayList<>();

    public RecordingUpstream will(Answer answer) {
        answers.add(answer);
        return this;
    }

    public List<Call> calls() {
        return calls;
    }

    @Override
    public Uni<Answer> answer(Call call) {
        return Uni.createFrom().item(() -> {
            calls.add(call);
            return answers.remove();
        });
    }
}
