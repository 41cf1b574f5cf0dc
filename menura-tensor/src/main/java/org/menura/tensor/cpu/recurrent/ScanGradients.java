package org.menura.tensor.cpu.recurrent;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.work.Workers;

/** Backward passes of Mamba's scans. See {@link org.menura.tensor.Gradients}. */
public final class ScanGradients {
    /** Channels of a unit; each has a share of dB and dC as large as they are. */
    private static final int CHANNELS = 256;

    /** Channels that go back together: their states of a chunk stay in the cache, at the usual 16 numbers each. */
    private static final int TOGETHER = 128;

    /** Elements of a head that go back together, whose states are larger. */
    private static final int TOGETHER_IN_HEAD = 64;

    /** Units of heads, or some more, between which dB and dC are shared out: each share is as large as they are. */
    private static final int HEAD_BLOCKS = 8;

    private ScanGradients() {}

    public static void selectiveScan(
            Workers workers,
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dDelta,
            @Nullable Tensor da,
            @Nullable Tensor db,
            @Nullable Tensor dc,
            @Nullable Tensor dd) {
        ScanOperands scan = new ScanOperands(x, delta, a, b, c, d, dy, dx, dDelta);
        selectiveScan(ScanSteps.BEST, workers, scan, segments, da, db, dc, dd);
    }

    public static void selectiveScan(
            ScanSteps steps,
            Workers workers,
            ScanOperands scan,
            Segments segments,
            @Nullable Tensor da,
            @Nullable Tensor db,
            @Nullable Tensor dc,
            @Nullable Tensor dd) {
        int inner = scan.a().dim(0);
        int width = Math.min(TOGETHER, Math.ceilDiv(inner, steps.lanes()) * steps.lanes());
        int blocks = Math.ceilDiv(inner, CHANNELS);
        SequenceGroups groups = new SequenceGroups(segments);
        float[][] dbs = SequenceGroups.shares(blocks, scan.b());
        float[][] dcs = SequenceGroups.shares(blocks, scan.c());
        float[][] das = SequenceGroups.shares(groups.count(), scan.a());
        float[][] dds = SequenceGroups.shares(groups.count(), scan.d());
        groups.run(workers, blocks, () -> {
            SelectiveTile tile = new SelectiveTile(steps, scan, width);
            return (group, block) -> {
                int end = Math.min(inner, (block + 1) * CHANNELS);
                for (int low = block * CHANNELS; low < end; low += width) {
                    tile.enter(low, Math.min(end, low + width), dbs[block], dcs[block]);
                    groups.replay(group, tile);
                    tile.leave(das[group], dds[group]);
                }
            };
        });
        SequenceGroups.add(workers, das, da);
        SequenceGroups.add(workers, dbs, db);
        SequenceGroups.add(workers, dcs, dc);
        SequenceGroups.add(workers, dds, dd);
    }

    public static void headScan(
            Workers workers,
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable Tensor dDelta,
            @Nullable Tensor da,
            @Nullable Tensor db,
            @Nullable Tensor dc,
            @Nullable Tensor dd) {
        ScanOperands scan = new ScanOperands(x, delta, a, b, c, d, dy, dx, dDelta);
        headScan(ScanSteps.BEST, workers, scan, segments, da, db, dc, dd);
    }

    public static void headScan(
            ScanSteps steps,
            Workers workers,
            ScanOperands scan,
            Segments segments,
            @Nullable Tensor da,
            @Nullable Tensor db,
            @Nullable Tensor dc,
            @Nullable Tensor dd) {
        int headDim = scan.x().dim(2);
        int width = Math.min(TOGETHER_IN_HEAD, Math.ceilDiv(headDim, steps.lanes()) * steps.lanes());
        int headGroups = scan.b().dim(1);
        int perGroup = scan.x().dim(1) / headGroups;
        int shares = Math.min(perGroup, Math.ceilDiv(HEAD_BLOCKS, headGroups)); // of each group's heads
        SequenceGroups groups = new SequenceGroups(segments);
        float[][] dbs = SequenceGroups.shares(shares, scan.b());
        float[][] dcs = SequenceGroups.shares(shares, scan.c());
        float[][] das = SequenceGroups.shares(groups.count(), scan.a());
        float[][] dds = SequenceGroups.shares(groups.count(), scan.d());
        groups.run(workers, headGroups * shares, () -> {
            HeadTile tile = new HeadTile(steps, scan, width);
            return (group, block) -> {
                int first = block / shares * perGroup;
                int share = block % shares;
                for (int i = perGroup * share / shares; i < perGroup * (share + 1) / shares; i++) {
                    for (int low = 0; low < headDim; low += width) {
                        tile.enter(first + i, low, Math.min(headDim, low + width), dbs[share], dcs[share]);
                        groups.replay(group, tile);
                        tile.leave(das[group], dds[group]);
                    }
                }
            };
        });
        SequenceGroups.add(workers, das, da);
        SequenceGroups.add(workers, dbs, db);
        SequenceGroups.add(workers, dcs, dc);
        SequenceGroups.add(workers, dds, dd);
    }
}
