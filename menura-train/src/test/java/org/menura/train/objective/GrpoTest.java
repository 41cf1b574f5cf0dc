package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.train.objective.Grpo.Averaging;
import org.menura.train.objective.Grpo.ImportanceSampling;

class GrpoTest {
    private final Golden golden = Golden.open("grpo");
    private final int[] lengths = golden.lengths("completion_mask");
    private final double[][] logps = golden.rows("new_logprobs", lengths);
    private final double[][] oldLogps = golden.rows("old_logprobs", lengths);
    private final double[][] reference = golden.rows("reference_logprobs", lengths);
    private final double[] advantages = golden.doubles("advantages");
    private final Map<String, Averaging> averagings = Map.of(
            "grpo", new Averaging.BySequence(),
            "bnpo", new Averaging.ByToken(),
            "dr_grpo", new Averaging.ByConstant((int) golden.parameter("max_completion_length")));

    private Grpo.Result result(ImportanceSampling importance, Averaging averaging) {
        return Grpo.of(
                logps,
                oldLogps,
                reference,
                advantages,
                new Grpo.Options(
                        golden.parameter("beta"),
                        golden.parameter("epsilon_low"),
                        golden.parameter("epsilon_high"),
                        importance,
                        averaging));
    }

    @Test
    void completionsOfAPromptAreComparedWithEachOther() {
        int group = (int) golden.parameter("num_generations");

        golden.agrees("advantages", GroupAdvantages.of(golden.doubles("rewards"), group, true));
        golden.agrees("advantages.unscaled", GroupAdvantages.of(golden.doubles("rewards"), group, false));
        assertArrayEquals(new double[2], GroupAdvantages.of(new double[] {1, 1}, 2, true));
    }

    /** The loss and its gradient by trl 1.16's RLOOTrainer with epsilon 0.2 and epsilon_high 0.28. */
    @Test
    void answersAreActionsInRloo() {
        double[] found = GroupAdvantages.leaveOneOut(new double[] {1, 0.25, 0, 0.5}, 2, true);
        assertArrayEquals(
                new double[] {1.0189108880023372, -1.0189108880023372, -0.6792739253348915, 0.6792739253348915},
                found,
                1e-12);
        assertArrayEquals(
                new double[] {0.75, -0.25, -1.75 / 3, 0.25 / 3},
                GroupAdvantages.leaveOneOut(new double[] {1, 0.25, 0, 0.5}, 4, false),
                1e-12);

        Grpo.Result result = Grpo.of(
                new double[][] {{-0.9, -2.2, -0.4}, {-1.1, -0.2}, {-0.9}, {-2.1, -1.4, -0.3, -0.3}},
                new double[][] {{-1.0, -2.0, -0.5}, {-1.5, -0.3}, {-0.7}, {-2.0, -1.0, -0.4, -0.2}},
                null,
                found,
                new Grpo.Options(0, 0.2, 0.28, ImportanceSampling.ANSWER, new Averaging.BySequence()));
        assertEquals(0.20128278909294564, result.loss(), 1e-12);
        double[] slopes = {-0.2547277220005843, 0.41997501349935235, 0.13903561310891813, -0.1030001155147405};
        for (int i = 0; i < slopes.length; i++) {
            for (double slope : result.gradient()[i]) {
                assertEquals(slopes[i], slope, 1e-12);
            }
        }
    }

    /** trl 1.16's GRPOTrainer with loss_type cispo, epsilon_high 1.1 and beta 0.04. */
    @Test
    void ratiosAreWeightsInCispo() {
        double[][] now = {{-0.9, -2.2, -0.4}, {-1.1, -0.2}, {-0.9}, {-2.1, -1.4, -0.3, -0.3}};
        double[][] old = {{-1.0, -2.0, -0.5}, {-1.5, -0.3}, {-0.7}, {-2.0, -1.0, -0.4, -0.2}};
        double[][] before = {{-1.2, -1.9, -0.6}, {-1.4, -0.5}, {-0.6}, {-1.8, -1.1, -0.5, -0.1}};
        double[] found = {1, -1, -0.5, 0.5};

        Grpo.Result byToken = Grpo.of(now, old, before, found, weighed(ImportanceSampling.TOKEN));
        assertEquals(0.31680379180211793, byToken.loss(), 1e-12);
        assertArrayEquals(
                new double[] {-0.10896327288272688, -0.0832725105381022, -0.10927492301231194},
                byToken.gradient()[0],
                1e-12);
        assertEquals(0.3, byToken.metrics().get("clip_fraction"), 1e-12);

        Grpo.Result bySequence = Grpo.of(now, old, before, found, weighed(ImportanceSampling.SEQUENCE));
        assertEquals(0.352591997767994, bySequence.loss(), 1e-12);
        assertArrayEquals(
                new double[] {-0.045524280359533785, -0.045524280359533785, -0.0433997681415417, -0.04501045616187045},
                bySequence.gradient()[3],
                1e-12);
    }

