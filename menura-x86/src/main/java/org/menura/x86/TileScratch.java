package org.menura.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Memory that tiled products work in, one piece for each thread that computes at the time. Pieces grow, and are kept. */
final class TileScratch {
    private static final long LINE = 64;

    private final ConcurrentLinkedQueue<Piece> free = new ConcurrentLinkedQueue<>();

    /** The piece of a thread. */
    static final class Piece {
        private MemorySegment bytes = MemorySegment.NULL;
        private float[] floats = new float[0];

        /** Returns memory outside the heap. */
        MemorySegment bytes(long size) {
            if (bytes.byteSize() < size) {
                bytes = Arena.ofAuto().allocate(size, LINE);
            }
            return bytes;
        }

        /** Returns an array. */
        float[] floats(int size) {
            if (floats.length < size) {
                floats = new float[size];
            }
            return floats;
        }
    }

    Piece borrow() {
        Piece piece = free.poll();
        return piece != null ? piece : new Piece();
    }

    void giveBack(Piece piece) {
        free.add(piece);
    }
}
