package org.menura.agent.memory;

import org.menura.agent.act.Origin;

/**
 * Where a memory comes from: a range of the text of an event.
 *
 * @param thread the run or conversation; memories of one thread that follow each other are neighbours
 * @param event number of the event in it
 * @param from first character of the range in the event's text
 * @param to the character after the last
 * @param origin who wrote the text
 */
public record Source(String thread, long event, int from, int to, Origin origin) {
    public Source {
        if (event < 0 || from < 0 || to < from) {
            throw new IllegalArgumentException("a source needs an event and a range of characters, not %d and %d to %d"
                    .formatted(event, from, to));
        }
    }
}
