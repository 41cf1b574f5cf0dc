package org.menura.tensor.cpu.recurrent;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.DeltaSteps;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Workers;

/** Backward passes of RWKV's time mixes. See {@link org.menura.tensor.Gradients}. */
public final class WkvGradients {
    /** Channels of a unit. */
    private static final int CHANNELS = 128;

    private WkvGradients() {}

    public static void wkv4(
            Workers workers,
            Tensor decay,
            Tensor bonus,
            Tensor k,
            Tensor v,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dDecay,
            @Nullable Tensor dBonus,
            @Nullable Tensor dk,
            @Nullable Tensor dv) {
        int n = k.shape().cols();
        int width = Math.min(CHANNELS, n);
        Wkv4Tile.Operands operands = new Wkv4Tile.Operands(decay, bonus, k, v, dy, dk, dv);
        SequenceGroups groups = new SequenceGroups(segments);
        float[][] dDecays = SequenceGroups.shares(groups.count(), decay);
        float[][] dBonuses = SequenceGroups.shares(groups.count(), bonus);
        groups.run(workers, Math.ceilDiv(n, width), () -> {
            Wkv4Tile tile = new Wkv4Tile(operands, width);
            return (group, block) -> {
                tile.enter(block * width, Math.min(n, (block + 1) * width));
                groups.replay(group, tile);
                tile.leave(dDecays[group], dBonuses[group]);
            };
        });
        SequenceGroups.add(workers, dDecays, dDecay);
        SequenceGroups.add(workers, dBonuses, dBonus);
    }

    public static void wkv6(
            Workers workers,
            Tensor r,
            Tensor k,
            Tensor v,
            Tensor w,
            Tensor bonus,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dr,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            @Nullable Tensor dw,
            @Nullable Tensor dBonus) {
        Wkv6Tile.Operands operands = new Wkv6Tile.Operands(r, k, v, w, bonus, dy, dr, dk, dv, dw);
        wkv6(WkvSteps.BEST, workers, operands, segments, dBonus);
    }

    public static void wkv6(
            WkvSteps steps, Workers workers, Wkv6Tile.Operands operands, Segments segments, @Nullable Tensor dBonus) {
        int stride = stride(operands.r(), steps);
        SequenceGroups groups = new SequenceGroups(segments);
        float[][] dBonuses = SequenceGroups.shares(groups.count(), operands.bonus());
        float @Nullable [][] dDecays =
                operands.decaysPerRow() ? null : SequenceGroups.shares(groups.count(), operands.w());
        groups.run(workers, operands.r().dim(1), () -> {
            Wkv6Tile tile = new Wkv6Tile(steps, operands, stride);
            return (group, head) -> {
                tile.enter(head);
                groups.replay(group, tile);
                tile.leave(dBonuses[group], dDecays == null ? null : dDecays[group]);
            };
        });
        SequenceGroups.add(workers, dBonuses, dBonus);
        if (dDecays != null) {
            SequenceGroups.add(workers, dDecays, operands.dw());
        }
    }

    public static void wkv7(
            Workers workers,
            @Nullable KernelLibrary library,
            Tensor r,
            Tensor w,
            Tensor k,
            Tensor v,
            Tensor a,
            Tensor b,
            Segments segments,
            Tensor dy,
            @Nullable Tensor dr,
            @Nullable Tensor dw,
            @Nullable Tensor dk,
            @Nullable Tensor dv,
            @Nullable Tensor da,
            @Nullable Tensor db) {
        Wkv7Tile.Operands operands = new Wkv7Tile.Operands(r, w, k, v, a, b, dy, dr, dw, dk, dv, da, db);
        DeltaSteps code = library == null ? null : library.delta(r.dim(2));
        if (code == null) {
            wkv7(WkvSteps.BEST, workers, operands, segments);
        } else {
            eachHead(workers, r, segments, () -> new Wkv7CodeTile(code, operands));
        }
    }

    public static void wkv7(WkvSteps steps, Workers workers, Wkv7Tile.Operands operands, Segments segments) {
        int stride = stride(operands.r(), steps);
        eachHead(workers, operands.r(), segments, () -> new Wkv7Tile(steps, operands, stride));
    }

    private static void eachHead(Workers workers, Tensor rows, Segments segments, Supplier<WkvReplay> tiles) {
        SequenceGroups groups = new SequenceGroups(segments);
        groups.run(workers, rows.dim(1), () -> {
            WkvReplay tile = tiles.get();
            return (group, head) -> {
                tile.enter(head);
                groups.replay(group, tile);
            };
        });
    }

    /** Length of a state's row: keys of a head in whole vectors. */
    private static int stride(Tensor r, WkvSteps steps) {
        return Math.ceilDiv(r.dim(2), steps.lanes()) * steps.lanes();
    }
}
