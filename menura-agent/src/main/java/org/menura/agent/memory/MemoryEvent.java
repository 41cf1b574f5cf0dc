package org.menura.agent.memory;

import java.time.Instant;
import java.util.List;

/** A change of memory. All of them, in order, make the memory anew. */
public sealed interface MemoryEvent {
    /** A memory was added. */
    record Remembered(Memory memory) implements MemoryEvent {}

    /** A memory was replaced by another that contradicts or corrects it; it stays in the history. */
    record Superseded(String id, String by, Instant time) implements MemoryEvent {}

    /** Memories were recalled, which makes them recent. */
    record Recalled(List<String> ids, Instant time) implements MemoryEvent {
        public Recalled {
            ids = List.copyOf(ids);
        }
    }

    /** A memory was deleted: its text is gone. */
    record Forgotten(String id) implements MemoryEvent {}

    /**
     * A core block was edited.
     *
     * @param block its name
     * @param text that it holds now
     * @param key of the call that edited it, so that the same call does nothing twice
     */
    record Edited(String block, String text, String key) implements MemoryEvent {}
}
