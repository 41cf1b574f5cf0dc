package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.Tensor;
import org.menura.train.objective.Distillation.Direction;
import org.menura.train.objective.Distillation.Options;

class DistillationTest {
    private static final int[] TARGETS = {2, -100, 0, 4};

    @ParameterizedTest
    @EnumSource
    void gradient(Direction direction) {
        Tensor student = Differences.random(1, 1.5, 4, 5);
        Tensor teacher = Differences.random(2, 1.5, 4, 5);
        Options options = new Options(direction, 2, 0.3);

        Tensor gradient = Distillation.of(student, teacher, TARGETS, 3, options).gradient();

        Differences.check(
                "student",
                student,
                gradient,
                () -> Distillation.of(student, teacher, TARGETS, 3, options).loss());
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsToBeLearntOfAnEqual(Direction direction) {
        Tensor logits = Differences.random(1, 3, 4, 5);

        Distillation.Result result = Distillation.of(logits, logits, TARGETS, 3, new Options(direction, 1.5, 0));

        assertEquals(0, result.loss());
        for (float g : result.gradient().toFloats()) {
            assertEquals(0, g);
        }
    }

    /** Student (1/2, 1/2), teacher (1/4, 3/4): at temperature 2, so that softmax sees their logarithms. */
    @ParameterizedTest
    @EnumSource
    void divergenceOfTwoCoins(Direction direction) {
        Tensor student = Tensor.of(new float[2], 1, 2);
        Tensor teacher = Tensor.of(new float[] {0, (float) (2 * Math.log(3))}, 1, 2);

        Distillation.Result result =
                Distillation.of(student, teacher, new int[] {1}, 1, new Options(direction, 2, 0.25));

        double kl = direction == Direction.FORWARD
                ? 0.25 * Math.log(0.25 / 0.5) + 0.75 * Math.log(0.75 / 0.5)
                : 0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75);
        assertEquals(0.75 * 4 * kl + 0.25 * Math.log(2), result.loss(), 1e-6);
        assertEquals(kl, result.metrics().get("kl"), 1e-6);
    }

    /** A student that rules out what the teacher says is bad without bound one way, but not the other. */
    @ParameterizedTest
    @EnumSource
    void directionsPunishDifferently(Direction direction) {
        Tensor narrow = Tensor.of(new float[] {30, 0}, 1, 2);
        Tensor wide = Tensor.of(new float[] {0, 0}, 1, 2);

        double loss = Distillation.of(narrow, wide, new int[] {0}, 1, new Options(direction, 1, 0))
                .loss();

        assertTrue(direction == Direction.FORWARD ? loss > 10 : loss < 0.7, "loss " + loss);
    }
}
