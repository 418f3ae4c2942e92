package org.integrationstack.proxy.renewal;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Answer.Provided;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.Upstream;
import org.integrationstack.proxy.connection.Connections;
import org.integrationstack.proxy.connection.Credential;
import org.integrationstack.proxy.connection.Resolution;

/**
 * Has a credential renewed that the provider refuses before its time, and sends the call once more. A call with a body is
 * not sent again, since its body has gone; the next call finds the new credential.
 */
public final class RenewingUpstream implements Upstream {
    private static final int UNAUTHORIZED = 401;

    private final Connections connections;
    private final Upstream next;
    private final Duration patience;

    /** @param patience how long a renewal may take */
    public RenewingUpstream(Connections connections, Upstream next, Duration patience) {
        this.connections = connections;
        this.next = next;
        this.patience = patience;
    }

    @Override
    public Uni<Answer> answer(Call call) {
        return next.answer(call)
                .chain(answer -> answer instanceof Provided provided && provided.status() == UNAUTHORIZED
                        ? renew(call, provided)
                        : Uni.createFrom().item(answer));
    }

    private Uni<Answer> renew(Call call, Provided refusal) {
        return connections
                .renew(call.connection(), call.credential(), call.deadline().remaining(patience))
                .onCancellation()
                .invoke(refusal.body()::discard)
                .chain(resolution -> answer(call, refusal, resolution));
    }

    private Uni<Answer> answer(Call call, Provided refusal, Resolution resolution) {
        if (resolution instanceof Resolution.NeedsReauthorization) {
            refusal.body().discard();
            return Uni.createFrom().item(ended().reporting(report -> refusal.report()));
        }
        if (resolution instanceof Resolution.Usable usable && canGoAgain(call, usable.credential())) {
            refusal.body().discard();
            return next.answer(call.with(usable.credential()))
                    .map(answer -> answer.reporting(report -> report.after(refusal.report())));
        }
        return Uni.createFrom().item(refusal);
    }

    private static boolean canGoAgain(Call call, Credential renewed) {
        return renewed.version() != call.credential().version() && call.body().isEmpty();
    }

    private static Answer ended() {
        return new Answer.Refused(
                ProblemType.NEEDS_REAUTHORIZATION,
                "The provider accepts what we hold no longer: its user must connect the account again.");
    }
}
