package org.menura.tensor.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;

/** Holds gradients against central differences of a random projection of an operation's result. */
final class GradientCheck {
    private static final float STEP = 1e-2f;
    private static final double RELATIVE = 2e-2;
    private static final double ABSOLUTE = 2e-3;

    /** Elements of each operand that are tried. */
    private static final int TRIED = 24;

    /** An operation on operands that all need gradients. */
    @FunctionalInterface
    interface Operation {
        Tensor apply(Backend ops, List<Tensor> operands);
    }

    private GradientCheck() {}

    /** Checks the gradients of all operands. */
    static void check(Operation operation, Tensor... operands) {
        List<float[]> gradients = gradients(operation, 2, operands);
        for (int i = 0; i < operands.length; i++) {
            check(operation, operands, i, gradients.get(i));
        }
        List<float[]> alone = gradients(operation, 1, operands);
        for (int i = 0; i < operands.length; i++) {
            int operand = i;
            assertEquals(-1, Arrays.mismatch(gradients.get(i), alone.get(i)), () -> "operand " + operand
                    + " has another gradient with one thread than with two");
        }
    }

    private static void check(Operation operation, Tensor[] operands, int i, float[] gradient) {
        double most = 0;
        for (float g : gradient) {
            most = Math.max(most, Math.abs(g));
        }
        Rng rng = new Rng(7, i);
        for (int n = 0; n < Math.min(TRIED, gradient.length); n++) {
            int at = gradient.length <= TRIED ? n : rng.nextInt(gradient.length);
            float[] values = operands[i].floats();
            int element = operands[i].offset() + at;
            float before = values[element];
            values[element] = before + STEP;
            double above = projected(operation, operands);
            values[element] = before - STEP;
            double below = projected(operation, operands);
            values[element] = before;
            String where = "operand %d, element %d".formatted(i, at);
            assertEquals((above - below) / (2 * STEP), gradient[at], RELATIVE * most + ABSOLUTE, where);
        }
    }

    /** Gradients of the projection. */
    static List<float[]> gradients(Operation operation, int threads, Tensor... operands) {
        CpuBackend cpu = new CpuBackend(threads);
        GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), false);
        List<Trainable> parameters =
                Arrays.stream(operands).map(t -> Trainable.of("", t)).toList();
        try (Recording recording = ops.record(parameters)) {
            Tensor y = operation.apply(ops, List.of(operands));
            recording.seed(y, direction(y));
            recording.backward();
        }
        List<float[]> out = new ArrayList<>();
        parameters.forEach(p -> out.add(p.gradient().toFloats()));
        return out;
    }

    private static double projected(Operation operation, Tensor[] operands) {
        Tensor y = operation.apply(new CpuBackend(2), List.of(operands));
        float[] values = y.toFloats();
        float[] direction = direction(y).floats();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * direction[i];
        }
        return sum;
    }

    private static Tensor direction(Tensor y) {
        return random(new Rng(99), y.shape().toArray());
    }

    /** Normal numbers. */
    static Tensor random(Rng rng, long... sizes) {
        Tensor t = Tensor.zeros(sizes);
        float[] values = t.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rng.nextGaussian();
        }
        return t;
    }
}
