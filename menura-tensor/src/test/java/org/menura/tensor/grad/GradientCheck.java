package org.menura.tensor.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;

/**
 * Holds gradients against differences of a random projection of an operation's result, and against themselves with other
 * numbers of threads. Differences are of fourth order, {@code (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h}, so what is
 * left is rounding.
 */
final class GradientCheck {
    /** Inputs must be twice as far from a bend. */
    private static final float STEP = 5e-3f;

    private static final double RELATIVE = 2e-3;
    private static final double ABSOLUTE = 5e-4;

    /** Elements of each operand that are tried. */
    private static final int TRIED = 16;

    /** Where a gradient begins in its array, and what it and its surroundings hold before. */
    private static final int OFFSET = 3;

    private static final float BEFORE = 1;

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
        for (int threads : new int[] {1, 3}) {
            List<float[]> others = gradients(operation, threads, operands);
            for (int i = 0; i < operands.length; i++) {
                int operand = i;
                assertEquals(
                        -1,
                        Arrays.mismatch(gradients.get(i), others.get(i)),
                        () -> "operand %d has another gradient with %d threads than with 2"
                                .formatted(operand, threads));
            }
        }
    }

    private static void check(Operation operation, Tensor[] operands, int i, float[] gradient) {
        double most = 0;
        for (float g : gradient) {
            most = Math.max(most, Math.abs(g));
        }
        Projection f = new Projection(operation, operands);
        Rng rng = new Rng(7, i);
        for (int n = 0; n < Math.min(TRIED, gradient.length); n++) {
            int at = gradient.length <= TRIED ? n : rng.nextInt(gradient.length);
            double near = f.difference(operands[i], at, STEP);
            double far = f.difference(operands[i], at, 2 * STEP);
            String where = "operand %d, element %d".formatted(i, at);
            assertEquals((8 * near - far) / (12 * STEP), gradient[at], RELATIVE * most + ABSOLUTE, where);
        }
    }

    /** A number that depends on all results of an operation. */
    private static final class Projection {
        /** Not recording; what it prepares of weights does not outlive their next change. */
        private final Backend ops = backend(1);

        private final Operation operation;
        private final List<Tensor> operands;
        private final float[] direction;

        Projection(Operation operation, Tensor[] operands) {
            this.operation = operation;
            this.operands = List.of(operands);
            this.direction = direction(operation.apply(ops, this.operands)).floats();
        }

        /** {@code f(x + step) - f(x - step)}. */
        double difference(Tensor operand, int at, float step) {
            float[] values = operand.floats();
            int element = operand.offset() + at;
            float before = values[element];
            values[element] = before + step;
            double above = value();
            values[element] = before - step;
            double below = value();
            values[element] = before;
            return above - below;
        }

        private double value() {
            Tensor y = operation.apply(ops, operands);
            double sum = 0;
            for (int i = 0; i < direction.length; i++) {
                sum += (double) y.floats()[y.offset() + i] * direction[i];
            }
            return sum;
        }
    }

    private static GradBackend backend(int threads) {
        CpuBackend cpu = new CpuBackend(threads);
        return new GradBackend(cpu, new CpuGradients(cpu), false);
    }

    /** Gradients of the projection. */
    static List<float[]> gradients(Operation operation, int threads, Tensor... operands) {
        GradBackend ops = backend(threads);
        List<Parameter> parameters = Arrays.stream(operands)
                .map(t -> new Parameter("", t, surrounded(t.shape())))
                .toList();
        try (GradientTape recording = ops.record(parameters)) {
            Tensor y = operation.apply(ops, List.of(operands));
            recording.seed(y, direction(y));
            recording.backward();
        }
        List<float[]> out = new ArrayList<>();
        parameters.forEach(p -> out.add(added(p.gradient())));
        return out;
    }

    private static Tensor surrounded(Shape shape) {
        float[] values = new float[(int) shape.elements() + 2 * OFFSET];
        Arrays.fill(values, BEFORE);
        return Tensor.of(values, OFFSET, shape);
    }

    /** What was added to a gradient; nothing may have been added around it. */
    private static float[] added(Tensor gradient) {
        float[] all = gradient.floats();
        for (int i = 0; i < OFFSET; i++) {
            assertEquals(BEFORE, all[i], "before the gradient");
            assertEquals(BEFORE, all[all.length - 1 - i], "behind the gradient");
        }
        float[] out = gradient.toFloats();
        for (int i = 0; i < out.length; i++) {
            out[i] -= BEFORE;
        }
        return out;
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

    /** Normal numbers somewhere behind the start of an array. */
    static Tensor placed(Rng rng, long... sizes) {
        int offset = 1 + rng.nextInt(4);
        Tensor t = random(rng, offset + Shape.of(sizes).elements() + rng.nextInt(4));
        return Tensor.of(t.floats(), offset, Shape.of(sizes));
    }
}
