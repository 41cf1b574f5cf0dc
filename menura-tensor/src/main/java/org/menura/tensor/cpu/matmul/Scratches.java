package org.menura.tensor.cpu.matmul;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Scratch memory of threads that compute one product after another: as many pieces are made as there are threads at a time. */
final class Scratches<T> {
    private final ConcurrentLinkedQueue<T> free = new ConcurrentLinkedQueue<>();
    private final Supplier<T> maker;

    Scratches(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Runs {@code body} with a piece that nobody else has meanwhile; one that fails takes its piece with it. */
    void with(Consumer<T> body) {
        T mine = free.poll();
        if (mine == null) {
            mine = maker.get();
        }
        body.accept(mine);
        free.add(mine);
    }
}
