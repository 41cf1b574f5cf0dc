package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.menura.tensor.Tensor;

/** {@link WkvSteps} in plain Java: the reference, and what runs without the Vector API. */
final class PlainWkvSteps implements WkvSteps {
    @Override
    public int lanes() {
        return 1;
    }

    private static float at(Tensor x, int i) {
        return x.floats()[x.offset() + i];
    }

    @Override
    public void advance(Wkv6Tile tile, int t, float[] h, int h0, float[] next, int next0) {
        int row = tile.row(t);
        int decays = tile.decayRow(t);
        for (int j = 0; j < tile.headDim; j++) {
            float v = at(tile.in.v(), row + j);
            for (int i = 0; i < tile.headDim; i++) {
                int s = j * tile.stride + i;
                next[next0 + s] = at(tile.in.w(), decays + i) * h[h0 + s] + at(tile.in.k(), row + i) * v;
            }
        }
    }

    @Override
    public void back(Wkv6Tile tile, int t, float[] states, int before) {
        int row = tile.row(t);
        int decays = tile.decayRow(t);
        Arrays.fill(tile.dr, 0);
        Arrays.fill(tile.dk, 0);
        Arrays.fill(tile.dw, 0);
        for (int j = 0; j < tile.headDim; j++) {
            float v = at(tile.in.v(), row + j);
            float dy = at(tile.in.dy(), row + j);
            float dv = 0;
            for (int i = 0; i < tile.headDim; i++) {
                int s = j * tile.stride + i;
                float g = tile.carried[s];
                tile.dr[i] += dy * states[before + s];
                tile.dk[i] += g * v;
                tile.dw[i] += g * states[before + s];
                dv += g * at(tile.in.k(), row + i);
                tile.carried[s] = at(tile.in.w(), decays + i) * g + at(tile.in.r(), row + i) * dy;
            }
            tile.dv[j] = dv;
        }
    }

    @Override
    public void advance(Wkv7Tile tile, int t, float[] h, int h0, float[] next, int next0, int removed) {
        int row = tile.row(t);
        for (int j = 0; j < tile.headDim; j++) {
            int s = j * tile.stride;
            float sum = 0;
            for (int i = 0; i < tile.headDim; i++) {
                sum += at(tile.in.a(), row + i) * h[h0 + s + i];
            }
            tile.removed[removed + j] = sum;
            float v = at(tile.in.v(), row + j);
            for (int i = 0; i < tile.headDim; i++) {
                next[next0 + s + i] = at(tile.in.w(), row + i) * h[h0 + s + i]
                        + at(tile.in.b(), row + i) * sum
                        + at(tile.in.k(), row + i) * v;
            }
        }
    }

    @Override
    public void back(Wkv7Tile tile, int t, float[] states, int before, int after, int removed) {
        int row = tile.row(t);
        Arrays.fill(tile.dr, 0);
        Arrays.fill(tile.dk, 0);
        Arrays.fill(tile.dw, 0);
        Arrays.fill(tile.da, 0);
        Arrays.fill(tile.db, 0);
        for (int j = 0; j < tile.headDim; j++) {
            int s = j * tile.stride;
            float v = at(tile.in.v(), row + j);
            float dy = at(tile.in.dy(), row + j);
            float dv = 0;
            float dRemoved = 0;
            for (int i = 0; i < tile.headDim; i++) {
                float g = tile.carried[s + i] + at(tile.in.r(), row + i) * dy;
                tile.carried[s + i] = g;
                tile.dr[i] += dy * states[after + s + i];
                tile.dk[i] += g * v;
                tile.dw[i] += g * states[before + s + i];
                tile.db[i] += g * tile.removed[removed + j];
                dv += g * at(tile.in.k(), row + i);
                dRemoved += g * at(tile.in.b(), row + i);
            }
            tile.dv[j] = dv;
            for (int i = 0; i < tile.headDim; i++) {
                tile.da[i] += dRemoved * states[before + s + i];
                tile.carried[s + i] =
                        at(tile.in.w(), row + i) * tile.carried[s + i] + at(tile.in.a(), row + i) * dRemoved;
            }
        }
    }
}
