package org.menura.x86.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.menura.x86.kernel.Machine.assertFloats;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.tensor.cpu.library.DeltaSteps;

/** Steps of the delta rule there and back: the bits of their plain twins, and nothing read or written beyond. */
class DeltaCodeTest {
    private static final int[] SIZES = {16, 32, 48, 64, 80, 128};

    private final Random random = new Random(7);

    private float[] values(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void stepsAreThoseOfThePlainTwin(Isa isa) {
        for (int d : SIZES) {
            float[] h = values(d * d);
            float[] inputs = values(DeltaSteps.INPUTS * d);
            try (Machine machine = new Machine(isa)) {
                MemorySegment state = machine.floats(h);
                MemorySegment next = machine.bytes(4 * d * d);
                MemorySegment in = machine.floats(inputs);
                MemorySegment none = MemorySegment.NULL;
                byte[] code = DeltaCode.advance(d, isa);
                machine.call(code, state, next, in, none, none, 0);
                float[] expected = advance(d, h, inputs);
                assertFloats(expected, next, "next state of " + d);
                assertFloats(h, state, "state of " + d);
                assertFloats(inputs, in, "inputs of " + d);
                machine.call(code, state, state, in, none, none, 0);
                assertFloats(expected, state, "state of " + d + " where it lies");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void gradientsAreThoseOfThePlainTwin(Isa isa) {
        for (int d : SIZES) {
            float[] states = values(2 * d * d);
            float[] carried = values(d * d);
            float[] inputs = values(DeltaSteps.INPUTS * d);
            try (Machine machine = new Machine(isa)) {
                MemorySegment both = machine.floats(states);
                MemorySegment g = machine.floats(carried);
                MemorySegment in = machine.floats(inputs);
                MemorySegment out = machine.bytes(4 * DeltaSteps.GRADIENTS * d);
                machine.call(DeltaCode.back(d, isa), both, g, in, out, MemorySegment.NULL, 0);
                float[] expected = back(d, states, carried, inputs);
                assertFloats(expected, out, "gradients of " + d);
                assertFloats(carried, g, "gradient of the state of " + d);
                assertFloats(states, both, "states of " + d);
                assertFloats(inputs, in, "inputs of " + d);
            }
        }
    }

    /** Sums of products in 16 parts, then the parts. */
    private static float dot(float[] x, int x0, float[] y, int y0, int n) {
        float[] s = new float[16];
        for (int i = 0; i < n; i++) {
            s[i % 16] = Math.fma(x[x0 + i], y[y0 + i], s[i % 16]);
        }
        for (int step = 8; step > 0; step /= 2) {
            for (int i = 0; i < step; i++) {
                s[i] += s[i + step];
            }
        }
        return s[0];
    }

    private static float[] advance(int d, float[] h, float[] in) {
        float[] next = new float[d * d];
        for (int j = 0; j < d; j++) {
            float removed = dot(h, j * d, in, 0, d);
            in[7 * d + j] = removed;
            for (int i = 0; i < d; i++) {
                float written = in[2 * d + i] * in[5 * d + j] + in[3 * d + i] * removed;
                next[j * d + i] = Math.fma(h[j * d + i], in[d + i], written);
            }
        }
        return next;
    }

    private static float[] back(int d, float[] states, float[] carried, float[] in) {
        float[] out = new float[DeltaSteps.GRADIENTS * d];
        for (int j = 0; j < d; j++) {
            float v = in[5 * d + j];
            float dy = in[6 * d + j];
            float removed = in[7 * d + j];
            for (int i = 0; i < d; i++) {
                int at = j * d + i;
                float g = Math.fma(in[4 * d + i], dy, carried[at]);
                carried[at] = g;
                out[4 * d + i] = Math.fma(dy, states[d * d + at], out[4 * d + i]);
                out[d + i] = Math.fma(g, states[at], out[d + i]);
                out[2 * d + i] = Math.fma(g, v, out[2 * d + i]);
                out[3 * d + i] = Math.fma(g, removed, out[3 * d + i]);
            }
            out[5 * d + j] = dot(carried, j * d, in, 2 * d, d);
            float dRemoved = dot(carried, j * d, in, 3 * d, d);
            for (int i = 0; i < d; i++) {
                int at = j * d + i;
                out[i] = Math.fma(dRemoved, states[at], out[i]);
                carried[at] = Math.fma(dRemoved, in[i], in[d + i] * carried[at]);
            }
        }
        return out;
    }

    @Test
    void otherSizesHaveNoCode() {
        for (int d : new int[] {0, 8, 40, 272}) {
            assertEquals(false, DeltaCode.has(d), "size " + d);
        }
    }
}
