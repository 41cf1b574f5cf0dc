package org.menura.agent.memory;

import java.util.Set;
import org.menura.agent.act.Origin;

/**
 * A text of an event that memories may be made of.
 *
 * @param thread the run or conversation
 * @param event number of the event in it
 * @param from first character of the text in the event's
 * @param origin who wrote it
 * @param recalled whether it was recalled from memory, so that it is known already
 * @param text of the span
 */
public record Span(String thread, long event, int from, Origin origin, boolean recalled, String text) {
    private static final Set<Origin> REMEMBERED = Set.of(Origin.USER, Origin.TOOL);

    /** Creates a span of a whole event. */
    public static Span of(String thread, long event, Origin origin, String text) {
        return new Span(thread, event, 0, origin, false, text);
    }

    /**
     * Returns whether memories may be made of it: what persons and tools said, never instructions, nor what was recalled, which
     * would come back as new each time.
     */
    public boolean memorable() {
        return !recalled && REMEMBERED.contains(origin) && !text.isBlank();
    }

    /** Returns the source of a part of it. */
    Source source(int start, int end) {
        return new Source(thread, event, from + start, from + end, origin);
    }

    /** Returns the source of all of it. */
    public Source source() {
        return source(0, text.length());
    }
}
