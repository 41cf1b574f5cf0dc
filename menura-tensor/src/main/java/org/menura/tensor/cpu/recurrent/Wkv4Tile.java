package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;

/**
 * The way back through RWKV-4's time mix for some neighbouring channels.
 *
 * <p>With N and D the sums before a step, {@code y = (N + eᵘ⁺ᵏ v) / (D + eᵘ⁺ᵏ)}, {@code N' = eʷ N + eᵏ v}, {@code D' = eʷ D
 * + eᵏ}. States are kept divided by eᵖ, p being the running maximum, and their gradients multiplied by it. So all
 * exponentials are of differences to a maximum, and p, on which y does not depend, needs no gradient.
 */
final class Wkv4Tile extends ChunkReplay {
    private static final Primitives P = Primitives.BEST;

    /** Empty past: less than any exponent, and still a number when decays are added. */
    private static final float LOWEST = -1e38f;

    /** What was given and what is wanted; shapes as those of {@link org.menura.tensor.Backend#wkv4}. */
    record Operands(
            Tensor decay,
            Tensor bonus,
            Tensor k,
            Tensor v,
            Tensor dy,
            @Nullable Tensor dk,
            @Nullable Tensor dv) {}

    private final Operands in;
    private final int n;
    private final int stride;
    private final float[] dDecay;
    private final float[] dBonus;
    /** Gradients of numerator and denominator, times eᵖ. */
    private final float[] carried;

    /** Factors of past and present in the result, then in the state. */
    private final float[] inResult;

    private float[] inState = {};
    private int low;
    private int width;

    /** A tile of at most {@code width} channels. */
    Wkv4Tile(Operands in, int width) {
        super(3 * width);
        this.in = in;
        this.n = in.k.shape().cols();
        this.stride = width;
        dDecay = new float[width];
        dBonus = new float[width];
        carried = new float[2 * width];
        inResult = new float[2 * width];
    }

    /** Goes to channels {@code from} to {@code to}. */
    void enter(int from, int to) {
        low = from;
        width = to - from;
        Arrays.fill(dDecay, 0);
        Arrays.fill(dBonus, 0);
    }

    /** Writes the channels' gradients of decay and bonus, [n] each, of the sequences since {@link #enter}. */
    void leave(float[] allDecay, float[] allBonus) {
        System.arraycopy(dDecay, 0, allDecay, low, width);
        System.arraycopy(dBonus, 0, allBonus, low, width);
    }

    @Override
    void begin(int steps) {
        inState = grown(inState, steps * 2 * stride);
        Arrays.fill(carried, 0);
    }

    @Override
    void empty(float[] state, int at) {
        Arrays.fill(state, at + 2 * stride, at + 3 * stride, LOWEST);
    }

    @Override
    void advance(int t, float[] h, int h0, float[] next, int next0, int k) {
        float[] keys = in.k.floats();
        int k0 = in.k.offset() + t * n + low;
        float[] values = in.v.floats();
        int v0 = in.v.offset() + t * n + low;
        float[] decays = in.decay.floats();
        int w0 = in.decay.offset() + low;
        int past = k * 2 * stride;
        int now = past + stride;
        for (int i = 0; i < width; i++) {
            float faded = h[h0 + 2 * stride + i] + decays[w0 + i];
            float key = keys[k0 + i];
            float top = Math.max(faded, key);
            inState[past + i] = faded - top;
            inState[now + i] = key - top;
            next[next0 + 2 * stride + i] = top;
        }
        P.exp(inState, past, inState, past, width);
        P.exp(inState, now, inState, now, width);
        for (int i = 0; i < width; i++) {
            float p = inState[past + i];
            float q = inState[now + i];
            next[next0 + i] = p * h[h0 + i] + q * values[v0 + i];
            next[next0 + stride + i] = p * h[h0 + stride + i] + q;
        }
    }

    @Override
    void back(int t, float[] states, int before, int after, int k) {
        int row = t * n + low;
        resultFactors(row, states, before);
        float[] values = in.v.floats();
        int v0 = in.v.offset() + row;
        float[] dys = in.dy.floats();
        int dy0 = in.dy.offset() + row;
        int past0 = k * 2 * stride;
        int now0 = past0 + stride;
        for (int i = 0; i < width; i++) {
            float v = values[v0 + i];
            float numerator = states[before + i];
            float denominator = states[before + stride + i];
            float past = inResult[i];
            float now = inResult[stride + i];
            float total = past * denominator + now;
            float y = (past * numerator + now * v) / total;
            float share = dys[dy0 + i] / total; // d numerator of the result; its denominator's is -y times that
            float keeps = inState[past0 + i];
            float writes = inState[now0 + i];
            float gn = carried[i];
            float gd = carried[stride + i];
            float own = now * share * (v - y);
            add(in.dv, row + i, writes * gn + now * share);
            add(in.dk, row + i, writes * (gn * v + gd) + own);
            dBonus[i] += own;
            dDecay[i] += keeps * (gn * numerator + gd * denominator);
            carried[i] = keeps * gn + past * share;
            carried[stride + i] = keeps * gd - past * share * y;
        }
    }

    private static void add(@Nullable Tensor gradient, int at, float value) {
        if (gradient != null) {
            gradient.floats()[gradient.offset() + at] += value;
        }
    }

    private void resultFactors(int row, float[] states, int before) {
        float[] keys = in.k.floats();
        int k0 = in.k.offset() + row;
        float[] bonuses = in.bonus.floats();
        int u0 = in.bonus.offset() + low;
        for (int i = 0; i < width; i++) {
            float peak = states[before + 2 * stride + i];
            float favoured = bonuses[u0 + i] + keys[k0 + i];
            float top = Math.max(peak, favoured);
            inResult[i] = peak - top;
            inResult[stride + i] = favoured - top;
        }
        P.exp(inResult, 0, inResult, 0, width);
        P.exp(inResult, stride, inResult, stride, width);
    }
}
