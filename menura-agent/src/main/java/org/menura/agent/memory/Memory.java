package org.menura.agent.memory;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Origin;

/**
 * A memory: a text with its source.
 *
 * @param id given by the stream; empty before
 * @param kind of memory
 * @param text that is remembered
 * @param time when it was made
 * @param importance from 1 (mundane) to 10 (poignant)
 * @param source what it was taken from
 * @param because ids of memories that it rests on, for reflections; else empty
 * @param key what it is about, such as {@code user.city}: of memories with one key only the newest holds; null if it is about no such thing
 */
public record Memory(
        String id,
        Kind kind,
        String text,
        Instant time,
        double importance,
        Source source,
        List<String> because,
        @Nullable String key) {
    /** The least important memory's importance. */
    public static final double MUNDANE = 1;

    /** The most important memory's importance. */
    public static final double POIGNANT = 10;

    /** Kinds of memories. */
    public enum Kind {
        /** What was said or seen. */
        OBSERVATION,
        /** What was concluded from other memories. */
        REFLECTION,
        /** What a failed attempt taught. */
        LESSON
    }

    public Memory {
        because = List.copyOf(because);
        if (!(importance >= MUNDANE && importance <= POIGNANT)) {
            throw new IllegalArgumentException("importance must be from 1 to 10, not " + importance);
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("a memory needs a text");
        }
    }

    /** Creates an observation of a whole span. */
    public static Memory of(Span span, Instant time, double importance) {
        return new Memory("", Kind.OBSERVATION, span.text(), time, importance, span.source(), List.of(), null);
    }

    /** Creates an observation. */
    public static Memory of(String text, Instant time, double importance, Source source) {
        return new Memory("", Kind.OBSERVATION, text, time, importance, source, List.of(), null);
    }

    /** Returns who wrote what it was taken from. */
    public Origin origin() {
        return source.origin();
    }

    /** Returns a copy with an id. */
    Memory withId(String given) {
        return new Memory(given, kind, text, time, importance, source, because, key);
    }

    /** Returns a copy of another kind that rests on other memories. */
    public Memory as(Kind other, List<String> restsOn) {
        return new Memory(id, other, text, time, importance, source, restsOn, key);
    }

    /** Returns a copy that is about something: it supersedes what was remembered of that before. */
    public Memory about(String what) {
        return new Memory(id, kind, text, time, importance, source, because, what);
    }
}
