package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;

/** InfoNCE and SigLIP's loss. The reference numbers are those of the golden cases clip and siglip. */
class ContrastiveTest {
    private static final Tensor IDENTITY = Tensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3);

    @Test
    void infoNceAgreesWithTransformers() {
        float[] logits = {
            0.3561476f,
            -1.272982f,
            0.095808715f,
            -1.1852261f,
            1.1433295f,
            -0.22313325f,
            0.14495353f,
            -0.39937565f,
            -0.9706307f
        };

        InfoNce.Result result = InfoNce.of(Tensor.of(logits, 3, 3), IDENTITY, 0);

        assertEquals(0.917360902, result.loss(), 1e-6);
        assertEquals(0.0299407709, result.gradientOfScale(), 1e-6);
        assertEquals(4 / 6.0, result.metrics().get("accuracy"), 1e-12);
    }

    @Test
    void sigLipAgreesWithTransformers() {
        float[] logits = {
            -3.1213768f, -2.5855384f, -3.340362f,
            -2.5097108f, -3.4932356f, -2.488904f,
            -3.157755f, -3.139433f, -3.3635335f
        };
        double bias = -2.128554344;
        float[] products = new float[9];
        for (int i = 0; i < 9; i++) {
            products[i] = (float) (logits[i] - bias);
        }

        SigLip.Result result = SigLip.of(Tensor.of(products, 3, 3), IDENTITY, 0, bias);

        assertEquals(3.47822213, result.loss(), 1e-5);
        assertEquals(1.08509243, result.gradientOfScale(), 1e-5);
        assertEquals(-0.852134168, result.gradientOfBias(), 1e-5);
    }

    @Test
    void gradientsOfInfoNce() {
        Tensor a = Differences.random(1, 0.7, 4, 3);
        Tensor b = Differences.random(2, 0.7, 4, 3);
        double[] scale = {0.6};
        InfoNce.Result result = InfoNce.of(a, b, scale[0]);

        Differences.check(
                "a", a, result.gradientOfA(), () -> InfoNce.of(a, b, scale[0]).loss());
        Differences.check(
                "b", b, result.gradientOfB(), () -> InfoNce.of(a, b, scale[0]).loss());
        Differences.check(
                "scale",
                scale,
                new double[] {result.gradientOfScale()},
                () -> InfoNce.of(a, b, scale[0]).loss());
    }

    @Test
    void gradientsOfSigLip() {
        Tensor a = Differences.random(1, 0.7, 4, 3);
        Tensor b = Differences.random(2, 0.7, 4, 3);
        double[] s = {0.6, -1.5};
        SigLip.Result result = SigLip.of(a, b, s[0], s[1]);

        Differences.check(
                "a", a, result.gradientOfA(), () -> SigLip.of(a, b, s[0], s[1]).loss());
        Differences.check(
                "b", b, result.gradientOfB(), () -> SigLip.of(a, b, s[0], s[1]).loss());
        Differences.check(
                "scale and bias",
                s,
                new double[] {result.gradientOfScale(), result.gradientOfBias()},
                () -> SigLip.of(a, b, s[0], s[1]).loss());
    }

    @Test
    void partnersAreOfTheSameShape() {
        assertThrows(IllegalArgumentException.class, () -> InfoNce.of(IDENTITY, Tensor.zeros(2, 3), 0));
    }
}
