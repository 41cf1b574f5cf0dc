package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.RecurrentStep;
import org.menura.tensor.cpu.library.RecurrentStep.Kind;
import org.menura.tensor.cpu.library.RecurrentStep.Shape;

/** {@link Wkv} by a library of machine code, and by loops where it has none. */
record CodeWkv(KernelLibrary library) implements Wkv {
    @Override
    public void four(Recurrence.Stretch part, Tensor decay, Tensor bonus, Tensor k, Tensor v, float[] out) {
        BEST.four(part, decay, bonus, k, v, out);
    }

    @Override
    public void six(Recurrence.Stretch part, Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, float[] out) {
        int heads = r.dim(1);
        int d = r.dim(2);
        Shape shape = new Shape(Kind.SIX, d, d);
        RecurrentStep step = library.recurrent(shape);
        if (step == null) {
            BEST.six(part, r, k, v, w, bonus, out);
            return;
        }
        boolean perRow = w.shape().rank() == 3;
        float[] work = new float[shape.size()];
        int r0 = shape.inputs();
        int k0 = r0 + d;
        for (int head = part.low(); head < part.high(); head++) {
            for (int t = part.from(); t < part.to(); t++) {
                int at = (t * heads + head) * d;
                take(r, at, work, r0, d);
                take(k, at, work, k0, d);
                take(w, perRow ? at : head * d, work, k0 + d, d);
                int u0 = bonus.offset() + head * d;
                float now = 0;
                for (int i = 0; i < d; i++) {
                    now += work[r0 + i] * bonus.floats()[u0 + i] * work[k0 + i];
                }
                work[0] = now;
                int s0 = part.stateOffset() + head * d * d;
                step.run(part.state(), s0, v.floats(), v.offset() + at, out, at, work, d);
            }
        }
    }

    @Override
    public void seven(
            Recurrence.Stretch part, Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, float[] out) {
        int heads = r.dim(1);
        int d = r.dim(2);
        Shape shape = new Shape(Kind.SEVEN, d, d);
        RecurrentStep step = library.recurrent(shape);
        if (step == null) {
            BEST.seven(part, r, w, k, v, a, b, out);
            return;
        }
        Tensor[] inputs = {a, w, k, b, r};
        float[] work = new float[shape.size()];
        for (int head = part.low(); head < part.high(); head++) {
            for (int t = part.from(); t < part.to(); t++) {
                int at = (t * heads + head) * d;
                for (int i = 0; i < inputs.length; i++) {
                    take(inputs[i], at, work, shape.inputs() + i * d, d);
                }
                int s0 = part.stateOffset() + head * d * d;
                step.run(part.state(), s0, v.floats(), v.offset() + at, out, at, work, d);
            }
        }
    }

    private static void take(Tensor from, int at, float[] to, int toAt, int n) {
        System.arraycopy(from.floats(), from.offset() + at, to, toAt, n);
    }
}
