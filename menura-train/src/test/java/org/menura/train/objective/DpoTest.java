package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DpoTest {
    private final Golden golden = Golden.open("dpo");
    private final double beta = golden.json().path("beta").asDouble();
    private final double smoothing = golden.json().path("label_smoothing").asDouble();

    private Dpo.Logps logps(String model) {
        return new Dpo.Logps(golden.doubles(model + "_chosen_logps"), golden.doubles(model + "_rejected_logps"));
    }

    private Dpo.Result result(PreferenceLoss kind) {
        return Dpo.of(logps("policy"), logps("reference"), beta, kind);
    }

    @Test
    void agreesWithTrl() {
        golden.agrees("losses.sigmoid", result(new PreferenceLoss.Sigmoid(0)).losses());
        golden.agrees(
                "losses.sigmoid.smoothed",
                result(new PreferenceLoss.Sigmoid(smoothing)).losses());
        golden.agrees("losses.hinge", result(new PreferenceLoss.Hinge()).losses());
        golden.agrees("losses.ipo", result(new PreferenceLoss.Ipo()).losses());
        golden.agrees(
                "losses.robust.smoothed",
                result(new PreferenceLoss.Robust(smoothing)).losses());
    }

    @Test
    void rewardsAreLogratiosToTheReference() {
        Dpo.Result result = result(new PreferenceLoss.Sigmoid(0));

        golden.agrees("rewards.chosen", result.chosenRewards());
        golden.agrees("rewards.rejected", result.rejectedRewards());
        assertEquals(2 / 5.0, result.metrics().get("rewards/accuracy"), 1e-15);
    }

    @Test
    void meanOverPairsOfAModel() {
        golden.agrees(
                "model.loss",
                Dpo.of(logps("model.policy"), logps("model.reference"), beta, new PreferenceLoss.Sigmoid(0))
                        .loss());
    }

    static List<PreferenceLoss> kinds() {
        return List.of(
                new PreferenceLoss.Sigmoid(0),
                new PreferenceLoss.Sigmoid(0.2),
                new PreferenceLoss.Hinge(),
                new PreferenceLoss.Ipo(),
                new PreferenceLoss.Robust(0.2),
                new PreferenceLoss.Exo(0.2),
                new PreferenceLoss.DiscoPop(0.05),
                AnswerLoss.NCA,
                AnswerLoss.SPPO,
                AnswerLoss.APO_ZERO,
                AnswerLoss.APO_DOWN,
                new SortedLoss(false, 0.1),
                new SortedLoss(true, 0));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void gradients(PreferenceLoss kind) {
        Dpo.Logps policy = logps("policy");
        Dpo.Logps reference = logps("reference");
        Dpo.Logps gradient = Dpo.of(policy, reference, beta, kind).gradient();

        Differences.check(
                "chosen",
                policy.chosen(),
                gradient.chosen(),
                () -> Dpo.of(policy, reference, beta, kind).loss());
        Differences.check(
                "rejected",
                policy.rejected(),
                gradient.rejected(),
                () -> Dpo.of(policy, reference, beta, kind).loss());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void extremeLogratiosStayFinite(PreferenceLoss kind) {
        for (double h : new double[] {-1e6, 1e6}) {
            Dpo.Logps far = new Dpo.Logps(new double[] {h}, new double[] {0});
            Dpo.Result result = Dpo.of(far, new Dpo.Logps(new double[1], new double[1]), 1, kind);
            assertTrue(Double.isFinite(result.loss()) && Double.isFinite(result.gradient().chosen()[0]), kind + " at " + h);
        }
    }

    @Test
    void refusesSmoothingThatLeavesNoSignal() {
        assertThrows(IllegalArgumentException.class, () -> new PreferenceLoss.Robust(0.5));
    }
}
