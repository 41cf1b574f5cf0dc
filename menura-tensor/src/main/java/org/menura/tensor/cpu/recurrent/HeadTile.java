package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;

/** The way back through the sequences of Mamba 2's scan for some neighbouring elements of a head, which are lanes. */
final class HeadTile extends ChunkReplay {
    private static final Primitives P = Primitives.BEST;

    private final ScanSteps steps;
    final ScanOperands scan;
    final int heads;
    final int groups;
    private final int headDim;
    final int n;

    /** Length of a row of states: elements, and room behind them for whole vectors. */
    final int stride;

    /** The gradient of the state that the step after left, [n, stride]. */
    final float[] carried;
    /** A sum over the state, per element. */
    final float[] written;
    /** Per lane, dB [n, lanes] of the step, and dC behind it. */
    final float[] sums;

    private int head;
    private int low;
    int width;
    /** Shares of dB and dC that are this tile's, [rows, groups, n]. */
    float[] db = {};

    float[] dc = {};
    private float da;
    private float dd;

    /**
     * A tile of at most {@code width} elements.
     *
     * @param width a multiple of the steps' lanes
     */
    HeadTile(ScanSteps steps, ScanOperands scan, int width) {
        super(scan.b().dim(2) * width);
        this.steps = steps;
        this.scan = scan;
        this.stride = width;
        heads = scan.x().dim(1);
        headDim = scan.x().dim(2);
        groups = scan.b().dim(1);
        n = scan.b().dim(2);
        carried = new float[n * stride];
        written = new float[stride];
        sums = new float[2 * n * steps.lanes()];
    }

    /** Goes to elements of a head, whose shares of dB and dC are added to {@code db} and {@code dc}. */
    void enter(int newHead, int from, int to, float[] newDb, float[] newDc) {
        head = newHead;
        low = from;
        width = to - from;
        db = newDb;
        dc = newDc;
        da = 0;
        dd = 0;
    }

    /** Adds the elements' dA [heads] and dD [heads] of the sequences since {@link #enter}. */
    void leave(float[] allDa, float[] allDd) {
        allDa[head] += da;
        allDd[head] += dd;
    }

    /** Where row t's B and C of the head begin, from their tensor's first element on. */
    int group(int t) {
        return (t * groups + head / (heads / groups)) * n;
    }

    /** Where row t's elements begin, from their tensor's first one on. */
    int row(int t) {
        return (t * heads + head) * headDim + low;
    }

    /** Δ of row t. */
    float delta(int t) {
        return scan.delta().floats()[scan.delta().offset() + t * heads + head];
    }

    private float rate() {
        return scan.a().floats()[scan.a().offset() + head];
    }

    private float decay(int t) {
        return (float) Math.exp(delta(t) * rate());
    }

    @Override
    void begin(int length) {
        Arrays.fill(carried, 0);
    }

    @Override
    void advance(int t, float[] h, int h0, float[] next, int next0, int k) {
        steps.advance(this, t, decay(t), h, h0, next, next0);
    }

    @Override
    void back(int t, float[] states, int before, int after, int k) {
        Arrays.fill(sums, 0);
        float decay = decay(t);
        float dt = delta(t);
        float dLog = decay * steps.back(this, t, decay, states, before, after);
        float[] x = scan.x().floats();
        int x0 = scan.x().offset() + row(t);
        float[] dy = scan.dy().floats();
        int dy0 = scan.dy().offset() + row(t);
        da += dt * dLog;
        dd += P.dot(dy, dy0, x, x0, width);
        Tensor dDelta = scan.dDelta();
        if (dDelta != null) {
            int at = dDelta.offset() + t * heads + head;
            dDelta.floats()[at] += rate() * dLog + P.dot(x, x0, written, 0, width);
        }
        Tensor dx = scan.dx();
        if (dx != null) {
            int dx0 = dx.offset() + row(t);
            P.axpy(dt, written, 0, dx.floats(), dx0, width);
            P.axpy(scan.d().floats()[scan.d().offset() + head], dy, dy0, dx.floats(), dx0, width);
        }
    }
}
