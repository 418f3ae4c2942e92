package org.integrationstack.proxy.limiter;

import java.time.Duration;
import java.util.List;

import org.integrationstack.common.provider.Api.Level;
import org.integrationstack.common.provider.Api.Limit;
import org.integrationstack.common.provider.Api.LimitKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.connection.Connection;

/**
 * One quota as a call meets it.
 *
 * @param provider whose quota it is; all quotas of a provider are counted in one place
 * @param holder whose share of it: the installation's or an account's
 * @param name the definition's name of the limit
 * @param permits how many in any window
 * @param cost how many the call takes, {@code permits} at most
 */
public record Quota(ProviderId provider, String holder, String name, int permits, Duration window, int cost) {
    /**
     * The quotas that a call must stay within. Those that a provider reports itself are not among them: their state is
     * the provider's to tell, and it answers with an error of its own when they are used up.
     */
    public static List<Quota> of(Call call) {
        return call.api().limits().stream()
                .filter(limit -> limit.kind() == LimitKind.SLIDING)
                .filter(limit -> limit.paths().isEmpty() || call.target().isBelow(limit.paths()))
                .map(limit -> of(call, limit))
                .toList();
    }

    private static Quota of(Call call, Limit limit) {
        Connection connection = call.connection();
        String holder = limit.level() == Level.APP ? "app" : account(connection);
        int cost = call.isSafe() ? 1 : limit.writeCost();
        return new Quota(
                connection.provider(),
                holder,
                limit.name(),
                limit.permits(),
                limit.window(),
                Math.min(cost, limit.permits()));
    }

    /** Two connections of one account share its quota; one whose account is not known stands for itself. */
    private static String account(Connection connection) {
        return connection.account().map(id -> "account:" + id).orElseGet(() -> "connection:" + connection.id());
    }
}
