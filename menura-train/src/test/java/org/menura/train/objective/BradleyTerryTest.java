package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BradleyTerryTest {
    private final Golden golden = Golden.open("reward-model");
    private final double[] chosen = golden.doubles("scores.chosen");
    private final double[] rejected = golden.doubles("scores.rejected");
    private final double[] margins = golden.doubles("margin");

    @Test
    void agreesWithTheReference() {
        golden.agrees("loss", BradleyTerry.of(chosen, rejected, null, 0).loss());
        golden.agrees(
                "loss.margin", BradleyTerry.of(chosen, rejected, margins, 0).loss());
        golden.agrees(
                "loss.centered", BradleyTerry.of(chosen, rejected, null, 0.01).loss());
    }

    @Test
    void gradients() {
        BradleyTerry.Result result = BradleyTerry.of(chosen, rejected, margins, 0.01);

        Differences.check("chosen", chosen, result.chosenGradient(), this::loss);
        Differences.check("rejected", rejected, result.rejectedGradient(), this::loss);
    }

    private double loss() {
        return BradleyTerry.of(chosen, rejected, margins, 0.01).loss();
    }

    @Test
    void extremeScoresStayFinite() {
        BradleyTerry.Result wrong = BradleyTerry.of(new double[] {-2000}, new double[] {2000}, null, 0);

        assertEquals(4000, wrong.loss());
        assertEquals(-1, wrong.chosenGradient()[0]);
        assertEquals(0, wrong.metrics().get("accuracy"));
    }

    @Test
    void refusesNoPairs() {
        assertThrows(IllegalArgumentException.class, () -> BradleyTerry.of(new double[0], new double[0], null, 0));
    }
}
