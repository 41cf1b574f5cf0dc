package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Arithmetic;

/** The way back through a selective scan's sequences, for some neighbouring channels, which are lanes. */
final class SelectiveTile extends ChunkReplay {
    private static final Arithmetic A = Arithmetic.BEST;

    private final ScanSteps steps;
    final ScanOperands scan;
    final int inner;
    final int n;

    /** Length of a row of states: channels, and room behind them for whole vectors. */
    final int stride;

    /** A, [n, stride]. */
    final float[] a;
    /** dA, [n, stride]. */
    final float[] da;
    /** The gradient of the state that the step after left, [n, stride]. */
    final float[] carried;
    /** Sums over the state, per channel. */
    final float[] written;

    final float[] decayed;
    /** Per lane, dB [n, lanes] of the step, and dC behind it. */
    final float[] sums;

    private final float[] dd;
    /** exp(Δ A) of the steps of a chunk, [steps, n, stride]. */
    float[] decays = {};

    int low;
    int width;
    /** Shares of dB and dC that are this tile's, [rows, n]. */
    float[] db = {};

    float[] dc = {};

    /**
     * A tile of at most {@code width} channels.
     *
     * @param width a multiple of the steps' lanes
     */
    SelectiveTile(ScanSteps steps, ScanOperands scan, int width) {
        super(scan.a().dim(1) * width);
        this.steps = steps;
        this.scan = scan;
        inner = scan.a().dim(0);
        n = scan.a().dim(1);
        stride = width;
        a = new float[n * stride];
        da = new float[n * stride];
        carried = new float[n * stride];
        written = new float[stride];
        decayed = new float[stride];
        sums = new float[2 * n * steps.lanes()];
        dd = new float[stride];
    }

    /** Goes to channels {@code from} to {@code to}, whose shares of dB and dC are added to {@code db} and {@code dc}. */
    void enter(int from, int to, float[] newDb, float[] newDc) {
        low = from;
        width = to - from;
        db = newDb;
        dc = newDc;
        Arrays.fill(da, 0);
        Arrays.fill(dd, 0);
        Arrays.fill(a, 0);
        float[] rates = scan.a().floats();
        for (int i = 0; i < width; i++) {
            int row = scan.a().offset() + (low + i) * n;
            for (int j = 0; j < n; j++) {
                a[j * stride + i] = rates[row + j];
            }
        }
    }

    /** Writes the channels' dA [inner, n] and dD [inner] of the sequences since {@link #enter}. */
    void leave(float[] allDa, float[] allDd) {
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < n; j++) {
                allDa[(low + i) * n + j] = da[j * stride + i];
            }
        }
        System.arraycopy(dd, 0, allDd, low, width);
    }

    @Override
    void begin(int length) {
        decays = grown(decays, length * n * stride);
        Arrays.fill(carried, 0);
    }

    @Override
    void advance(int t, float[] h, int h0, float[] next, int next0, int k) {
        steps.advance(this, t, h, h0, next, next0, k * n * stride);
    }

    @Override
    void back(int t, float[] states, int before, int after, int k) {
        Arrays.fill(sums, 0);
        steps.back(this, t, states, before, after, k * n * stride);
        int row = t * inner + low;
        float[] x = scan.x().floats();
        int x0 = scan.x().offset() + row;
        float[] dy = scan.dy().floats();
        int dy0 = scan.dy().offset() + row;
        A.addProduct(dy, dy0, x, x0, dd, 0, width);
        Tensor dx = scan.dx();
        if (dx != null) {
            int dx0 = dx.offset() + row;
            A.addProduct(scan.delta().floats(), scan.delta().offset() + row, written, 0, dx.floats(), dx0, width);
            A.addProduct(scan.d().floats(), scan.d().offset() + low, dy, dy0, dx.floats(), dx0, width);
        }
        Tensor dDelta = scan.dDelta();
        if (dDelta != null) {
            int dt0 = dDelta.offset() + row;
            A.addProduct(x, x0, written, 0, decayed, 0, width);
            A.add(dDelta.floats(), dt0, decayed, 0, dDelta.floats(), dt0, width);
        }
    }
}
