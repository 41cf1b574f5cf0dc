package org.menura.chat.tool;

import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * How reasoning stands in an answer: between an opening and a closing delimiter.
 *
 * @param opens what opens it, the usual first; none if the model does not reason
 * @param closes what closes it, the usual first
 * @param label a word behind the opening that belongs to it, such as the name of a channel; may be empty
 * @param traits what is unusual
 */
@Extension
public record ReasoningFormat(List<String> opens, List<String> closes, String label, List<Trait> traits) {
    /** The format of models that do not reason. */
    public static final ReasoningFormat NONE = new ReasoningFormat(List.of(), List.of(), "", List.of());

    /** Unusual traits of reasoning. */
    public enum Trait {
        /** It may come anywhere, also behind text. Else it begins the answer. */
        ANYWHERE,
        /** The opening is itself a part of the reasoning. */
        OPENING_IS_REASONING,
        /** The prompt opens it where nothing is known of the prompt. */
        PROMPT_OPENS,
        /** A call ends it, closed or not. */
        CALL_CLOSES,
        /** It stays in the text, behind the opening that the prompt held. */
        STAYS_IN_TEXT
    }

    public ReasoningFormat {
        opens = List.copyOf(opens);
        closes = List.copyOf(closes);
        traits = List.copyOf(traits);
    }

    /** Creates the usual format: it begins the answer. */
    public static ReasoningFormat of(String open, String close, Trait... traits) {
        return new ReasoningFormat(List.of(open), List.of(close), "", List.of(traits));
    }

    /** Returns whether the model reasons. */
    public boolean exists() {
        return !opens.isEmpty();
    }

    /** Returns whether it has a trait. */
    public boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
