package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PpoTest {
    private final Golden golden = Golden.open("ppo");
    private final int[] tokens = golden.lengths("response_mask");
    private final int[] positions = golden.lengths("value_mask");
    private final double[][] oldLogps = golden.rows("old_logprobs", tokens);
    private final double[][] logps = golden.rows("new_logprobs", tokens);
    private final double[][] oldValues = golden.rows("old_values", positions);
    private final double[][] values = golden.rows("new_values", positions);
    private final double[][] advantages = golden.rows("advantages", tokens);
    private final double[][] returns = golden.rows("returns", positions);

    @Test
    void rewardsOfTokens() {
        double[][] rewards = TokenRewards.of(
                oldLogps,
                golden.rows("reference_logprobs", tokens),
                golden.doubles("scores"),
                positions,
                golden.parameter("kl_coef"),
                KlEstimator.K1);

        golden.agrees("token_rewards", rewards);
    }

    @Test
    void advantagesAndReturns() {
        Gae gae = Gae.of(
                golden.rows("token_rewards", positions), oldValues, golden.parameter("gamma"), golden.parameter("lam"));

        golden.agrees("advantages.raw", gae.advantages());
        golden.agrees("returns", gae.returns());
        golden.agrees("advantages", Whitening.of(Ppo.ofTokens(gae.advantages(), logps), true));
    }

    private Ppo.Result result() {
        Ppo.Options options = new Ppo.Options(
                golden.parameter("cliprange"), golden.parameter("cliprange_value"), golden.parameter("vf_coef"));
        return Ppo.of(logps, oldLogps, advantages, values, oldValues, returns, options);
    }

    @Test
    void clippedLosses() {
        Ppo.Result result = result();

        golden.agrees("policy_loss", result.policy().loss());
        golden.agrees("value_loss", result.value().loss());
        golden.agrees("policy_clip_fraction", result.metrics().get("policy_clip_fraction"));
        golden.agrees("loss", result.loss());
        golden.agrees("grad.new_logprobs", result.logpGradient());
        golden.agrees("grad.new_values", result.valueGradient());
    }

    @Test
    void gradients() {
        Ppo.Result result = result();

        Differences.check("logps", logps, result.logpGradient(), () -> result().loss());
        Differences.check("values", values, result.valueGradient(), () -> result().loss());
    }

    @Test
    void estimatorsOfDivergence() {
        double[] logp = {-1.25, -0.5};
        for (KlEstimator estimator : KlEstimator.values()) {
            double[] slopes = {estimator.slope(logp[0], -1), estimator.slope(logp[1], -2)};
            Differences.check(
                    estimator.name(), logp, slopes, () -> estimator.of(logp[0], -1) + estimator.of(logp[1], -2));
        }
        assertEquals(0.25 - 1 + Math.exp(-0.25), KlEstimator.K3.of(-1, -1.25), 1e-15);
        assertEquals(0.25, KlEstimator.K1.of(-1, -1.25));
    }

    @Test
    void whiteningMayKeepTheMean() {
        double[][] white = Whitening.of(new double[][] {{1, 2}, {3}}, false);

        assertArrayEquals(new double[] {1, 2}, white[0], 1e-7);
        assertArrayEquals(new double[] {3}, white[1], 1e-7);
        assertThrows(IllegalArgumentException.class, () -> Whitening.of(new double[][] {{1}, {}}, true));
    }

    @Test
    void refusesRowsThatDoNotFit() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Ppo.policy(logps, oldLogps, new double[][] {{1}, {1}, {1}, {1}}, 0.2));
        assertThrows(
                IllegalArgumentException.class,
                () -> Ppo.policy(new double[1][0], new double[1][0], new double[1][0], 0.2));
    }
}
