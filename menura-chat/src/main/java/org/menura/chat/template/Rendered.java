package org.menura.chat.template;

import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * The result of rendering a chat template: the prompt, and the spans that the assistant generated.
 *
 * @param text the prompt
 * @param generated the parts of {@code text} written inside {@code {% generation %}} blocks, in order: what the
 *     assistant said. A block whose text was captured first ({@code {% set %}}, {@code {% filter %}}, a macro whose
 *     result is more than printed) has no place in the text and is not listed.
 */
@Extension
public record Rendered(String text, List<Span> generated) {
    public Rendered {
        generated = List.copyOf(generated);
    }

    /**
     * A range of {@link Rendered#text}, in UTF-16 units as {@link String#substring(int, int)} takes them.
     *
     * @param start index of the first unit
     * @param end index behind the last unit
     */
    public record Span(int start, int end) {}
}
