package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.Tensor;

/** {@link ScanSteps} in plain Java: the reference, and what runs without the Vector API. */
final class PlainScanSteps implements ScanSteps {
    @Override
    public int lanes() {
        return 1;
    }

    private static float at(Tensor x, int i) {
        return x.floats()[x.offset() + i];
    }

    @Override
    public void advance(SelectiveTile tile, int t, float[] h, int h0, float[] next, int next0, int decays) {
        for (int i = 0; i < tile.width; i++) {
            int channel = t * tile.inner + tile.low + i;
            float dt = at(tile.scan.delta(), channel);
            float step = dt * at(tile.scan.x(), channel);
            for (int j = 0; j < tile.n; j++) {
                int at = j * tile.stride + i;
                float decay = (float) Math.exp(dt * tile.a[at]);
                tile.decays[decays + at] = decay;
                next[next0 + at] = decay * h[h0 + at] + step * at(tile.scan.b(), t * tile.n + j);
            }
        }
    }

    @Override
    public void back(SelectiveTile tile, int t, float[] states, int before, int after, int decays) {
        int row = t * tile.n;
        for (int i = 0; i < tile.width; i++) {
            int channel = t * tile.inner + tile.low + i;
            float dt = at(tile.scan.delta(), channel);
            float step = dt * at(tile.scan.x(), channel);
            float dy = at(tile.scan.dy(), channel);
            float written = 0;
            float decayed = 0;
            for (int j = 0; j < tile.n; j++) {
                int at = j * tile.stride + i;
                float g = dy * at(tile.scan.c(), row + j) + tile.carried[at];
                tile.dc[row + j] += dy * states[after + at];
                tile.db[row + j] += g * step;
                written += g * at(tile.scan.b(), row + j);
                float carried = g * tile.decays[decays + at];
                tile.carried[at] = carried;
                float dLog = carried * states[before + at];
                decayed += dLog * tile.a[at];
                tile.da[at] += dLog * dt;
            }
            tile.written[i] = written;
            tile.decayed[i] = decayed;
        }
    }

    @Override
    public void advance(HeadTile tile, int t, float decay, float[] h, int h0, float[] next, int next0) {
        float dt = tile.delta(t);
        for (int j = 0; j < tile.n; j++) {
            float b = dt * at(tile.scan.b(), tile.group(t) + j);
            for (int i = 0; i < tile.width; i++) {
                int at = j * tile.stride + i;
                next[next0 + at] = decay * h[h0 + at] + b * at(tile.scan.x(), tile.row(t) + i);
            }
        }
    }

    @Override
    public float back(HeadTile tile, int t, float decay, float[] states, int before, int after) {
        float dt = tile.delta(t);
        int row = tile.group(t);
        float total = 0;
        for (int i = 0; i < tile.width; i++) {
            float step = dt * at(tile.scan.x(), tile.row(t) + i);
            float dy = at(tile.scan.dy(), tile.row(t) + i);
            float written = 0;
            for (int j = 0; j < tile.n; j++) {
                int at = j * tile.stride + i;
                float g = dy * at(tile.scan.c(), row + j) + tile.carried[at];
                tile.dc[row + j] += dy * states[after + at];
                tile.db[row + j] += g * step;
                written += g * at(tile.scan.b(), row + j);
                total += g * states[before + at];
                tile.carried[at] = decay * g;
            }
            tile.written[i] = written;
        }
        return total;
    }
}
