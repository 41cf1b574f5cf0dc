package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.TileLayout;

/**
 * Lays rows into planes, where the values of several rows lie side by side.
 *
 * @param lanes rows of a plane
 * @param bytes of a plane
 * @param rounding what is done with a row before; null if nothing is
 * @param lay the code that lays a row into a lane
 * @param blocks of a row, as that code counts them
 */
record Planes(int lanes, long bytes, @Nullable Rounding rounding, MemorySegment lay, int blocks) {
    /**
     * How a row is rounded.
     *
     * @param code that rounds it
     * @param bytes of a rounded row
     * @param integers whether it becomes integers, in blocks with scales
     */
    record Rounding(MemorySegment code, long bytes, boolean integers) {}

    /** Writes what rounds rows to bytes or words and lays them; null if the system refuses memory for it. */
    static @Nullable Planes of(CodeMemory memory, TileLayout layout) {
        MemorySegment quantize = memory.load(layout.quantize(), Arena.ofAuto());
        MemorySegment lay = memory.load(layout.lay(), Arena.ofAuto());
        return quantize == null || lay == null
                ? null
                : new Planes(
                        layout.lanes(),
                        layout.planeBytes(),
                        new Rounding(quantize, layout.roundedBytes(), true),
                        lay,
                        layout.blocks());
    }

    /** Returns whether rows are rounded to integers. */
    boolean rounded() {
        return rounding != null && rounding.integers();
    }

    /** Lays a row into a lane; the piece's bytes are overwritten. */
    void lay(MemorySegment row, MemorySegment lane, TileScratch.Piece piece) {
        MemorySegment from = row;
        if (rounding != null) {
            from = piece.bytes(rounding.bytes());
            Calls.convert(rounding.code(), row, from, blocks);
        }
        Calls.convert(lay, from, lane, blocks);
    }
}
