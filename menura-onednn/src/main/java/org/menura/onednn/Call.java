package org.menura.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** What one thread at a time needs to run a primitive: a stream, and places for the addresses of the data. */
final class Call {
    static final int SRC = 1;
    static final int DST = 17;
    static final int WEIGHTS = 33;
    static final int SCRATCHPAD = 80;
    /** Roles of a product's arguments. */
    static final int[] PRODUCT = {SRC, WEIGHTS, DST, SCRATCHPAD};

    private static final int CACHE_LINE = 64;

    private final Dnnl dnnl;
    private final MemorySegment stream;
    private final MemorySegment[] memories;
    private final MemorySegment arguments;

    /**
     * A call.
     *
     * @param roles of its arguments; a scratchpad, which comes last, gets memory here
     * @param layouts of the same
     */
    Call(Dnnl dnnl, MemorySegment engine, Arena arena, int[] roles, MemorySegment... layouts) {
        this.dnnl = dnnl;
        this.stream = dnnl.stream(engine, arena);
        this.memories = new MemorySegment[roles.length];
        this.arguments = arena.allocate(Functions.ARGUMENT, roles.length);
        for (int i = 0; i < roles.length; i++) {
            memories[i] = dnnl.memory(layouts[i], engine, arena);
            long at = i * Functions.ARGUMENT.byteSize();
            arguments.set(JAVA_INT, at, roles[i]);
            arguments.set(ADDRESS, at + ADDRESS.byteSize(), memories[i]);
            if (roles[i] == SCRATCHPAD) {
                dnnl.place(memories[i], arena.allocate(Math.max(1, dnnl.bytes(layouts[i])), CACHE_LINE));
            }
        }
    }

    /** Runs the primitive on the data of the first arguments. */
    void run(MemorySegment primitive, MemorySegment... data) {
        for (int i = 0; i < data.length; i++) {
            dnnl.place(memories[i], data[i]);
        }
        dnnl.execute(primitive, stream, arguments);
        Reference.reachabilityFence(data);
    }
}