    private static Grpo.Options weighed(ImportanceSampling importance) {
        return new Grpo.Options(0.04, 0.2, 0.2, 1.1, importance, Grpo.Surrogate.WEIGHED, new Averaging.ByToken());
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "SEQUENCE"})
    void agreesWithTrl(ImportanceSampling importance) {
        String level = importance == ImportanceSampling.TOKEN ? "token" : "sequence";
        averagings.forEach((name, averaging) -> {
            Grpo.Result result = result(importance, averaging);
            golden.agrees("loss.%s.%s".formatted(level, name), result.loss());
            golden.agrees("kl_mean", result.metrics().get("kl"));
        });
        golden.agrees(
                "grad.%s.grpo".formatted(level),
                result(importance, new Averaging.BySequence()).gradient());
    }

    @ParameterizedTest
    @EnumSource
    void gradients(ImportanceSampling importance) {
        averagings.forEach((name, averaging) -> Differences.check(
                name,
                logps,
                result(importance, averaging).gradient(),
                () -> result(importance, averaging).loss()));
    }

    @Test
    void withoutDivergenceNoReferenceIsNeeded() {
        Grpo.Options options = new Grpo.Options(0, 0.2, 0.28, ImportanceSampling.TOKEN, new Averaging.ByToken());

        // Where the policy has not moved yet, ρ is 1 and the loss is minus the mean advantage of the tokens.
        Grpo.Result result = Grpo.of(
                new double[][] {{-1, -2}, {-3}}, new double[][] {{-1, -2}, {-3}}, null, new double[] {2, -1}, options);

        assertEquals(-(2 + 2 - 1) / 3.0, result.loss(), 1e-15);
        assertEquals(0, result.metrics().get("clip_fraction"));
    }

    /** Two-sided clipping: a bad token that became much likelier counts as the bound does, and moves nothing. */
    @Test
    void ratiosOfBadTokensAreBounded() {
        Grpo.Options bounded = new Grpo.Options(0, 0.2, 0.2, 1.5, ImportanceSampling.TOKEN, new Averaging.ByToken());
        double[][] now = {{Math.log(0.8)}};
        double[][] before = {{Math.log(0.2)}};

        Grpo.Result result = Grpo.of(now, before, null, new double[] {-1}, bounded);

        assertEquals(1.5, result.loss(), 1e-12);
        assertEquals(0, result.gradient()[0][0]);
    }

    /** A bound below 1 + ε_high cuts the free term alone: the held one still has its slope. */
    @Test
    void gradientsWithABoundInsideTheClip() {
        double[][] now = {{-1, -1.1, -0.9}, {-1.2, -1, -0.85}};
        double[][] before = {{-1, -1, -1}, {-1, -1, -1}};
        Grpo.Options options = new Grpo.Options(0, 0.2, 0.3, 0.95, ImportanceSampling.TOKEN, new Averaging.ByToken());
        double[] advantages = {1.5, -2};
        Differences.check(
                "a bound of 0.95",
                now,
                Grpo.of(now, before, null, advantages, options).gradient(),
                () -> Grpo.of(now, before, null, advantages, options).loss());
    }

    @Test
    void advantagesOfABatchAreDividedByTheDeviationOfAllRewards() {
        double[] rewards = {1, 3, 10, 20};
        double deviation = Math.sqrt((7.5 * 7.5 + 5.5 * 5.5 + 1.5 * 1.5 + 11.5 * 11.5) / 3) + 1e-4;

        assertArrayEquals(
                new double[] {-1 / deviation, 1 / deviation, -5 / deviation, 5 / deviation},
                GroupAdvantages.of(rewards, 2, GroupAdvantages.Scale.BATCH),
                1e-12);
        assertArrayEquals(
                new double[] {-1, 1, -5, 5}, GroupAdvantages.of(rewards, 2, GroupAdvantages.Scale.NONE), 1e-12);
    }

    @Test
    void saysWhatIsMissing() {
        Grpo.Options options = new Grpo.Options(0.04, 0.2, 0.2, ImportanceSampling.TOKEN, new Averaging.ByToken());

        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Grpo.of(logps, oldLogps, null, advantages, options));

        assertTrue(e.getMessage().contains("beta of 0"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> GroupAdvantages.of(new double[3], 2, true));
        assertThrows(IllegalArgumentException.class, () -> GroupAdvantages.of(new double[3], 1, true));
    }
}
