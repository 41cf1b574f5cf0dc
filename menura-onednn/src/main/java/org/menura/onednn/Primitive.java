package org.menura.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A compiled primitive that any number of threads may run, each with a {@link Call} that is used again afterwards. */
final class Primitive {
    private final Dnnl dnnl;
    private final MemorySegment engine;
    private final Arena arena;
    private final MemorySegment compiled;
    private final int[] roles;
    private final MemorySegment[] layouts;
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

    /**
     * Compiles a description.
     *
     * @param arena of what is made; it must end no sooner than this primitive
     * @param roles of the arguments, as {@link Call} takes them
     * @param layouts of the same
     */
    Primitive(
            Dnnl dnnl,
            MemorySegment engine,
            Arena arena,
            MemorySegment description,
            int[] roles,
            MemorySegment... layouts) {
        this.dnnl = dnnl;
        this.engine = engine;
        this.arena = arena;
        this.compiled = dnnl.primitive(description, arena);
        this.roles = roles;
        this.layouts = layouts;
    }

    /** Runs on the data of the first arguments, outside the heap. */
    void run(MemorySegment... data) {
        Call call = calls.poll();
        if (call == null) {
            call = new Call(dnnl, engine, arena, roles, layouts);
        }
        call.run(compiled, data);
        calls.add(call);
        Reference.reachabilityFence(this);
    }
}
