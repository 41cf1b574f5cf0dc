package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;

/** Load balancing and the z-loss of mixture-of-experts routers. */
class RouterLossesTest {
    private final Golden golden = Golden.open("mixtral-aux-loss");

    private List<Tensor> layers() {
        Tensor all = golden.tensor("gate_logits").reshape(48, 4);
        return List.of(all.rows(0, 16), all.rows(16, 32), all.rows(32, 48));
    }

    @Test
    void agreesWithTransformers() {
        int[] mask = golden.ints("attention_mask");
        boolean[] counted = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            counted[i] = mask[i] == 1;
        }

        golden.agrees("aux_loss.given", LoadBalancing.of(layers(), 2, null, 1).loss());
        golden.agrees(
                "aux_loss.given.masked",
                LoadBalancing.of(layers(), 2, counted, 1).loss());
    }

    @Test
    void evenRoutersGiveTheNumberOfChoices() {
        Tensor even = Tensor.zeros(6, 4);

        LoadBalancing.Result result = LoadBalancing.of(List.of(even), 2, null, 0.5);

        assertEquals(0.5 * 2, result.loss(), 1e-12);
        assertEquals(2, result.metrics().get("aux_loss"), 1e-12);
        assertEquals(2, Arrays.stream(result.loads()).sum(), 1e-12);
    }

    @Test
    void gradients() {
        List<Tensor> layers = new ArrayList<>();
        layers.add(Differences.random(3, 2, 5, 4));
        layers.add(Differences.random(4, 2, 5, 4));
        boolean[] counted = {true, true, false, true, true};

        List<Tensor> balance = LoadBalancing.of(layers, 2, counted, 0.7).gradients();
        List<Tensor> z = RouterZLoss.of(layers, counted, 0.7).gradients();

        for (int i = 0; i < 2; i++) {
            Differences.check(
                    "balance",
                    layers.get(i),
                    balance.get(i),
                    () -> LoadBalancing.of(layers, 2, counted, 0.7).loss());
            Differences.check(
                    "z",
                    layers.get(i),
                    z.get(i),
                    () -> RouterZLoss.of(layers, counted, 0.7).loss());
        }
    }

    @Test
    void zLossIsTheSquaredLogarithmOfTheDenominator() {
        Tensor logits = Tensor.of(new float[] {1, 1, 1, 1, -2, -2, -2, -2}, 2, 4);
        double first = 1 + Math.log(4);
        double second = -2 + Math.log(4);

        RouterZLoss.Result result = RouterZLoss.of(List.of(logits), null, 0.1);

        assertEquals((first * first + second * second) / 2, result.metrics().get("router_z_loss"), 1e-12);
        assertEquals(0.1 * result.metrics().get("router_z_loss"), result.loss(), 1e-12);
    }

    @Test
    void refusesABatchWithoutTokens() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> LoadBalancing.of(List.of(Tensor.zeros(2, 4)), 2, new boolean[2], 1));

        assertTrue(e.getMessage().contains("no token counts"), e.getMessage());
    }
}
