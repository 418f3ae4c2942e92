package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.refresh.AuthorizationServer.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/** The real code, on replicas that are killed and frozen, judged by what the provider knows to be true. */
class SimulationTest {
    private static final int SEEDS = 60;

    static Stream<Arguments> modesAndSeeds() {
        return Stream.of(Mode.values())
                .flatMap(mode -> IntStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(mode, seed)));
    }

    @ParameterizedTest
    @MethodSource("modesAndSeeds")
    void losesAGrantOnlyWhereTheProviderAllowsNoRecovery(Mode mode, long seed) {
        World world = new World(seed, mode, TestDefinitions.oauth(), 0.15);
        world.server.onReuse = at -> {
            assertThat(mode.rule() == UnknownOutcome.WAIT
                            && world.row.grant.expiresAt().orElseThrow().isAfter(at))
                    .as("a refresh token was used again while the access token was good")
                    .isFalse();
            assertThat(world.lastAnswerLost() || world.sleptOverLastAnswer())
                    .as("a refresh token was used again while somebody was storing its successor")
                    .isTrue();
        };
        List<World.Replica> replicas = new ArrayList<>(List.of(world.new Replica(), world.new Replica()));

        for (int i = 0; i < 1_500; i++) {
            stir(world, replicas);
        }

        calm(world, replicas);
        judge(world, replicas.get(0));
    }

    /** Something happens, mostly to somebody who is at work. */
    private static void stir(World world, List<World.Replica> replicas) {
        int which = world.random.nextInt(replicas.size());
        World.Replica replica = replicas.get(which);
        switch (world.random.nextInt(40)) {
            case 0, 1, 2 -> replica.want(Demand.use());
            case 3 -> replica.want(Demand.due());
            case 4 -> replica.want(world.random.nextBoolean() ? Demand.asked() : Demand.refused(world.row.version));
            case 5 -> world.pass(Duration.ofSeconds(world.random.nextInt(120)));
            case 6 -> {
                replica.kill();
                replicas.set(which, world.new Replica());
            }
            case 7 -> replica.freeze(!replica.frozen());
            case 8, 9, 10, 11 -> world.pass(Duration.ofMillis(world.random.nextInt(3_000)));
            default -> world.happen();
        }
    }

    /** Nothing fails any more, and everybody who slept wakes up. */
    private static void calm(World world, List<World.Replica> replicas) {
        world.healFaults();
        replicas.forEach(replica -> replica.freeze(false));
        world.settle();
        for (int i = 0; i < 20; i++) {
            world.pass(Duration.ofMinutes(6));
            replicas.forEach(replica -> replica.want(Demand.use()));
            world.settle();
        }
    }

    private static void judge(World world, World.Replica replica) {
        if (world.row.status == ConnectionStatus.NEEDS_REAUTHORIZATION) {
            assertThat(world.row.trouble.orElseThrow()).isNotEqualTo(Trouble.REFRESH_FAILING);
            assertThat(world.server.accepts(world.row.grant))
                    .as("given up though the provider still accepts it: %s", world.row.trouble)
                    .isFalse();
            assertThat(world.server.mode()).isIn(Mode.FAMILY, Mode.SINGLE_USE, Mode.SINGLE_USE_ASKED_AGAIN);
            assertThat(world.server.mode() != Mode.FAMILY && !world.lastAnswerLost())
                    .as("lost while its newest tokens were in somebody's hands")
                    .isFalse();
        } else {
            assertThat(world.row.status).isEqualTo(ConnectionStatus.ACTIVE);
            assertThat(world.server.honours(world.row.grant, world.now())).isTrue();
            assertThat(replica.results.get(replica.results.size() - 1)).isInstanceOf(Refreshed.Usable.class);
        }
        assertThat(replica.results).hasSize(replica.wanted);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void asksOnceForAThousandWhoNeedTheToken(Mode mode) {
        World world = new World(1, mode, TestDefinitions.oauth(), 0);
        List<World.Replica> replicas = List.of(world.new Replica(), world.new Replica());
        world.pass(Duration.ofMinutes(11));

        replicas.forEach(replica -> IntStream.range(0, 500).forEach(i -> replica.want(Demand.use())));
        world.settle();

        assertThat(world.server.calls).isEqualTo(1);
        assertThat(world.row.version).isEqualTo(2);
        replicas.forEach(replica -> assertThat(replica.results)
                .hasSize(500)
                .allSatisfy(result -> assertThat(
                                ((Refreshed.Usable) result).token().state().version())
                        .isEqualTo(2)));
    }

    /** The replica was not run for longer than its lease: it asks nobody, and nothing is wrong with the connection. */
    @Test
    void blamesNobodyForAClaimThatItHearsOfTooLate() {
        World world = new World(1, Mode.FAMILY, TestDefinitions.oauth(), 0);
        World.Replica replica = world.new Replica();
        world.pass(Duration.ofMinutes(11));
        long unclaimed = world.row.epoch;
        replica.want(Demand.use());
        while (world.row.epoch == unclaimed) {
            assertThat(world.happen()).isTrue();
        }

        world.pass(Duration.ofSeconds(16));
        world.settle();

        assertThat(world.server.calls).isZero();
        assertThat(world.row.status).isEqualTo(ConnectionStatus.ACTIVE);
        assertThat(replica.results).hasSize(1).first().isInstanceOf(Refreshed.Later.class);
    }

    @Test
    void sealsAnAnswerAnewWhoseKeyIsGone() {
        World world = new World(1, Mode.SINGLE_USE, TestDefinitions.oauth(), 0);
        World.Replica replica = world.new Replica();
        world.pass(Duration.ofMinutes(11));
        world.destroyKey();

        replica.want(Demand.use());
        world.settle();

        assertThat(world.server.calls).isEqualTo(1);
        assertThat(world.server.accepts(world.row.grant)).isTrue();
        assertThat(replica.results).hasSize(1).first().isInstanceOf(Refreshed.Usable.class);
    }

    @Test
    void saysSoAtTheFirstAttemptWhereTheGrantIsRevoked() {
        World world = new World(1, Mode.FAMILY, TestDefinitions.oauth(), 0);
        World.Replica replica = world.new Replica();
        world.server.revoke();

        replica.want(Demand.refused(1));
        world.settle();

        assertThat(world.server.calls).isEqualTo(1);
        assertThat(replica.results).containsExactly(new Refreshed.Unusable(ConnectionStatus.NEEDS_REAUTHORIZATION));
    }
}
