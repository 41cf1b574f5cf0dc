package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Advantages of steps by state, and their loss. */
class StepAdvantagesTest {
    @Test
    void returnsAreDiscounted() {
        assertArrayEquals(new double[] {1.25, 0.5, 1}, StepAdvantages.returns(new double[] {1, 0, 1}, 0.5), 1e-12);
    }

    @Test
    void stepsWithTheSameStateOfAGroupAreCompared() {
        List<List<String>> states = List.of(List.of("a", "b"), List.of("a", ""), List.of("a", "b"), List.of("c", ""));
        double[][] returns = {{1, 1}, {0, 0}, {5, 2}, {7, 8}};
        double[][] advantages = StepAdvantages.of(states, returns, 2, false);
        assertArrayEquals(new double[] {0.5, 0}, advantages[0]);
        assertArrayEquals(new double[] {-0.5, 0}, advantages[1]);
        assertArrayEquals(new double[2], advantages[2]); // of another group
        assertArrayEquals(new double[2], advantages[3]);
        double scaled = 0.5 / (Math.sqrt(0.5) + 1e-4);
        assertEquals(scaled, StepAdvantages.of(states, returns, 2, true)[0][0], 1e-12);
    }

    @Test
    void aLossWithAdvantagesOfTokensIsThatOfSequencesWhereTheyAreEqual() {
        double[][] logps = {{-1, -2}, {-0.5}};
        double[][] old = {{-1.1, -1.5}, {-0.6}};
        Grpo.Options options =
                new Grpo.Options(0, 0.2, 0.2, Grpo.ImportanceSampling.TOKEN, new Grpo.Averaging.ByToken());
        Grpo.Result one = Grpo.of(logps, old, null, new double[] {2, -1}, options);
        Grpo.Result other = Grpo.of(logps, old, null, new double[][] {{2, 2}, {-1}}, options);
        assertEquals(one.loss(), other.loss());
        assertArrayEquals(one.gradient()[0], other.gradient()[0]);
        Grpo.Result third = Grpo.of(logps, old, null, new double[][] {{2, 0}, {-1}}, options);
        assertEquals(0, third.gradient()[0][1], 0.0);
        assertEquals(one.gradient()[0][0], third.gradient()[0][0]);
    }
}
