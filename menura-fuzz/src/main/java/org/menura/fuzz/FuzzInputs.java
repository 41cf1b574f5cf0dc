package org.menura.fuzz;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.menura.format.Checkpoint;
import org.menura.tensor.Tensor;

/** What the targets share. */
final class FuzzInputs {
    private static final int MAX_MESSAGE = 2000;

    private FuzzInputs() {}

    /** Hands the input over as a mapped file would be: outside the heap, at an aligned address, gone afterwards. */
    static void asFile(byte[] input, Consumer<MemorySegment> reader) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(input.length, Long.BYTES);
            MemorySegment.copy(input, 0, bytes, ValueLayout.JAVA_BYTE, 0, input.length);
            reader.accept(bytes.asReadOnly());
        }
    }

    /** Reads the first and last byte of every tensor. */
    static void touch(Checkpoint checkpoint) {
        for (String name : checkpoint.names()) {
            Tensor tensor = checkpoint.tensor(name);
            if (!tensor.shape().equals(checkpoint.shape(name)) || tensor.dtype() != checkpoint.dtype(name)) {
                throw new AssertionError("tensor " + name + " is not what the checkpoint says");
            }
            MemorySegment bytes = tensor.segment();
            if (bytes.byteSize() > 0) {
                bytes.get(ValueLayout.JAVA_BYTE, 0);
                bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1);
            }
        }
    }

    /** A refusal is one readable sentence, and not the end of the memory, which a library may have met on another thread. */
    static void check(RuntimeException refusal) {
        for (Throwable cause = refusal.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError error) {
                throw error;
            }
        }
        String message = refusal.getMessage();
        if (message == null || message.isBlank() || message.length() > MAX_MESSAGE || message.indexOf('\n') >= 0) {
            throw new AssertionError("not one sentence", refusal);
        }
    }
}
