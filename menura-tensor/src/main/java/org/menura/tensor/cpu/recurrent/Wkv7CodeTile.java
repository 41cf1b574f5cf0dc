package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.DeltaSteps;

/** The way back through RWKV-7's delta rule for one head, by machine code. */
final class Wkv7CodeTile extends WkvReplay {
    private final DeltaSteps steps;
    private final Wkv7Tile.Operands in;

    /** What {@link DeltaSteps#advance} reads first. */
    private final Tensor[] before;

    private final float[] carried;
    private final float[] gradients;

    /** What the steps of a chunk read, [steps, INPUTS, headDim]. */
    private float[] inputs = {};

    /** A tile for any head. */
    Wkv7CodeTile(DeltaSteps steps, Wkv7Tile.Operands in) {
        super(in.r(), in.r().dim(2));
        this.steps = steps;
        this.in = in;
        before = new Tensor[] {in.a(), in.w(), in.k(), in.b()};
        carried = new float[headDim * headDim];
        gradients = new float[DeltaSteps.GRADIENTS * headDim];
    }

    @Override
    void begin(int length) {
        inputs = grown(inputs, length * DeltaSteps.INPUTS * headDim);
        Arrays.fill(carried, 0);
    }

    @Override
    void advance(int t, float[] h, int h0, float[] next, int next0, int k) {
        int row = row(t);
        for (int i = 0; i < before.length; i++) {
            take(before[i], row, k, i);
        }
        take(in.v(), row, k, DeltaSteps.VALUE);
        steps.advance(h, h0, next, next0, inputs, input(k, 0));
    }

    @Override
    void back(int t, float[] states, int state, int after, int k) {
        int row = row(t);
        take(in.r(), row, k, DeltaSteps.RECEPTANCE);
        take(in.dy(), row, k, DeltaSteps.RESULT);
        steps.back(states, state, carried, inputs, input(k, 0), gradients);
        give(gradients, 0, in.da(), row);
        give(gradients, headDim, in.dw(), row);
        give(gradients, 2 * headDim, in.dk(), row);
        give(gradients, 3 * headDim, in.db(), row);
        give(gradients, DeltaSteps.RECEPTANCE * headDim, in.dr(), row);
        give(gradients, DeltaSteps.VALUE * headDim, in.dv(), row);
    }

    /** Where an input of a chunk's step begins. */
    private int input(int k, int number) {
        return (k * DeltaSteps.INPUTS + number) * headDim;
    }

    private void take(Tensor from, int row, int k, int number) {
        System.arraycopy(from.floats(), from.offset() + row, inputs, input(k, number), headDim);
    }
}
