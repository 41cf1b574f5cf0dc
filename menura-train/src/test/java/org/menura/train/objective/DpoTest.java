package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                new SortedLoss(true, 0),
                new PreferenceLoss.SimPo(0.5, 0.1),
                new OddsRatio(),
                new DivergenceLoss(new PreferenceLoss.Sigmoid(0.2), Divergence.named("js_divergence", 0.5)),
                new DivergenceLoss(new PreferenceLoss.DiscoPop(0.05), Divergence.named("alpha_divergence", 0.5)),
                new DivergenceLoss(new PreferenceLoss.Ipo(), Divergence.named("forward_kl", 0.5)));
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
            assertTrue(
                    Double.isFinite(result.loss())
                            && Double.isFinite(result.gradient().chosen()[0]),
                    kind + " at " + h);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            js_divergence | 0.5 | sigmoid | 0.589117123 0.874076984 0.840872534
            js_divergence | 0.5 | hinge | 0.580407648 1.5 1.41959235
            forward_kl | 0.5 | sigmoid | 0.509713809 1.20923867 1.14323916
            alpha_divergence | 0 | hinge | 0 2.17520119 2.05587558
            alpha_divergence | 0.5 | sigmoid | 0.523925828 1.13584122 1.04587812
            alpha_divergence | 0.5 | hinge | 0.130079512 2.04219061 1.86992049
            """)
    void otherDivergencesAreThoseOfTrl(String divergence, double alpha, String name, String expected) {
        Dpo.Logps policy = new Dpo.Logps(new double[] {-10, -12, -9}, new double[] {-11, -9, -9.5});
        Dpo.Logps reference = new Dpo.Logps(new double[] {-10.5, -11, -8}, new double[] {-10, -10, -10});
        PreferenceLoss.OfMargin loss = (PreferenceLoss.OfMargin) PreferenceLoss.named(name, 0.2, 0.05);
        double[] losses = Dpo.of(policy, reference, 0.5, new DivergenceLoss(loss, Divergence.named(divergence, alpha)))
                .losses();
        double[] recorded = Arrays.stream(expected.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertArrayEquals(recorded, losses, 1e-7);
    }

    /** What the functions of TRL 0.23's CPOTrainer and ORPOTrainer give for the same log-probabilities, in double precision. */
    @Test
    void lossesWithoutReferenceAreThoseOfTrl() {
        Dpo.Logps policy = new Dpo.Logps(new double[] {-1, -2.5, -0.3}, new double[] {-1.5, -2, -0.9});
        assertLosses(policy, 0.1, new PreferenceLoss.Sigmoid(0.1), 0.673459648013, 0.713459648013, 0.669597113076);
        assertLosses(policy, 2, new PreferenceLoss.SimPo(0.5, 0), 0.47407698418, 1.70141327798, 0.403186048885);
        assertLosses(policy, 2.5, new PreferenceLoss.SimPo(1, 0.2), 0.625939419879, 1.90020655892, 0.57407698418);
        assertLosses(policy, 0.1, new OddsRatio(), 0.0401135488112, 0.101169457812, 0.0214864961521);
    }

    private static void assertLosses(Dpo.Logps policy, double beta, PreferenceLoss loss, double... expected) {
        assertArrayEquals(
                expected, Dpo.of(policy, Dpo.Logps.none(3), beta, loss).losses(), 1e-11, loss.toString());
    }

    @Test
    void refusesSmoothingThatLeavesNoSignal() {
        assertThrows(IllegalArgumentException.class, () -> new PreferenceLoss.Robust(0.5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exo_pair | 0 | 1.58934757 4.46803972 4.06443424
            exo_pair | 0.2 | 0.0404093298 0.654402828 0.53719817
            bco_pair | 0 | 1.04666562 1.94978555 1.79666562
            sppo_hard | 0 | 0.25 8 6.25
            nca_pair | 0 | 1.22594762 1.69815397 1.62408519
            aot_pair | 0 | 0.693147181 1.13687101 0.82593942
            aot_pair | 0.2 | 0.693147181 0.986871006 0.77593942
            aot | 0 | 1.31326169 0.474076984 0.974076984
            aot | 0.2 | 1.11326169 0.574076984 0.874076984
            apo_zero | 0 | 0.815364168 1.24491866 1.18463583
            apo_down | 0 | 0.882997802 1.10859925 1.05671937
            discopop | 0 | 0.472366527 1.31326169 1.13687131
            """)
    void otherLossesAreThoseOfTrlsFormulas(String name, double smoothed, String expected) {
        Dpo.Logps policy = new Dpo.Logps(new double[] {-10, -12, -9}, new double[] {-11, -9, -9.5});
        Dpo.Logps reference = new Dpo.Logps(new double[] {-10.5, -11, -8}, new double[] {-10, -10, -10});
        double[] losses = Dpo.of(policy, reference, 0.5, PreferenceLoss.named(name, smoothed, 0.05))
                .losses();
        double[] recorded = Arrays.stream(expected.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertArrayEquals(recorded, losses, 1e-7);
    }
}
